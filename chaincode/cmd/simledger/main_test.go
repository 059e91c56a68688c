package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"shoal/chaincode/contract"
	"shoal/chaincode/internal/identity"
)

// certificate gives a PEM certificate with attributes.
func certificate(t *testing.T, attributes map[string]string) string {
	t.Helper()
	person, err := identity.New("PlatformMSP", attributes)
	if err != nil {
		t.Fatal(err)
	}
	var creator msp.SerializedIdentity
	if err := proto.Unmarshal(person.Creator, &creator); err != nil {
		t.Fatal(err)
	}
	if block, _ := pem.Decode(creator.IdBytes); block == nil {
		t.Fatal("no certificate")
	}
	return string(creator.IdBytes)
}

// talk sends requests, one a line, and gives the answers.
func talk(t *testing.T, requests ...map[string]any) []map[string]any {
	t.Helper()
	var input, output bytes.Buffer
	for _, ask := range requests {
		line, err := json.Marshal(ask)
		if err != nil {
			t.Fatal(err)
		}
		input.Write(append(line, '\n'))
	}
	chaincode, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve(newSimulation(chaincode), &input, &output); err != nil {
		t.Fatal(err)
	}
	var answers []map[string]any
	for line := range strings.Lines(output.String()) {
		var answer map[string]any
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, answer)
	}
	if len(answers) != len(requests) {
		t.Fatalf("%d answers to %d requests", len(answers), len(requests))
	}
	return answers
}

func TestTheProtocol(t *testing.T) {
	operator := certificate(t, map[string]string{"role": "operator"})
	call := func(id int, op, function, argument string) map[string]any {
		return map[string]any{"id": id, "op": op, "msp_id": "PlatformMSP", "certificate": operator, "function": function, "argument": argument}
	}
	got := talk(t,
		map[string]any{"id": 1, "op": "height"},
		call(2, "submit", "floor:OpenFloor", "{}"),
		call(3, "evaluate", "floor:GetCycle", `{"cycle":0}`),
		call(4, "submit", "floor:FreezeCycle", `{"cycle":2}`),
		map[string]any{"id": 5, "op": "block", "number": 1},
		map[string]any{"id": 6, "op": "block", "number": 2},
		map[string]any{"id": 7, "op": "block", "number": 0},
		map[string]any{"id": 8, "op": "height"},
		map[string]any{"id": 9, "op": "dance"},
		map[string]any{"id": "ten", "op": 10},
	)
	for i, want := range []string{
		`{"id":1,"ok":true,"height":1}`,
		`{"id":2,"ok":true,"answer":"{\"changed\":true}","transaction_id":"9f1e455301508c79c18f085626e5b8389bd2d4991e881f4c4176f8d6ab0013bc","block":1}`,
		``,
		`{"id":4,"ok":false,"error":"CYCLE_UNKNOWN [cycle]: there is no cycle 2; ask GetCycle for the one in intake"}`,
		``,
		`{"id":6,"ok":false,"error":"BLOCK_UNKNOWN"}`,
		`{"id":7,"ok":true,"block":{"number":0,"transactions":[]}}`,
		`{"id":8,"ok":true,"height":2}`,
		`{"id":9,"ok":false,"error":"OP_UNKNOWN: op is one of submit, evaluate, block, height"}`,
		`{"id":"ten","ok":false,"error":"REQUEST_JSON: the line is not a request"}`,
	} {
		if want != "" && !sameJSON(t, got[i], want) {
			t.Errorf("answer %d is %v, not %s", i+1, got[i], want)
		}
	}
	if text, _ := got[2]["answer"].(string); !strings.HasPrefix(text, `{"v":1,"cycle":1,"state":"intake"`) {
		t.Errorf("got %v", got[2])
	}
	writes := got[4]["block"].(map[string]any)["transactions"].([]any)[0].(map[string]any)["writes"].([]any)
	if first := writes[0].(map[string]any); len(writes) != 2 || first["key_base64"] != "AGN5Y2xlADAwMDAwMDAxAA==" || first["delete"] != false {
		t.Errorf("got %v", writes)
	}
}

func TestALineOfMegabytesAndALineWithoutEnd(t *testing.T) {
	got := talk(t, map[string]any{"id": 1, "op": "submit", "function": strings.Repeat("x", 8<<20)})
	if text, _ := got[0]["error"].(string); !strings.HasPrefix(text, "FUNCTION_UNKNOWN") {
		t.Errorf("got %.100v", got)
	}
	var output bytes.Buffer
	chaincode, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve(newSimulation(chaincode), strings.NewReader("\n\n"+`{"id":1,"op":"height"}`), &output); err != nil {
		t.Fatal(err)
	}
	if output.String() != `{"id":1,"ok":true,"height":1}`+"\n" {
		t.Errorf("got %q", output.String())
	}
}

func sameJSON(t *testing.T, got map[string]any, want string) bool {
	t.Helper()
	var wanted map[string]any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	a, errA := json.Marshal(got)
	b, errB := json.Marshal(wanted)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
