package domain

import (
	"strconv"
	"strings"
)

// FormatMatchID gives the id of a match: cycle, number within the breed, breed (`12.1.Lobster`).
func FormatMatchID(cycle, seq int64, breed string) string {
	return strconv.FormatInt(cycle, 10) + "." + strconv.FormatInt(seq, 10) + "." + breed
}

// ParseMatchID takes a match's id apart; ok is false for anything that FormatMatchID does not give.
func ParseMatchID(id string) (cycle, seq int64, breed string, ok bool) {
	first, rest, _ := strings.Cut(id, ".")
	second, breed, _ := strings.Cut(rest, ".")
	cycle, cycleOK := parseN8(first)
	seq, seqOK := parseN8(second)
	if !cycleOK || !seqOK || !isBreed(breed) {
		return 0, 0, "", false
	}
	return cycle, seq, breed, true
}

// FormatAppealID gives the id of an appeal: the party whose evaluation it is about, and the match (`buyer.12.1.Lobster`).
func FormatAppealID(side Party, matchID string) string {
	return string(side) + "." + matchID
}

// ParseAppealID takes an appeal's id apart; ok is false for anything that FormatAppealID does not give.
func ParseAppealID(id string) (side Party, matchID string, ok bool) {
	first, matchID, _ := strings.Cut(id, ".")
	side = Party(first)
	if _, _, _, ok := ParseMatchID(matchID); !ok || side != Buyer && side != Seller {
		return "", "", false
	}
	return side, matchID, true
}

// FormatSchemeID gives the id under which a breed's scheme is announced: cycle, round and breed (`12.1.Lobster`).
func FormatSchemeID(cycle, round int64, breed string) string {
	return strconv.FormatInt(cycle, 10) + "." + strconv.FormatInt(round, 10) + "." + breed
}

// ListOwner is the company that a list's id names: what stands before the point.
func ListOwner(listID string) string {
	owner, _, _ := strings.Cut(listID, ".")
	return owner
}

// parseN8 reads a number of 1 … 99,999,999 without leading zeros.
func parseN8(text string) (int64, bool) {
	if len(text) < 1 || len(text) > 8 || text[0] == '0' || !isEach(text, isDigit) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func isCompanyID(text string) bool {
	local, ok := strings.CutPrefix(text, "C-")
	return ok && 4 <= len(local) && len(local) <= 32 && isEach(local, isUpperOrDigit)
}

func isListID(text string) bool {
	company, local, _ := strings.Cut(text, ".")
	return isCompanyID(company) && 1 <= len(local) && len(local) <= 32 && isEach(local, isLocal)
}

func isDigest(text string) bool {
	return len(text) == 64 && isEach(text, isLowerHex)
}

func isEach(text string, allowed func(byte) bool) bool {
	for k := range len(text) {
		if !allowed(text[k]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool        { return '0' <= c && c <= '9' }
func isUpperOrDigit(c byte) bool { return 'A' <= c && c <= 'Z' || isDigit(c) }
func isLowerHex(c byte) bool     { return 'a' <= c && c <= 'f' || isDigit(c) }
func isLocal(c byte) bool        { return isUpperOrDigit(c) || 'a' <= c && c <= 'z' || c == '_' || c == '-' }
