package domain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFoldedNames(t *testing.T) {
	for sentence, c := range map[string]struct {
		one, other string
		same       bool
	}{
		"case":                            {"Ocean FOODS", "ocean foods", true},
		"runs of white space":             {"Ocean  \u3000Foods", "Ocean Foods", true},
		"the Kelvin sign":                 {"\u212aelp", "kelp", true},
		"the long s":                      {"ſea", "Sea", true},
		"the final sigma":                 {"ΣΑΣ", "σας", true},
		"Chinese names stay":              {"大连海洋", "大连海洋", true},
		"other names differ":              {"大连海洋", "大连海样", false},
		"spaces count":                    {"Oceanfoods", "Ocean foods", false},
		"simple folding keeps the eszett": {"Straße", "Strasse", false},
	} {
		if got := FoldName(c.one) == FoldName(c.other); got != c.same {
			t.Errorf("%s: %q and %q", sentence, FoldName(c.one), FoldName(c.other))
		}
		if got := NameDigest(c.one) == NameDigest(c.other); got != c.same || !isDigest(NameDigest(c.one)) {
			t.Errorf("%s: the digests disagree", sentence)
		}
	}
	if FoldName("Ocean Foods") != "ocean foods" {
		t.Error(FoldName("Ocean Foods"))
	}
}

// TestFoldingIsThatOfUnicode: as strings.EqualFold sees it, and folding twice is folding once.
func TestFoldingIsThatOfUnicode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := rapid.Rune().Draw(t, "one"), rapid.Rune().Draw(t, "other")
		if (foldRune(one) == foldRune(other)) != strings.EqualFold(string(one), string(other)) {
			t.Fatalf("%q %q", one, other)
		}
		name := rapid.String().Draw(t, "name")
		if FoldName(FoldName(name)) != FoldName(name) {
			t.Fatalf("%q folds to %q, then to %q", name, FoldName(name), FoldName(FoldName(name)))
		}
	})
}

func TestMatchIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cycle, seq := rapid.Int64Range(1, MaxN8).Draw(t, "cycle"), rapid.Int64Range(1, MaxN8).Draw(t, "seq")
		breed := rapid.SampledFrom([]string{"Lobster", "大黄鱼", "King crab", "a", "9-x"}).Draw(t, "breed")
		id := FormatMatchID(cycle, seq, breed)
		c, s, b, ok := ParseMatchID(id)
		if !ok || c != cycle || s != seq || b != breed {
			t.Fatalf("%s: %d %d %s %t", id, c, s, b, ok)
		}
		noise := rapid.String().Draw(t, "noise")
		if c, s, b, ok := ParseMatchID(noise); ok && FormatMatchID(c, s, b) != noise {
			t.Fatalf("%q is no match id", noise)
		}
	})
	for _, id := range []string{"", "1", "1.1", "1.1.", "0.1.Carp", "1.0.Carp", "01.1.Carp", "1.+1.Carp", "100000000.1.Carp", "1.1.Carp ", "1.1.Ca.rp", "-1.1.Carp"} {
		if _, _, _, ok := ParseMatchID(id); ok {
			t.Errorf("%q is taken", id)
		}
	}
}

func TestRatings(t *testing.T) {
	for score, want := range map[Tenths]Rating{1: "E", 10: "E", 11: "D", 20: "D", 21: "C", 30: "C", 31: "B", 40: "B", 41: "A", 42: "A", 43: "A", 50: "A"} {
		if got := RatingOf(score); got != want {
			t.Errorf("%d tenths are %s, want %s", score, got, want)
		}
	}
	for score := MinCredit; score < MaxCredit; score++ {
		if RatingOf(score+1).Rank() > RatingOf(score).Rank() {
			t.Errorf("%d rates worse than %d", score+1, score)
		}
	}
	if Rating("F").Rank() != 5 || Rating("").Rank() != 5 || RatingA.Rank() != 0 || RatingE.Rank() != 4 {
		t.Error("ranks")
	}
}
