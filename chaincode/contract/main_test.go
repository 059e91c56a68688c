package contract

import (
	"io"
	"log"
	"os"
	"testing"
)

// The stacks of panics that tests provoke are not what a reader of the tests' output looks for.
func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}
