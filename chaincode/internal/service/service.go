// Package service serves a chaincode to the peers of one organisation: a gRPC server on the loopback interface, without TLS,
// because nothing leaves the machine.
package service

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

const (
	maxMessageBytes = 100 * 1024 * 1024 // the peer's own limit
	drainDeadline   = 5 * time.Second
)

// Serve answers the peers' calls at address until the context ends; then it lets running transactions finish, for at most
// five seconds. id is the package id under which the chaincode is installed.
func Serve(ctx context.Context, id, address string, chaincode shim.Chaincode) error {
	listener, err := listen(address)
	if err != nil {
		return err
	}
	return serve(ctx, id, listener, chaincode)
}

func serve(ctx context.Context, id string, listener net.Listener, chaincode shim.Chaincode) error {
	behind := &gated{Chaincode: chaincode}
	server := grpc.NewServer(
		grpc.MaxRecvMsgSize(maxMessageBytes), grpc.MaxSendMsgSize(maxMessageBytes),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Minute, PermitWithoutStream: true}),
	)
	peer.RegisterChaincodeServer(server, &shim.ChaincodeServer{CCID: id, CC: behind})
	forget := context.AfterFunc(ctx, func() {
		behind.drain(drainDeadline)
		server.Stop() // a graceful stop would wait for the peer's endless stream
	})
	defer forget()
	return server.Serve(listener)
}

// listen opens the port and refuses an address that other machines could reach.
func listen(address string) (net.Listener, error) {
	resolved, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("CHAINCODE_SERVER_ADDRESS %q is not an address; set it as 127.0.0.1:7052: %w", address, err)
	}
	if !resolved.IP.IsLoopback() {
		return nil, fmt.Errorf("CHAINCODE_SERVER_ADDRESS %q is not on the loopback interface; use 127.0.0.1", address)
	}
	return net.ListenTCP("tcp", resolved)
}

// gated lets the shutdown wait for running transactions and hold back new ones.
type gated struct {
	shim.Chaincode
	gate sync.RWMutex
}

func (g *gated) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.Chaincode.Invoke(stub)
}

// drain closes the gate for good.
func (g *gated) drain(deadline time.Duration) {
	done := make(chan struct{})
	go func() { g.gate.Lock(); close(done) }()
	select {
	case <-done:
	case <-time.After(deadline):
	}
}
