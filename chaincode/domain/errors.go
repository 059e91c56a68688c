package domain

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is the one failure of the chaincode: a stable code, the field to blame ("" where none is) and a message that
// says what is wrong and what to do. Two errors are the same failure when their codes are equal.
type Error struct {
	Code    string
	Field   string
	Message string
}

// Fail makes an Error. `field` is a path such as `lists.3.amount`, or "".
func Fail(code, field, format string, args ...any) error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Error is `CODE [field]: message`, valid UTF-8 and at most 1,000 bytes: longer texts lose the code on the way to the
// client.
func (e *Error) Error() string {
	field := ""
	if e.Field != "" {
		field = " [" + e.Field + "]"
	}
	return capText(e.Code+field+": "+e.Message, maxErrorBytes)
}

// Is makes errors.Is compare codes.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Within returns the same failure with its field taken as inside `path`: `amount` within `lists.3` is
// `lists.3.amount`. Other errors, and nil, pass unchanged.
func Within(path string, err error) error {
	inner, ok := err.(*Error)
	if !ok {
		return err
	}
	return &Error{Code: inner.Code, Field: joinPath(path, inner.Field), Message: inner.Message}
}

func joinPath(path, field string) string {
	if path == "" || field == "" {
		return path + field
	}
	return path + "." + field
}

// capText cuts a text to a number of bytes on a rune boundary and drops what is not UTF-8.
func capText(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= limit {
		return text
	}
	const ellipsis = "…"
	cut := limit - len(ellipsis)
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + ellipsis
}

// quote shows a piece of input in a message, cut to a readable length.
func quote(text string) string {
	count := 0
	for position := range text {
		if count == maxQuotedInputRunes {
			return fmt.Sprintf("%q…", text[:position])
		}
		count++
	}
	return fmt.Sprintf("%q", text)
}
