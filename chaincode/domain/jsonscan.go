package domain

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner walks over JSON text (RFC 8259) that is valid UTF-8.
type scanner struct {
	data     string
	position int
}

func (s *scanner) skipSpace() {
	for s.position < len(s.data) {
		switch s.data[s.position] {
		case ' ', '\t', '\n', '\r':
			s.position++
		default:
			return
		}
	}
}

// peek is the byte that comes next, 0 at the end.
func (s *scanner) peek() byte {
	if s.position < len(s.data) {
		return s.data[s.position]
	}
	return 0
}

// word steps over `true`, `false` or `null` where it comes next.
func (s *scanner) word(word string) bool {
	if !strings.HasPrefix(s.data[s.position:], word) {
		return false
	}
	s.position += len(word)
	return true
}

// next steps to the next element of an object or list, over a comma unless it is the first; false past the closing
// bracket.
func (s *scanner) next(closing byte, first bool) (bool, error) {
	s.skipSpace()
	switch c := s.peek(); {
	case c == closing:
		s.position++
		return false, nil
	case first:
		return true, nil
	case c == ',':
		s.position++
		return true, nil
	default:
		return false, s.malformed("a comma or '" + string(rune(closing)) + "' is missing")
	}
}

// name reads a field's name and the colon.
func (s *scanner) name() (string, error) {
	s.skipSpace()
	if s.peek() != '"' {
		return "", s.malformed("a field name is missing")
	}
	name, err := s.quoted()
	if err != nil {
		return "", err
	}
	s.skipSpace()
	if s.peek() != ':' {
		return "", s.malformed("a colon is missing")
	}
	s.position++
	return name, nil
}

// quoted reads a string; the next byte is its opening quote.
func (s *scanner) quoted() (string, error) {
	s.position++
	start := s.position
	for s.position < len(s.data) {
		switch c := s.data[s.position]; {
		case c == '"':
			text := s.data[start:s.position]
			s.position++
			return text, nil
		case c == '\\':
			return s.escaped(start)
		case c < ' ':
			return "", s.malformed("a control character in a string")
		}
		s.position++
	}
	return "", s.malformed("a string does not end")
}

// escaped reads on in a string, which began at `start`, from its first backslash.
func (s *scanner) escaped(start int) (string, error) {
	text := []byte(s.data[start:s.position])
	for s.position < len(s.data) {
		switch c := s.data[s.position]; {
		case c == '"':
			s.position++
			return string(text), nil
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			text = utf8.AppendRune(text, r)
		case c < ' ':
			return "", s.malformed("a control character in a string")
		default:
			text = append(text, c)
			s.position++
		}
	}
	return "", s.malformed("a string does not end")
}

// escape reads one escape sequence, a surrogate pair as one.
func (s *scanner) escape() (rune, error) {
	s.position++
	c := s.peek()
	if k := strings.IndexByte(`"\/bfnrt`, c); k >= 0 && c != 0 {
		s.position++
		return rune("\"\\/\b\f\n\r\t"[k]), nil
	}
	if c != 'u' {
		return 0, s.malformed("an unknown escape sequence")
	}
	s.position++
	first, err := s.hex()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	if !s.word(`\u`) {
		return 0, s.malformed("half of a surrogate pair")
	}
	second, err := s.hex()
	if err != nil {
		return 0, err
	}
	r := utf16.DecodeRune(first, second)
	if r == utf8.RuneError {
		return 0, s.malformed("half of a surrogate pair")
	}
	return r, nil
}

func (s *scanner) hex() (rune, error) {
	var r rune
	for range 4 {
		digit := strings.IndexByte("0123456789abcdef0123456789ABCDEF", s.peek())
		if digit < 0 || s.position >= len(s.data) {
			return 0, s.malformed("an escape needs four hexadecimal digits")
		}
		r = r<<4 | rune(digit&15)
		s.position++
	}
	return r, nil
}

// number reads a number; whole says that it has neither point nor exponent.
func (s *scanner) number() (text string, whole bool, err error) {
	start := s.position
	if s.peek() == '-' {
		s.position++
	}
	zero := s.peek() == '0'
	if digits := s.digits(); digits == 0 || zero && digits > 1 {
		return "", false, s.malformed("a number is malformed")
	}
	whole = true
	if s.peek() == '.' {
		whole = false
		s.position++
		if s.digits() == 0 {
			return "", false, s.malformed("a number is malformed")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		whole = false
		s.position++
		if c := s.peek(); c == '+' || c == '-' {
			s.position++
		}
		if s.digits() == 0 {
			return "", false, s.malformed("a number is malformed")
		}
	}
	return s.data[start:s.position], whole, nil
}

func (s *scanner) digits() int {
	start := s.position
	for c := s.peek(); '0' <= c && c <= '9'; c = s.peek() {
		s.position++
	}
	return s.position - start
}

// kind names the value that comes next, "" where none does.
func (s *scanner) kind() string {
	switch c := s.peek(); c {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return "a number"
	}
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(s.data[s.position:], word) {
			return word
		}
	}
	return ""
}

// skip steps over any value. `depth` counts the objects and lists around it.
func (s *scanner) skip(depth int) error {
	s.skipSpace()
	switch c := s.peek(); {
	case c == '{' || c == '[':
		return s.skipNested(c, depth+1)
	case c == '"':
		_, err := s.quoted()
		return err
	case c == '-' || '0' <= c && c <= '9':
		_, _, err := s.number()
		return err
	case s.word("true") || s.word("false") || s.word("null"):
		return nil
	}
	return s.malformed("a value is missing")
}

func (s *scanner) skipNested(opening byte, depth int) error {
	if depth > maxArgumentDepth {
		return s.tooDeep()
	}
	s.position++
	for first := true; ; first = false {
		more, err := s.next(opening+2, first) // in ASCII the closing bracket is two after the opening one
		if err != nil || !more {
			return err
		}
		if opening == '{' {
			if _, err := s.name(); err != nil {
				return err
			}
		}
		if err := s.skip(depth); err != nil {
			return err
		}
	}
}

func (s *scanner) tooDeep() error {
	return Fail(CodeArgumentJSON, "", "byte %d: objects and lists are nested deeper than %d", s.position, maxArgumentDepth)
}

func (s *scanner) malformed(what string) error {
	return Fail(CodeArgumentJSON, "", "byte %d: %s; send one JSON object", s.position, what)
}
