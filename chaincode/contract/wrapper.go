package contract

import (
	"fmt"
	"log"
	"regexp"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// maxErrorBytes keeps an error's code readable by the client: beyond about 3.5 kB the gateway's answer is lost on the way.
const maxErrorBytes = 1000

// hardened stands before the contract API. Without it one call by any member could end the process of both organisations:
// a panic is not recovered by the shim, and a state key that is not UTF-8 makes the shim panic.
type hardened struct {
	next  shim.Chaincode
	known map[string]bool // "area:Name", exactly
}

// Init is not part of the chaincode's definition; where a peer calls it, it is treated as any call.
func (h *hardened) Init(stub shim.ChaincodeStubInterface) *peer.Response { return h.Invoke(stub) }

// Invoke answers a call; whatever the input, it answers.
func (h *hardened) Invoke(stub shim.ChaincodeStubInterface) (response *peer.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			log.Printf("transaction %s stopped: %v\n%s", stub.GetTxID(), cause, debug.Stack())
			response = refuse(fmt.Sprintf("INTERNAL: the transaction stopped on a fault of the chaincode (%v); "+
				"report it with the transaction's id", cause))
		}
	}()
	if refusal := h.inspect(stub.GetArgs()); refusal != "" {
		return refuse(refusal)
	}
	response = h.next.Invoke(stub)
	if response == nil {
		return refuse("INTERNAL: the transaction gave no answer; report it with the transaction's id")
	}
	if response.GetStatus() >= shim.ERRORTHRESHOLD {
		return refuse(response.GetMessage())
	}
	return response
}

// inspect gives the error text for arguments that must not reach the contract API, or an empty string.
func (h *hardened) inspect(args [][]byte) string {
	if len(args) == 0 {
		return "FUNCTION_UNKNOWN: the call names no function; name one as area:Name, for example market:GetParameters"
	}
	for i, arg := range args {
		if !utf8.Valid(arg) {
			return fmt.Sprintf("ARGUMENT_ENCODING: argument %d is not valid UTF-8; send UTF-8 text", i)
		}
	}
	if name := string(args[0]); !h.known[name] { // the contract API would take floor:postLists for floor:PostLists
		return fmt.Sprintf("FUNCTION_UNKNOWN: there is no function %.80q; names are exact, as floor:PostLists", name)
	}
	if len(args) != 2 {
		return fmt.Sprintf("ARGUMENT_COUNT: the call has %d arguments; send exactly one JSON object", len(args)-1)
	}
	return ""
}

var codedText = regexp.MustCompile(`^[A-Z][A-Z0-9_]+( \[[^\]]*\])?: `)

// refuse gives an error response whose text has a code, is valid UTF-8 and is at most maxErrorBytes long.
func refuse(text string) *peer.Response {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if !codedText.MatchString(text) {
		text = "INTERNAL: " + text
	}
	return shim.Error(clip(text, maxErrorBytes))
}

// clip cuts a text to at most limit bytes, between two characters.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
