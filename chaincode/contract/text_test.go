package contract_test

import (
	"strings"
	"testing"
)

func mustContain(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Fatalf("%q should name %q", text, part)
		}
	}
}
