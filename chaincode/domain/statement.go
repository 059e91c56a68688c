package domain

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// statementVersion begins every statement, so that no signature made for another purpose counts as one.
const statementVersion = "shoal/1"

// Statement is what a company signs: that it says `Digest` about `Subject`, to count until ExpiryCycle.
type Statement struct {
	Channel     string
	Kind        StatementKind
	Subject     string
	CompanyID   string
	ExpiryCycle int64
	Digest      [sha256.Size]byte
}

// Bytes are the bytes signed: each part's length as four bytes big-endian, then the part. The lengths make them
// injective: no two statements have the same bytes.
func (s Statement) Bytes() []byte {
	parts := []string{
		statementVersion, s.Channel, string(s.Kind), s.Subject, s.CompanyID,
		strconv.FormatInt(s.ExpiryCycle, 10), string(s.Digest[:]),
	}
	var text []byte
	for _, part := range parts {
		text = binary.BigEndian.AppendUint32(text, uint32(len(part)))
		text = append(text, part...)
	}
	return text
}

// Statement is what the company must have signed to accept or refuse the match.
func (d SignedDecision) Statement(channel string) Statement {
	body := "refuse"
	if d.Accept {
		body = "accept"
	}
	return Statement{channel, DecisionStatement, d.MatchID, d.CompanyID, d.ExpiryCycle, sha256.Sum256([]byte(body))}
}

// Statement is what the company must have signed to evaluate the contract of the match. Its digest is that of the
// salted text.
func (e SignedEvaluation) Statement(channel string) Statement {
	return Statement{channel, EvaluationStatement, e.MatchID, e.CompanyID, e.ExpiryCycle, digestOf(e.TextDigest)}
}

// Statement is what the company must have signed to appeal the label of an evaluation. Its digest is that of the salted
// reason.
func (a SignedAppeal) Statement(channel string) Statement {
	subject := FormatAppealID(a.Side, a.MatchID)
	return Statement{channel, AppealStatement, subject, a.CompanyID, a.ExpiryCycle, digestOf(a.ReasonDigest)}
}

// digestOf reads a digest; a text that is none gives a digest that nobody signed.
func digestOf(text string) (digest [sha256.Size]byte) {
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == len(digest) {
		copy(digest[:], raw)
	}
	return digest
}

// Decision is the value that records the statement.
func (d SignedDecision) Decision() Decision {
	return Decision{ValueVersion, d.MatchID, d.CompanyID, d.Accept, d.KeyID, d.ExpiryCycle, d.Signature}
}

// Evaluation is the value that records the statement.
func (e SignedEvaluation) Evaluation() Evaluation {
	return Evaluation{
		ValueVersion, e.MatchID, e.CompanyID, e.Label, NoLabel, e.TextDigest, e.ModelDigest, e.KeyID, e.ExpiryCycle, e.Signature,
	}
}

// Verifier checks the statements of one transaction; it reads each key only once. The zero value is ready.
type Verifier struct {
	keys map[string]PublicKey
}

// Verify refuses a statement whose key (nil where the company has none of that id) does not count in the subject's
// cycle (STATEMENT_KEY), which expired before `stillValidIn` (STATEMENT_EXPIRED) or whose signature is not the key's
// (STATEMENT_SIGNATURE).
func (v *Verifier) Verify(s Statement, key *CompanyKey, signature string, subjectCycle, stillValidIn int64) error {
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
	if err != nil {
		return err
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || !public.Verify(s.Bytes(), raw) {
		return Fail(CodeStatementSignature, "signature",
			"does not verify with the company's key over the %s of %s; sign the statement's bytes on channel %s",
			s.Kind, s.Subject, quote(s.Channel))
	}
	return nil
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
