package domain

import "encoding/base64"

// Verifier checks the statements of one transaction; it reads each key only once. Signatures, which are nearly all of the work, are
// checked together at the end. The zero value is ready.
type Verifier struct {
	// Entry is the path of the entry whose statement is added next (`decisions.17`).
	Entry   string
	keys    map[string]PublicKey
	pending []pendingSignature
}

type pendingSignature struct {
	entry     string
	statement Statement
	public    PublicKey
	signature string
}

// Add refuses a statement whose key (nil where the company has none of that id) does not count in the subject's cycle
// (STATEMENT_KEY) or which expired before `stillValidIn` (STATEMENT_EXPIRED). Its signature is left to CheckSignatures.
func (v *Verifier) Add(s Statement, key *CompanyKey, signature string, subjectCycle, stillValidIn int64) error {
	if key == nil || key.CompanyID != s.CompanyID {
		return Fail(CodeStatementKey, "key_id", "company %s has no such key; sign with a registered key", s.CompanyID)
	}
	if reason := key.Unfit(PurposeStatements, subjectCycle); reason != "" {
		return Fail(CodeStatementKey, "key_id", "the key %s; sign with another registered key", reason)
	}
	if s.ExpiryCycle < stillValidIn {
		return Fail(CodeStatementExpired, "expiry_cycle",
			"the statement was good until cycle %d and cycle %d has begun; sign a new one", s.ExpiryCycle, stillValidIn)
	}
	public, err := v.public(key)
	if err == nil {
		v.pending = append(v.pending, pendingSignature{v.Entry, s, public, signature})
	}
	return err
}

// CheckSignatures refuses the first of the added statements whose signature is not its key's (STATEMENT_SIGNATURE), naming its entry.
func (v *Verifier) CheckSignatures() error {
	good := make([]bool, len(v.pending))
	inParallel(len(good), func(i int) { good[i] = v.pending[i].good() })
	for i, p := range v.pending {
		if !good[i] {
			return Within(p.entry, Fail(CodeStatementSignature, "signature",
				"does not verify with the company's key over the %s of %s; sign the statement's bytes on channel %s",
				p.statement.Kind, p.statement.Subject, quote(p.statement.Channel)))
		}
	}
	return nil
}

func (p *pendingSignature) good() bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(p.signature)
	return err == nil && p.public.Verify(p.statement.Bytes(), raw)
}

func (v *Verifier) public(key *CompanyKey) (PublicKey, error) {
	if public, known := v.keys[key.KeyID]; known {
		return public, nil
	}
	public, err := ParsePublicKeyText(key.PublicKey, key.Algorithm)
	if err != nil {
		return PublicKey{}, Fail(CodeStateCorrupt, "", "key %s of company %s cannot be read: %v", key.KeyID, key.CompanyID, err)
	}
	if v.keys == nil {
		v.keys = map[string]PublicKey{}
	}
	v.keys[key.KeyID] = public
	return public, nil
}
