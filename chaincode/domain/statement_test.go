package domain

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestStatementVectors: bytes and signatures that another implementation made.
func TestStatementVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/statement_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name, Channel, Kind, Subject, Bytes string
			CompanyID                           string `json:"company_id"`
			ExpiryCycle                         int64  `json:"expiry_cycle"`
			Accept                              bool
			TextDigest                          string `json:"text_digest"`
			Side                                Party
			MatchID                             string `json:"match_id"`
			ReasonDigest                        string `json:"reason_digest"`
			Signatures                          []struct {
				Algorithm Algorithm
				Key       string `json:"public_key"`
				Text      string `json:"signature"`
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	signatures := 0
	for _, c := range file.Cases {
		statement := SignedDecision{MatchID: c.Subject, CompanyID: c.CompanyID, Accept: c.Accept, ExpiryCycle: c.ExpiryCycle}.Statement(c.Channel)
		switch StatementKind(c.Kind) {
		case AppealStatement:
			statement = SignedAppeal{MatchID: c.MatchID, Side: c.Side, CompanyID: c.CompanyID, ReasonDigest: c.ReasonDigest, ExpiryCycle: c.ExpiryCycle}.Statement(c.Channel)
		case EvaluationStatement:
			statement = SignedEvaluation{MatchID: c.Subject, CompanyID: c.CompanyID, TextDigest: c.TextDigest, ExpiryCycle: c.ExpiryCycle}.Statement(c.Channel)
		}
		if got := hex.EncodeToString(statement.Bytes()); got != c.Bytes || string(statement.Kind) != c.Kind {
			t.Errorf("%s: %s", c.Name, got)
		}
		for _, s := range c.Signatures {
			key, err := ParsePublicKeyText(s.Key, s.Algorithm)
			if err != nil {
				t.Fatal(err)
			}
			signature, err := base64.StdEncoding.DecodeString(s.Text)
			if err != nil || !key.Verify(statement.Bytes(), signature) {
				t.Errorf("%s: %s does not verify: %v", c.Name, s.Algorithm, err)
			}
			signatures++
		}
	}
	if signatures != 4 {
		t.Errorf("%d signatures", signatures)
	}
}

// TestStatementBytesAreInjective: two statements have the same bytes only where they are the same.
func TestStatementBytesAreInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "aa", "1", "11", "floor", "\x00", "\x00\x00\x00\x01a"})
		draw := func(label string) Statement {
			return Statement{
				word.Draw(t, label+" channel"), StatementKind(word.Draw(t, label+" kind")), word.Draw(t, label+" subject"), word.Draw(t, label+" company"),
				rapid.Int64Range(1, 20).Draw(t, label+" expiry"), [32]byte{byte(rapid.IntRange(0, 1).Draw(t, label+" digest"))},
			}
		}
		one, other := draw("one"), draw("other")
		if bytes.Equal(one.Bytes(), other.Bytes()) != (one == other) {
			t.Fatalf("%+v and %+v", one, other)
		}
	})
}

// signer makes keys and signatures from a number, so that tests need no randomness.
type signer struct {
	key   PublicKey
	ecdsa *ecdsa.PrivateKey
	edwar ed25519.PrivateKey
}

func newSigner(t testing.TB, algorithm Algorithm, seed byte) signer {
	t.Helper()
	var s signer
	var public any
	if algorithm == Ed25519 {
		s.edwar = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
		public = s.edwar.Public()
	} else {
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{seed}, 32))
		if err != nil {
			t.Fatal(err)
		}
		s.ecdsa, public = private, private.Public()
	}
	spki, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	if s.key, err = ParsePublicKey(spki); err != nil {
		t.Fatal(err)
	}
	return s
}

// sign gives a signature that counts; ECDSA's s can be asked to be the higher one.
func (s signer) sign(t testing.TB, message []byte, high bool) string {
	t.Helper()
	if s.edwar != nil {
		return base64.StdEncoding.EncodeToString(ed25519.Sign(s.edwar, message))
	}
	digest := sha256.Sum256(message)
	der, err := s.ecdsa.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		t.Fatal(err)
	}
	if n := elliptic.P256().Params().N; (pair.S.Cmp(new(big.Int).Rsh(n, 1)) > 0) != high {
		pair.S.Sub(n, pair.S)
	}
	if der, err = asn1.Marshal(pair); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

// verified checks one statement whole.
func verified(s Statement, key *CompanyKey, signature string, subjectCycle, stillValidIn int64) error {
	var v Verifier
	if err := v.Add(s, key, signature, subjectCycle, stillValidIn); err != nil {
		return err
	}
	return v.CheckSignatures()
}

func TestVerify(t *testing.T) {
	for _, algorithm := range []Algorithm{ECDSAP256, Ed25519} {
		t.Run(string(algorithm), func(t *testing.T) {
			s := newSigner(t, algorithm, 7)
			decision := SignedDecision{MatchID: "12.1.Lobster", CompanyID: "C-AB12", Accept: true, ExpiryCycle: 13}
			statement := decision.Statement("floor")
			signature := s.sign(t, statement.Bytes(), false)
			good := FirstKey("C-AB12", s.key, 3)
			with := func(change func(*CompanyKey)) *CompanyKey {
				key := good
				change(&key)
				return &key
			}
			verify := func(key *CompanyKey, signed Statement, signature string, stillValidIn int64) error {
				return verified(signed, key, signature, 12, stillValidIn)
			}
			for _, last := range []int64{12, 13} {
				if err := verify(&good, statement, signature, last); err != nil {
					t.Error(err)
				}
			}
			wantError(t, verify(nil, statement, signature, 12), CodeStatementKey, "key_id")
			for _, change := range []func(*CompanyKey){
				func(k *CompanyKey) { k.Revoked = true },
				func(k *CompanyKey) { k.ValidFromCycle = 13 },
				func(k *CompanyKey) { k.ValidToCycle = 11 },
				func(k *CompanyKey) { k.Purposes = []Purpose{PurposeLists} },
				func(k *CompanyKey) { k.CompanyID = "C-CD34" },
			} {
				wantError(t, verify(with(change), statement, signature, 12), CodeStatementKey, "key_id")
			}
			wantError(t, verify(&good, statement, signature, 14), CodeStatementExpired, "expiry_cycle")
			refusal := decision
			refusal.Accept = false
			other := newSigner(t, algorithm, 8)
			for sentence, bad := range map[string]error{
				"another decision":      verify(&good, refusal.Statement("floor"), signature, 12),
				"another channel":       verify(&good, decision.Statement("flood"), signature, 12),
				"another kind":          verify(&good, SignedEvaluation{MatchID: decision.MatchID, CompanyID: decision.CompanyID, TextDigest: digestOfTests, ExpiryCycle: 13}.Statement("floor"), signature, 12),
				"another key":           verify(&good, statement, other.sign(t, statement.Bytes(), false), 12),
				"a signature cut short": verify(&good, statement, signature[:len(signature)-4], 12),
				"no base64":             verify(&good, statement, "?", 12),
				"no signature":          verify(&good, statement, "", 12),
				"something behind it":   verify(&good, statement, base64.StdEncoding.EncodeToString(append(mustDecode(t, signature), 0)), 12),
			} {
				t.Run(sentence, func(t *testing.T) { wantError(t, bad, CodeStatementSignature, "signature") })
			}
			broken := with(func(k *CompanyKey) { k.PublicKey = "AAAA" })
			wantError(t, verify(broken, statement, signature, 12), CodeStateCorrupt, "")
		})
	}
}

func mustDecode(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestAHighSIsRefused: otherwise anybody could make a second signature out of the first.
func TestAHighSIsRefused(t *testing.T) {
	s := newSigner(t, ECDSAP256, 7)
	message := []byte("message")
	if !s.key.Verify(message, mustDecode(t, s.sign(t, message, false))) || s.key.Verify(message, mustDecode(t, s.sign(t, message, true))) {
		t.Error("the lower s counts, the higher does not")
	}
}

// TestAVerifierKeepsKeysApart: it remembers keys by id, never by company.
func TestAVerifierKeepsKeysApart(t *testing.T) {
	var v Verifier
	statement := SignedDecision{MatchID: "12.1.Lobster", CompanyID: "C-AB12", ExpiryCycle: 13}.Statement("floor")
	one, other := newSigner(t, ECDSAP256, 1), newSigner(t, Ed25519, 2)
	for range 2 {
		for _, s := range []signer{one, other} {
			key := FirstKey("C-AB12", s.key, 1)
			if err := v.Add(statement, &key, s.sign(t, statement.Bytes(), false), 12, 12); err != nil {
				t.Error(err)
			}
		}
	}
	if err := v.CheckSignatures(); err != nil {
		t.Error(err)
	}
}

// TestTheFirstWrongSignatureIsNamed, however many there are and in whatever order they are checked.
func TestTheFirstWrongSignatureIsNamed(t *testing.T) {
	statement := SignedDecision{MatchID: "12.1.Lobster", CompanyID: "C-AB12", ExpiryCycle: 13}.Statement("floor")
	s := newSigner(t, Ed25519, 2)
	key, good := FirstKey("C-AB12", s.key, 1), s.sign(t, statement.Bytes(), false)
	rapid.Check(t, func(t *rapid.T) {
		var v Verifier
		signed := rapid.SliceOfN(rapid.Bool(), 0, 40).Draw(t, "signed")
		for i, right := range signed {
			signature := good
			if !right {
				signature = "AAAA"
			}
			v.Entry = "decisions." + strconv.Itoa(i)
			if err := v.Add(statement, &key, signature, 12, 12); err != nil {
				t.Fatal(err)
			}
		}
		err := v.CheckSignatures()
		first := slices.Index(signed, false)
		if first < 0 {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
		if want := "decisions." + strconv.Itoa(first) + ".signature"; err.(*Error).Field != want {
			t.Fatalf("%v, not %s", err, want)
		}
	})
}

func TestEvaluationStatementsNeedADigest(t *testing.T) {
	e := SignedEvaluation{TextDigest: "zz"}
	if e.Statement("floor").Digest != [32]byte{} {
		t.Error("no digest, no digest")
	}
	e.TextDigest = digestOfTests
	if digest := e.Statement("floor").Digest; hex.EncodeToString(digest[:]) != digestOfTests {
		t.Error("the digest itself is signed")
	}
}

func TestRecordedStatements(t *testing.T) {
	d := SignedDecision{"12.1.Lobster", "C-AB12", true, digestOfTests, 13, "c2ln"}
	if got := d.Decision(); got != (Decision{1, "12.1.Lobster", "C-AB12", true, digestOfTests, 13, "c2ln"}) {
		t.Errorf("%+v", got)
	}
	e := SignedEvaluation{"12.1.Lobster", "C-AB12", Good, digestOfTests, "m", digestOfTests, 13, "c2ln"}
	if got := e.Evaluation(); got != (Evaluation{1, "12.1.Lobster", "C-AB12", Good, NoLabel, digestOfTests, "m", digestOfTests, 13, "c2ln"}) {
		t.Errorf("%+v", got)
	}
}

// BenchmarkVerify checks one statement.
func BenchmarkVerify(b *testing.B) {
	s := newSigner(b, ECDSAP256, 7)
	statement := SignedDecision{MatchID: "12.1.Lobster", CompanyID: "C-AB12", ExpiryCycle: 13}.Statement("floor")
	signature, key := s.sign(b, statement.Bytes(), false), FirstKey("C-AB12", s.key, 1)
	for b.Loop() {
		if err := verified(statement, &key, signature, 12, 12); err != nil {
			b.Fatal(err)
		}
	}
}
