package domain

import (
	"crypto/sha256"
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
