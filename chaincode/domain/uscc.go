package domain

import "strings"

// Unified social credit codes, GB 32100-2015: 17 characters and a check character.
const (
	usccCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	usccLength     = 18
	demoPrefix     = "DEMO"
)

// CheckSocialCreditCode refuses a code whose check character is wrong (CODE_INVALID), unless it is a demo code
// (`DEMO` and 14 of 0–9, A–Z) and the market admits those.
func CheckSocialCreditCode(code string, admitDemoCodes bool) error {
	if isDemoCode(code) {
		if admitDemoCodes {
			return nil
		}
		return Fail(CodeCodeInvalid, "social_credit_code",
			"this market does not admit demo codes; give the company's registered code")
	}
	if len(code) != usccLength || !isUSCC(code) {
		return Fail(CodeCodeInvalid, "social_credit_code",
			"%s is not a code of GB 32100-2015 (18 characters, the last one checks the others); give the code as registered", quote(code))
	}
	return nil
}

func isDemoCode(code string) bool {
	local, ok := strings.CutPrefix(code, demoPrefix)
	return ok && len(code) == usccLength && isEach(local, isUpperOrDigit)
}

// isUSCC: Σ value·3^position over the first 17 characters, plus the last one's value, is a multiple of 31.
func isUSCC(code string) bool {
	sum, weight := 0, 1
	for k := range usccLength - 1 {
		value := strings.IndexByte(usccCharacters, code[k])
		if value < 0 {
			return false
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	check := strings.IndexByte(usccCharacters, code[usccLength-1])
	return check >= 0 && (sum+check)%31 == 0
}
