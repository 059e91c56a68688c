package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isBreed: 1–40 letters of any script, digits 0–9, spaces and hyphens, no space at either end.
func isBreed(text string) bool {
	if text == "" || utf8.RuneCountInString(text) > MaxBreedCharacters || strings.TrimSpace(text) != text {
		return false
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && (r < '0' || r > '9') && r != ' ' && r != '-' {
			return false
		}
	}
	return true
}

// isName: 1–100 characters that show (no control, format or private-use characters), no white space at either end.
func isName(text string) bool {
	if text == "" || utf8.RuneCountInString(text) > MaxNameCharacters || strings.TrimSpace(text) != text {
		return false
	}
	for _, r := range text {
		if !unicode.IsGraphic(r) || r == utf8.RuneError {
			return false
		}
	}
	return true
}

// FoldName makes names equal that differ only in case (Unicode's simple folding) or in runs of white space.
func FoldName(name string) string {
	return strings.Map(foldRune, strings.Join(strings.Fields(name), " "))
}

// foldRune picks one rune of those that fold into each other: the lower case of the first (K, k and the Kelvin sign
// give k).
func foldRune(r rune) rune {
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	return unicode.ToLower(first)
}

// NameDigest is the key of a name's index: the hex SHA-256 of the folded name.
func NameDigest(name string) string {
	sum := sha256.Sum256([]byte(FoldName(name)))
	return hex.EncodeToString(sum[:])
}
