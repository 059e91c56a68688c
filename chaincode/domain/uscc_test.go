package domain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSocialCreditCodes(t *testing.T) {
	for code, valid := range map[string]bool{
		"91110000600037341L":  true, // a published example
		"91350100M000100Y43":  true, // the example of GB 32100-2015
		"91110000600037341M":  false,
		"91110000600037314L":  false,
		"9111000060003734IL":  false, // I is no character of the standard
		"91110000600037341":   false,
		"91110000600037341LL": false,
		"91110000600037341l":  false,
		"":                    false,
		"９1110000600037341L":  false,
	} {
		if err := CheckSocialCreditCode(code, false); (err == nil) != valid {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestDemoCodes(t *testing.T) {
	const demo = "DEMO0000000000AB12"
	if err := CheckSocialCreditCode(demo, true); err != nil {
		t.Error(err)
	}
	wantError(t, CheckSocialCreditCode(demo, false), CodeCodeInvalid, "social_credit_code")
	wantError(t, CheckSocialCreditCode("DEMO0000000000ab12", true), CodeCodeInvalid, "social_credit_code")
	wantError(t, CheckSocialCreditCode("DEMO000000000AB12", true), CodeCodeInvalid, "social_credit_code")
}

// TestOneCheckCharacter: of the 31 possible ones exactly one fits, and a changed character or two swapped neighbours
// never do.
func TestOneCheckCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringOfN(rapid.RuneFrom([]rune(usccCharacters)), 17, 17, 17).Draw(t, "body")
		var fitting []string
		for _, check := range usccCharacters {
			if code := body + string(check); isUSCC(code) {
				fitting = append(fitting, code)
			}
		}
		if len(fitting) != 1 {
			t.Fatalf("%q fit", fitting)
		}
		code := []byte(fitting[0])
		place := rapid.IntRange(0, 17).Draw(t, "place")
		changed := []byte(fitting[0])
		changed[place] = usccCharacters[(strings.IndexByte(usccCharacters, code[place])+rapid.IntRange(1, 30).Draw(t, "by"))%31]
		if isUSCC(string(changed)) {
			t.Fatalf("%s and %s both pass", code, changed)
		}
		place = rapid.IntRange(0, 15).Draw(t, "neighbours")
		code[place], code[place+1] = code[place+1], code[place]
		if string(code) != fitting[0] && isUSCC(string(code)) {
			t.Fatalf("%s and %s both pass", fitting[0], code)
		}
	})
}
