package domain

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// Checks of single fields. Each names the field and says what it must be.

// firstOf returns the first failure of checks that are cheap enough to make all of them.
func firstOf(failures ...error) error {
	for _, failure := range failures {
		if failure != nil {
			return failure
		}
	}
	return nil
}

func checkForm(field, value string, ok bool, form string) error {
	if ok {
		return nil
	}
	return Fail(CodeFieldFormat, field, "must be %s, not %s", form, quote(value))
}

func checkCompanyID(field, value string) error {
	return checkForm(field, value, isCompanyID(value), "C- and 4 to 32 of A-Z 0-9")
}

func checkListID(field, value string) error {
	return checkForm(field, value, isListID(value), "a company's id, a point and 1 to 32 of A-Z a-z 0-9 _ -")
}

func checkBreed(field, value string) error {
	return checkForm(field, value, isBreed(value), "1 to 40 letters, digits, spaces and hyphens with no space at either end")
}

func checkMatchID(field, value string) error {
	_, _, _, ok := ParseMatchID(value)
	return checkForm(field, value, ok, "a match's id such as 12.1.Lobster")
}

func checkDigest(field, value string) error {
	return checkForm(field, value, isDigest(value), "64 lower-case hexadecimal characters")
}

func checkName(field, value string) error {
	return checkForm(field, value, isName(value), "1 to 100 visible characters with no white space at either end")
}

func checkCodeForm(field, value string) error {
	ok := len(value) == usccLength && isEach(value, isUpperOrDigit)
	return checkForm(field, value, ok, "18 of A-Z 0-9")
}

// checkBase64 demands the one canonical form: padded, no line breaks, no loose bits.
func checkBase64(field, value string, maxBytes int) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(value)
	ok := err == nil && len(raw) > 0 && len(raw) <= maxBytes && !strings.ContainsAny(value, "\r\n")
	return checkForm(field, value, ok, "padded standard base64 of at most "+strconv.Itoa(maxBytes)+" bytes")
}

func checkSide(field string, value Side) error {
	return checkWord(field, value, Demand, Supply)
}

func checkParty(field string, value Party) error {
	return checkWord(field, value, Buyer, Seller)
}

// checkWord demands one of a few words.
func checkWord[W ~string](field string, value W, words ...W) error {
	if slices.Contains(words, value) {
		return nil
	}
	names := make([]string, len(words))
	for k, word := range words {
		names[k] = string(word)
	}
	return Fail(CodeFieldFormat, field, "must be %s, not %s", strings.Join(names, " or "), quote(string(value)))
}

// checkRange demands a number within low … high.
func checkRange[N ~int | ~int64](field string, value, low, high N) error {
	if low <= value && value <= high {
		return nil
	}
	return Fail(CodeFieldRange, field, "must be %d to %d, not %d", low, high, value)
}

// checkCycle demands a cycle that can exist.
func checkCycle(field string, value int64) error {
	return checkRange(field, value, 1, MaxN8)
}

func checkRound(field string, value int64) error {
	return checkRange(field, value, RoundOne, RoundTwo)
}

func checkRating(field string, value Rating) error {
	return checkForm(field, string(value), value.Rank() < noRank, "A, B, C, D or E")
}

func checkPage(size int64, bookmark string) error {
	if len(bookmark) > MaxBookmarkBytes {
		return Fail(CodePageBookmark, "bookmark",
			"a bookmark has at most %d bytes; give the one that the page before answered, or none", MaxBookmarkBytes)
	}
	return checkRange("page_size", size, 1, MaxPageSize)
}

// checkCount demands the number of a batch's entries.
func checkCount(field string, count, low, high int) error {
	if low <= count && count <= high {
		return nil
	}
	return Fail(CodeFieldRange, field, "must have %d to %d entries, not %d", low, high, count)
}

// checkPurposes demands sorted, unique words of a key's purposes.
func checkPurposes(field string, purposes []Purpose) error {
	if !slices.Equal(purposes, []Purpose{PurposeLists}) && !slices.Equal(purposes, []Purpose{PurposeStatements}) &&
		!slices.Equal(purposes, bothPurposes()) {
		return Fail(CodeFieldFormat, field, "must be lists, statements or both, in this order and each once")
	}
	return nil
}

func bothPurposes() []Purpose {
	return []Purpose{PurposeLists, PurposeStatements}
}
