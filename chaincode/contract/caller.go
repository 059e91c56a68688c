package contract

import (
	"crypto/x509"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/cid"
	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"shoal/chaincode/domain"
)

// The two organisations of the channel.
const (
	platformMSP   = "PlatformMSP"
	supervisorMSP = "SupervisorMSP"
)

// role is what an identity may do.
type role string

// The roles of README.md.
const (
	company    role = "company"
	operator   role = "operator"
	supervisor role = "supervisor"
)

var companyIDForm = regexp.MustCompile(`^C-[A-Z0-9]{4,32}$`)

// caller is who signed the transaction, as the certificate says.
type caller struct {
	member    bool   // of one of the two MSPs
	roles     []role // sorted
	companyID string // empty without the attribute
	key       domain.PublicKey
}

func (c caller) has(r role) bool { return slices.Contains(c.roles, r) }

// readCaller reads the MSP, the attributes and the public key from the creator of the transaction. The supervisor is the
// SupervisorMSP itself: an attribute, which the platform's CA could issue, makes nobody a supervisor.
func readCaller(stub shim.ChaincodeStubInterface) (caller, error) {
	identity, err := cid.New(stub)
	if err != nil {
		return caller{}, errors.New("the creator's certificate cannot be read")
	}
	certificate, err := identity.GetX509Certificate()
	if err != nil || certificate == nil {
		return caller{}, errors.New("the creator has no X.509 certificate")
	}
	key := keyOf(certificate)
	mspID, _ := identity.GetMSPID()
	switch mspID {
	case supervisorMSP:
		return caller{member: true, roles: []role{supervisor}, key: key}, nil
	case platformMSP:
		return platformCaller(identity, key)
	default:
		return caller{key: key}, nil
	}
}

func platformCaller(identity *cid.ClientID, key domain.PublicKey) (caller, error) {
	words, _, err := identity.GetAttributeValue("role")
	if err != nil {
		return caller{}, errors.New("the creator's attributes cannot be read")
	}
	companyID, _, err := identity.GetAttributeValue("company_id")
	if err != nil {
		return caller{}, errors.New("the creator's attributes cannot be read")
	}
	if !companyIDForm.MatchString(companyID) { // it goes into state keys
		companyID = ""
	}
	result := caller{member: true, companyID: companyID, key: key}
	for _, known := range []role{company, operator} {
		if slices.Contains(strings.Split(words, "+"), string(known)) {
			result.roles = append(result.roles, known)
		}
	}
	return result, nil
}

// keyOf encodes the key anew, so that one key has one id however its certificate wrote it. A key of a kind that no company can
// register is the empty key: an operator or supervisor may sign with it.
func keyOf(certificate *x509.Certificate) domain.PublicKey {
	der, err := x509.MarshalPKIXPublicKey(certificate.PublicKey)
	if err != nil {
		return domain.PublicKey{}
	}
	key, err := domain.ParsePublicKey(der)
	if err != nil {
		return domain.PublicKey{}
	}
	return key
}
