// Package identity makes certificates for tests: self-signed, with the attributes of a Fabric CA.
package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/attrmgr"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// Identity is a key with its certificate in an organisation.
type Identity struct {
	Key     *ecdsa.PrivateKey
	Creator []byte // a serialised msp.SerializedIdentity
	KeyID   string // hex SHA-256 of the SubjectPublicKeyInfo
	Public  string // base64 of the SubjectPublicKeyInfo
}

// New makes an identity of an organisation with attributes (role, company_id).
func New(mspID string, attributes map[string]string) (Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Identity{}, err
	}
	return Of(key, mspID, attributes)
}

// Of makes an identity with a given key.
func Of(key *ecdsa.PrivateKey, mspID string, attributes map[string]string) (Identity, error) {
	der, err := certificate(key, attributes)
	if err != nil {
		return Identity{}, err
	}
	creator, err := proto.Marshal(&msp.SerializedIdentity{
		Mspid: mspID, IdBytes: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
	})
	if err != nil {
		return Identity{}, err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return Identity{}, err
	}
	digest := sha256.Sum256(public)
	return Identity{
		Key: key, Creator: creator,
		KeyID: hex.EncodeToString(digest[:]), Public: base64.StdEncoding.EncodeToString(public),
	}, nil
}

func certificate(key *ecdsa.PrivateKey, attributes map[string]string) ([]byte, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test"},
		NotBefore:    time.Unix(0, 0),
		NotAfter:     time.Unix(1<<33, 0),
	}
	if len(attributes) > 0 {
		holder := &x509.Certificate{}
		if err := attrmgr.New().AddAttributesToCert(&attrmgr.Attributes{Attrs: attributes}, holder); err != nil {
			return nil, err
		}
		template.ExtraExtensions = holder.Extensions
	}
	return x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
}

// Sign signs a message as the ledger asks it: ECDSA over its SHA-256, DER, the lower of the two possible s, in base64.
func (i Identity) Sign(message []byte) (string, error) {
	digest := sha256.Sum256(message)
	r, s, err := ecdsa.Sign(rand.Reader, i.Key, digest[:])
	if err != nil {
		return "", err
	}
	order := elliptic.P256().Params().N
	if half := new(big.Int).Rsh(order, 1); s.Cmp(half) > 0 {
		s.Sub(order, s)
	}
	der, err := asn1Signature(r, s)
	return base64.StdEncoding.EncodeToString(der), err
}

func asn1Signature(r, s *big.Int) ([]byte, error) {
	return asn1.Marshal(struct{ R, S *big.Int }{r, s})
}

// NewP384 makes an identity with a key of a kind that no company can register. It cannot sign statements.
func NewP384(mspID string, attributes map[string]string) (Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return Identity{}, err
	}
	return Of(key, mspID, attributes)
}
