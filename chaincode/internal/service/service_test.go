package service

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"shoal/chaincode/contract"
)

// stream is the peer's side of a running chaincode, registered and ready.
type stream struct {
	t *testing.T
	peer.Chaincode_ConnectClient
}

// start serves a chaincode until the test ends or stop is called; done gives what Serve returned.
func start(t *testing.T, chaincode shim.Chaincode) (connected stream, stop func(), done chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done = make(chan error, 1)
	go func() { done <- serve(ctx, "shoal:1", listener, chaincode) }()
	t.Cleanup(cancel)
	client, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	deadline, release := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(release)
	connection, err := peer.NewChaincodeClient(client).Connect(deadline)
	if err != nil {
		t.Fatal(err)
	}
	connected = stream{t, connection}
	if got := connected.receive(); got.Type != peer.ChaincodeMessage_REGISTER {
		t.Fatalf("a chaincode registers first: %v", got)
	}
	connected.send(&peer.ChaincodeMessage{Type: peer.ChaincodeMessage_REGISTERED})
	connected.send(&peer.ChaincodeMessage{Type: peer.ChaincodeMessage_READY})
	return connected, cancel, done
}

func (s stream) send(message *peer.ChaincodeMessage) {
	s.t.Helper()
	if err := s.Send(message); err != nil {
		s.t.Fatal(err)
	}
}

func (s stream) receive() *peer.ChaincodeMessage {
	s.t.Helper()
	message, err := s.Recv()
	if err != nil {
		s.t.Fatal(err)
	}
	return message
}

// invoke sends a call as a peer would and gives the response's text.
func (s stream) invoke(args ...string) string {
	s.t.Helper()
	input := &peer.ChaincodeInput{}
	for _, arg := range args {
		input.Args = append(input.Args, []byte(arg))
	}
	payload, err := proto.Marshal(input)
	if err != nil {
		s.t.Fatal(err)
	}
	s.send(&peer.ChaincodeMessage{Type: peer.ChaincodeMessage_TRANSACTION, Txid: "1", ChannelId: "floor", Payload: payload})
	answer := s.receive()
	var response peer.Response
	if err := proto.Unmarshal(answer.Payload, &response); err != nil || answer.Type != peer.ChaincodeMessage_COMPLETED {
		s.t.Fatalf("got %v, %v", answer, err)
	}
	return response.Message
}

func TestTheServedChaincodeAnswersEveryCallHoweverMalformed(t *testing.T) {
	chaincode, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	connected, _, _ := start(t, chaincode)
	for _, test := range []struct {
		code string
		args []string
	}{
		{"FUNCTION_UNKNOWN", nil},
		{"FUNCTION_UNKNOWN", []string{"floor:postLists", "{}"}},
		{"ARGUMENT_ENCODING", []string{"floor:PostLists", "\xff"}},
		{"ARGUMENT_COUNT", []string{"floor:PostLists"}},
		{"ROLE_REQUIRED", []string{"floor:PostLists", strings.Repeat("[", 100_000)}}, // this peer names no creator
	} {
		if got := connected.invoke(test.args...); !strings.HasPrefix(got, test.code+": ") {
			t.Errorf("%.40q: got %q, want %s", test.args, got, test.code)
		}
	}
}

// slow is a chaincode whose one transaction runs until it is released.
type slow struct{ entered, release chan struct{} }

func (s slow) Init(stub shim.ChaincodeStubInterface) *peer.Response { return s.Invoke(stub) }

func (s slow) Invoke(shim.ChaincodeStubInterface) *peer.Response {
	close(s.entered)
	<-s.release
	return shim.Success(nil)
}

func TestServeEndsOnlyWhenRunningTransactionsHaveEnded(t *testing.T) {
	chaincode := slow{entered: make(chan struct{}), release: make(chan struct{})}
	connected, stop, done := start(t, chaincode)
	connected.send(&peer.ChaincodeMessage{Type: peer.ChaincodeMessage_TRANSACTION, Txid: "1", ChannelId: "floor"})
	<-chaincode.entered
	stop()
	select {
	case err := <-done:
		t.Fatalf("ended with a transaction running: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(chaincode.release)
	select {
	case err := <-done:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("did not end within 30 s of the last transaction")
	}
}

func TestServeRefusesAddressesThatOtherMachinesReach(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "nonsense", ""} {
		err := Serve(context.Background(), "shoal:1", address, slow{})
		if err == nil || !strings.Contains(err.Error(), "CHAINCODE_SERVER_ADDRESS") {
			t.Errorf("%q: got %v", address, err)
		}
	}
}
