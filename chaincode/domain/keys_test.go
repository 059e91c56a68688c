package domain

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"testing"
)

func TestPublicKeysThatAreTaken(t *testing.T) {
	for _, algorithm := range []Algorithm{ECDSAP256, Ed25519} {
		s := newSigner(t, algorithm, 3)
		key, err := ParsePublicKeyText(s.key.Text(), algorithm)
		if err != nil || key.Algorithm != algorithm || !isDigest(key.ID) || key.ID != s.key.ID || key.Text() != s.key.Text() {
			t.Errorf("%s: %+v %v", algorithm, key, err)
		}
	}
	wrong := newSigner(t, Ed25519, 3).key.Text()
	_, err := ParsePublicKeyText(wrong, ECDSAP256)
	wantError(t, err, CodeKeyInvalid, "algorithm")
}

func TestPublicKeysThatAreRefused(t *testing.T) {
	marshal := func(public any) []byte {
		spki, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		return spki
	}
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), append(make([]byte, 47), 5))
	if err != nil {
		t.Fatal(err)
	}
	good := newSigner(t, ECDSAP256, 3).key
	for sentence, spki := range map[string][]byte{
		"nothing":            nil,
		"noise":              []byte("noise"),
		"text behind":        append(append([]byte{}, good.encoded...), 0),
		"another curve":      marshal(private.Public()),
		"RSA":                marshal(&rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 2047), E: 65537}),
		"a point off curve":  append(append([]byte{}, good.encoded[:len(good.encoded)-1]...), good.encoded[len(good.encoded)-1]^1),
		"a compressed point": compressed(t, good),
	} {
		t.Run(sentence, func(t *testing.T) {
			_, err := ParsePublicKey(spki)
			wantError(t, err, CodeKeyInvalid, "public_key")
		})
	}
	_, err = ParsePublicKeyText("?", ECDSAP256)
	wantError(t, err, CodeKeyInvalid, "public_key")
}

// compressed is the same key in another encoding, which would have another id.
func compressed(t *testing.T, key PublicKey) []byte {
	t.Helper()
	var spki struct {
		Algorithm asn1.RawValue
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(key.encoded, &spki); err != nil {
		t.Fatal(err)
	}
	point := elliptic.MarshalCompressed(elliptic.P256(), key.ecdsa.X, key.ecdsa.Y)
	spki.Key = asn1.BitString{Bytes: point, BitLength: 8 * len(point)}
	raw, err := asn1.Marshal(spki)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWhenAKeyCounts(t *testing.T) {
	key := NewCompanyKey("C-AB12", newSigner(t, Ed25519, 3).key, []Purpose{PurposeStatements}, 5, 9)
	for cycle, valid := range map[int64]bool{4: false, 5: true, 9: true, 10: false} {
		if key.ValidIn(cycle) != valid || (key.Unfit(PurposeStatements, cycle) == "") != valid || key.Unfit(PurposeLists, cycle) == "" {
			t.Errorf("cycle %d", cycle)
		}
	}
	key.ValidToCycle = 0
	if !key.ValidIn(MaxN8) {
		t.Error("0 is open-ended")
	}
	if first := FirstKey("C-AB12", newSigner(t, Ed25519, 3).key, 5); first.Unfit(PurposeLists, 5) != "" || first.Unfit(PurposeStatements, 99) != "" || first.ValidIn(4) {
		t.Error("the first key is good for everything from its cycle on")
	}
}

func TestTheCallersKey(t *testing.T) {
	key := NewCompanyKey("C-AB12", newSigner(t, Ed25519, 3).key, []Purpose{PurposeStatements}, 5, 9)
	for _, err := range []error{CheckCallerKey(&key, "", 5), CheckCallerKey(&key, PurposeStatements, 9)} {
		if err != nil {
			t.Error(err)
		}
	}
	revoked := key
	revoked.Revoked = true
	for _, err := range []error{CheckCallerKey(nil, "", 5), CheckCallerKey(&key, PurposeLists, 5), CheckCallerKey(&key, "", 10), CheckCallerKey(&revoked, "", 5)} {
		wantError(t, err, CodeKeyNotRegistered, "")
	}
}

func TestAddingAndRevokingKeys(t *testing.T) {
	keys := make([]CompanyKey, 0, MaxKeysPerCompany+1)
	for k := range MaxKeysPerCompany {
		keys = append(keys, FirstKey("C-AB12", newSigner(t, Ed25519, byte(k)).key, 1))
	}
	another := FirstKey("C-AB12", newSigner(t, Ed25519, 99).key, 1)
	wantError(t, CheckAddKey(keys, keys[3]), CodeKeyExists, "public_key")
	wantError(t, CheckAddKey(keys, another), CodeKeyLimit, "public_key")
	keys[0].Revoked = true
	if err := CheckAddKey(keys, another); err != nil {
		t.Errorf("revoked keys do not count: %v", err)
	}
	wantError(t, CheckAddKey(keys, keys[0]), CodeKeyExists, "public_key")

	wantError(t, CheckRevokeKey(keys, another.KeyID, 1), CodeKeyUnknown, "key_id")
	if err := CheckRevokeKey(keys, keys[5].KeyID, 1); err != nil {
		t.Error(err)
	}
	last := keys[:2] // the first is revoked
	wantError(t, CheckRevokeKey(last, last[1].KeyID, 1), CodeKeyLast, "key_id")
	if err := CheckRevokeKey(last, last[0].KeyID, 1); err != nil {
		t.Errorf("revoked already: %v", err)
	}
	later := append(keys[:2:2], NewCompanyKey("C-AB12", another.public(t), bothPurposes(), 7, 0))
	wantError(t, CheckRevokeKey(later, last[1].KeyID, 6), CodeKeyLast, "key_id")
	if err := CheckRevokeKey(later, last[1].KeyID, 7); err != nil {
		t.Error(err)
	}
}

func (k CompanyKey) public(t *testing.T) PublicKey {
	t.Helper()
	key, err := ParsePublicKeyText(k.PublicKey, k.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	if base64.StdEncoding.EncodeToString(key.encoded) != k.PublicKey {
		t.Fatal("the text is the key's")
	}
	return key
}
