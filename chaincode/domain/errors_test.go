package domain

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestErrorText(t *testing.T) {
	if text := Fail(CodeListUnknown, "list_id", "there is no list %q", "C-AB12.1").Error(); text != `LIST_UNKNOWN [list_id]: there is no list "C-AB12.1"` {
		t.Error(text)
	}
	if text := Fail(CodeRoleRequired, "", "only the operator may").Error(); text != "ROLE_REQUIRED: only the operator may" {
		t.Error(text)
	}
}

func TestErrorTextIsShortAndUTF8(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		message := strings.Repeat(rapid.SampledFrom([]string{"鱼", "🐟", "x", "\xff", "é"}).Draw(t, "rune"), rapid.IntRange(0, 1200).Draw(t, "count"))
		text := Fail(CodeInternal, "field", "%s", message).Error()
		if len(text) > maxErrorBytes || !utf8.ValidString(text) {
			t.Fatalf("%d bytes: %q", len(text), text)
		}
		whole := "INTERNAL [field]: " + strings.ToValidUTF8(message, "\uFFFD")
		if len(whole) <= maxErrorBytes && text != whole {
			t.Fatalf("%q became %q", whole, text)
		}
		if len(whole) > maxErrorBytes && len(text) < maxErrorBytes-utf8.UTFMax {
			t.Fatalf("cut to %d bytes", len(text))
		}
	})
}

func TestErrorsAreComparedByCode(t *testing.T) {
	wrapped := fmt.Errorf("posting: %w", Fail(CodeListExists, "lists.3", "it exists"))
	if !errors.Is(wrapped, Fail(CodeListExists, "", "")) || errors.Is(wrapped, Fail(CodeListUnknown, "", "")) {
		t.Error("codes decide")
	}
}

func TestWithinPutsThePathBefore(t *testing.T) {
	wantError(t, Within("lists.3", Fail(CodeFieldRange, "amount", "too much")), CodeFieldRange, "lists.3.amount")
	wantError(t, Within("lists.3", Fail(CodeListExists, "", "it exists")), CodeListExists, "lists.3")
	if Within("lists.3", nil) != nil {
		t.Error("nil is no failure")
	}
	if other := errors.New("disk full"); Within("lists.3", other) != other {
		t.Error("another failure passes unchanged")
	}
}
