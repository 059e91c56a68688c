package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// target says whom to call and as whom; the last four name PEM files.
type target struct {
	Address     string  `json:"address"`
	ServerName  string  `json:"server_name"`
	Channel     string  `json:"channel"`
	Chaincode   string  `json:"chaincode"`
	MSP         string  `json:"msp_id"`
	DeadlineS   float64 `json:"deadline_s"`
	TLSRoot     string  `json:"tls_ca"`
	Certificate string  `json:"certificate"`
	PrivateKey  string  `json:"private_key"`
}

// connection is one gRPC connection and one gateway on it, as the client's own samples hold them.
type connection struct {
	wire     *grpc.ClientConn
	gateway  *client.Gateway
	contract *client.Contract
}

func (c *connection) close() {
	_ = c.gateway.Close()
	_ = c.wire.Close()
}

// connect dials the peer of the given file. Every call has the file's deadline.
func connect(file string) (*connection, error) {
	var to target
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &to); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	id, sign, err := signer(to)
	if err != nil {
		return nil, err
	}
	root, err := os.ReadFile(to.TLSRoot)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(root) {
		return nil, fmt.Errorf("%s holds no certificate", to.TLSRoot)
	}
	trust := credentials.NewClientTLSFromCert(roots, to.ServerName)
	wire, err := grpc.NewClient(to.Address, grpc.WithTransportCredentials(trust))
	if err != nil {
		return nil, err
	}
	deadline := time.Duration(to.DeadlineS * float64(time.Second))
	gateway, err := client.Connect(
		id, client.WithSign(sign), client.WithHash(hash.SHA256), client.WithClientConnection(wire),
		client.WithEndorseTimeout(deadline), client.WithSubmitTimeout(deadline),
		client.WithCommitStatusTimeout(deadline),
	)
	if err != nil {
		_ = wire.Close()
		return nil, err
	}
	return &connection{wire, gateway, gateway.GetNetwork(to.Channel).GetContract(to.Chaincode)}, nil
}

func signer(to target) (*identity.X509Identity, identity.Sign, error) {
	certificatePEM, err := os.ReadFile(to.Certificate)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := identity.CertificateFromPEM(certificatePEM)
	if err != nil {
		return nil, nil, err
	}
	id, err := identity.NewX509Identity(to.MSP, certificate)
	if err != nil {
		return nil, nil, err
	}
	keyPEM, err := os.ReadFile(to.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	key, err := identity.PrivateKeyFromPEM(keyPEM)
	if err != nil {
		return nil, nil, err
	}
	sign, err := identity.NewPrivateKeySign(key)
	return id, sign, err
}
