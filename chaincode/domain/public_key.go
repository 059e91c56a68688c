package domain

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"math/big"
)

// PublicKey verifies signatures of one algorithm.
type PublicKey struct {
	// ID is the hex SHA-256 of the SubjectPublicKeyInfo.
	ID        string
	Algorithm Algorithm
	encoded   []byte
	ecdsa     *ecdsa.PublicKey
	ed25519   ed25519.PublicKey
}

// ParsePublicKey reads a SubjectPublicKeyInfo (DER). It takes ECDSA on P-256 and Ed25519 in their one canonical
// encoding only, because a second encoding would give the same key a second id. Fails with KEY_INVALID.
func ParsePublicKey(spki []byte) (PublicKey, error) {
	sum := sha256.Sum256(spki)
	key := PublicKey{ID: hex.EncodeToString(sum[:]), encoded: spki}
	parsed, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return PublicKey{}, Fail(CodeKeyInvalid, "public_key", "is not the DER of a SubjectPublicKeyInfo")
	}
	canonical, err := x509.MarshalPKIXPublicKey(parsed)
	if err != nil || !bytes.Equal(canonical, spki) {
		return PublicKey{}, Fail(CodeKeyInvalid, "public_key", "is not encoded canonically (uncompressed point, named curve)")
	}
	switch public := parsed.(type) {
	case *ecdsa.PublicKey:
		if public.Curve != elliptic.P256() {
			return PublicKey{}, Fail(CodeKeyInvalid, "public_key",
				"must be on the curve P-256, not %s", public.Curve.Params().Name)
		}
		key.Algorithm, key.ecdsa = ECDSAP256, public
	case ed25519.PublicKey:
		key.Algorithm, key.ed25519 = Ed25519, public
	default:
		return PublicKey{}, Fail(CodeKeyInvalid, "public_key", "must be an ECDSA P-256 or an Ed25519 key")
	}
	return key, nil
}

// ParsePublicKeyText reads the base64 of a SubjectPublicKeyInfo and demands the algorithm. Fails with KEY_INVALID.
func ParsePublicKeyText(text string, algorithm Algorithm) (PublicKey, error) {
	spki, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return PublicKey{}, Fail(CodeKeyInvalid, "public_key", "is not base64")
	}
	key, err := ParsePublicKey(spki)
	if err != nil {
		return PublicKey{}, err
	}
	if key.Algorithm != algorithm {
		return PublicKey{}, Fail(CodeKeyInvalid, "algorithm",
			"the key is for %s, not %s", key.Algorithm, quote(string(algorithm)))
	}
	return key, nil
}

// Text is the base64 of the SubjectPublicKeyInfo.
func (k PublicKey) Text() string {
	return base64.StdEncoding.EncodeToString(k.encoded)
}

// Verify says whether `signature` is the key's over `message`: ECDSA over its SHA-256, in DER with the lower of the two
// possible s (so that nobody can make a second signature out of one), or Ed25519 over the message itself.
func (k PublicKey) Verify(message, signature []byte) bool {
	switch k.Algorithm {
	case ECDSAP256:
		digest := sha256.Sum256(message)
		return isLowS(signature) && ecdsa.VerifyASN1(k.ecdsa, digest[:], signature)
	case Ed25519:
		return ed25519.Verify(k.ed25519, message, signature)
	}
	return false
}

func isLowS(signature []byte) bool {
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(signature, &pair)
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	return err == nil && len(rest) == 0 && pair.S.Cmp(half) <= 0
}
