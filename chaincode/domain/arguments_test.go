package domain

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	digestOfTests = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	figuresText   = `"amount":100,"price_fen":800000,"freshness":3,"weight_g":20000,"good_till_cancelled":false`
	signedText    = `"key_id":"` + digestOfTests + `","expiry_cycle":13,"signature":"c2ln"`
	pageText      = `"page_size":100,"bookmark":""`
)

type argumentCase struct {
	name  string
	make  func() Argument
	valid string
}

// argumentCases has a valid example of every argument.
func argumentCases() []argumentCase {
	return []argumentCase{
		{"RegisterCompany", of[RegisterCompanyArgument], `{"company_id":"C-AB12","name":"Ocean 海 & Co.","social_credit_code":"91110000600037341L","legal_representative_digest":"` + digestOfTests + `"}`},
		{"AddKey", of[AddKeyArgument], `{"company_id":"C-AB12","algorithm":"ed25519","public_key":"a2V5","purposes":["lists","statements"],"valid_from_cycle":1,"valid_to_cycle":0}`},
		{"RevokeKey", of[RevokeKeyArgument], `{"company_id":"C-AB12","key_id":"` + digestOfTests + `"}`},
		{"GetCompany", of[GetCompanyArgument], `{"company_id":"C-AB12"}`},
		{"ListCompanies", of[ListCompaniesArgument], `{` + pageText + `}`},
		{"ProposeParameters", of[ProposeParametersArgument], `{"version":1,"price_rule":"residual","price_tolerance_permille":50,"weight_tolerance_permille":-1,"epsilon_permille":400,"phi_permille":300,"gamma_permille":300,"newcomer_tenths":30,"evaluation_cycles":1,"appeal_cycles":2,"silence":"refusal","admit_demo_codes":false,"breeds":["Carp","Lobster"]}`},
		{"ApproveParameters", of[ApproveParametersArgument], `{"version":1,"digest":"` + digestOfTests + `"}`},
		{"ProposeModel", of[ProposeModelArgument], `{"digest":"` + digestOfTests + `"}`},
		{"ApproveModel", of[ApproveModelArgument], `{"digest":"` + digestOfTests + `"}`},
		{"GetParameters", of[GetParametersArgument], `{"version":0}`},
		{"GetProposal", of[GetProposalArgument], `{"version":1}`},
		{"GetModel", of[GetModelArgument], `{"digest":"` + digestOfTests + `"}`},
		{"OpenFloor", of[OpenFloorArgument], `{}`},
		{"FreezeCycle", of[FreezeCycleArgument], `{"cycle":12}`},
		{"PublishMatches", of[PublishMatchesArgument], `{"cycle":12}`},
		{"OpenSecondRound", of[OpenSecondRoundArgument], `{"cycle":12}`},
		{"StartSettling", of[StartSettlingArgument], `{"cycle":12}`},
		{"SettleBreed", of[SettleBreedArgument], `{"cycle":12,"breed":"Lobster"}`},
		{"CloseCycle", of[CloseCycleArgument], `{"cycle":12}`},
		{"GetCycle", of[GetCycleArgument], `{"cycle":0}`},
		{"PostLists", of[PostListsArgument], `{"cycle":12,"lists":[{"side":"demand","list_id":"C-AB12.1","breed":"Lobster",` + figuresText + `}]}`},
		{"AmendList", of[AmendListArgument], `{"cycle":12,"side":"supply","breed":"Lobster","list_id":"C-AB12.1",` + figuresText + `}`},
		{"WithdrawList", of[WithdrawListArgument], `{"cycle":12,"side":"supply","breed":"Lobster","list_id":"C-AB12.1"}`},
		{"GetList", of[GetListArgument], `{"cycle":12,"breed":"Lobster","side":"supply","list_id":"C-AB12.1"}`},
		{"ListLists", of[ListListsArgument], `{"cycle":12,"breed":"Lobster","side":"supply",` + pageText + `}`},
		{"SubmitScheme", of[SubmitSchemeArgument], `{"cycle":12,"breed":"Lobster","round":2,"trades":[{"demand_id":"C-AB12.1","supply_id":"C-CD34.x_-9","amount":100,"price_fen":800000,"weight_g":20000}],"certificate":{"steps":[{"buyer_rating":"A","seller_rating":"E","demand":[0,2000000],"supply":[]}]}}`},
		{"RecordDecisions", of[RecordDecisionsArgument], `{"cycle":12,"decisions":[{"match_id":"12.1.Lobster","company_id":"C-AB12","accept":true,` + signedText + `}]}`},
		{"GetScheme", of[GetSchemeArgument], `{"cycle":12,"breed":"Lobster","round":1}`},
		{"ListMatches", of[ListMatchesArgument], `{"cycle":12,"breed":"",` + pageText + `}`},
		{"GetMatch", of[GetMatchArgument], `{"match_id":"12.1.Lobster"}`},
		{"GetContract", of[GetContractArgument], `{"serial":90001}`},
		{"GetContractOfMatch", of[GetContractOfMatchArgument], `{"match_id":"12.1.Lobster"}`},
		{"ListContractsOfCompany", of[ListContractsOfCompanyArgument], `{"company_id":"C-AB12","from_cycle":1,"to_cycle":12,` + pageText + `}`},
		{"ListContracts", of[ListContractsArgument], `{"from_cycle":0,"to_cycle":99999999,` + pageText + `}`},
		{"ProposeOpenings", of[ProposeOpeningsArgument], `{"openings":[{"company_id":"C-AB12","tenths":42,"evidence_digest":"` + digestOfTests + `"}]}`},
		{"ApproveOpenings", of[ApproveOpeningsArgument], `{"openings":[{"company_id":"C-AB12","tenths":42}]}`},
		{"RecordEvaluations", of[RecordEvaluationsArgument], `{"evaluations":[{"match_id":"12.1.Lobster","company_id":"C-AB12","label":"excellent","text_digest":"` + digestOfTests + `","model_digest":"` + digestOfTests + `",` + signedText + `}]}`},
		{"RecordAppeals", of[RecordAppealsArgument], `{"appeals":[{"match_id":"12.1.Lobster","side":"buyer","company_id":"C-AB12","reason_digest":"` + digestOfTests + `",` + signedText + `}]}`},
		{"DecideAppeals", of[DecideAppealsArgument], `{"decisions":[{"match_id":"12.1.Lobster","side":"seller","label":"good","grounds_digest":"` + digestOfTests + `"}]}`},
		{"ApplyCredit", of[ApplyCreditArgument], `{"cycle":12,"limit":5000,"close":true}`},
		{"GetCredit", of[GetCreditArgument], `{"company_id":"C-AB12"}`},
		{"ListCreditEntries", of[ListCreditEntriesArgument], `{"company_id":"C-AB12",` + pageText + `}`},
		{"GetEvaluations", of[GetEvaluationsArgument], `{"match_id":"12.1.Lobster"}`},
		{"GetAppeal", of[GetAppealArgument], `{"match_id":"12.1.Lobster","side":"buyer"}`},
		{"ListOpenAppeals", of[ListOpenAppealsArgument], `{` + pageText + `}`},
	}
}

func of[T any, P interface {
	*T
	Argument
}]() Argument {
	return P(new(T))
}

func caseOf(t testing.TB, name string) argumentCase {
	t.Helper()
	cases := argumentCases()
	k := slices.IndexFunc(cases, func(c argumentCase) bool { return c.name == name })
	if k < 0 {
		t.Fatalf("there is no argument %s", name)
	}
	return cases[k]
}

// wantError demands a failure's code and field.
func wantError(t testing.TB, err error, code, field string) {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("want %s [%s], got %v", code, field, err)
	}
	if failure.Code != code || failure.Field != field {
		t.Fatalf("want %s [%s], got %v", code, field, err)
	}
}

func TestEveryValidExampleIsTaken(t *testing.T) {
	for _, c := range argumentCases() {
		argument := c.make()
		if err := ParseArgument(c.valid, argument); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		again, err := json.Marshal(argument)
		if err != nil {
			t.Fatal(err)
		}
		var first, second any
		if json.Unmarshal([]byte(c.valid), &first) != nil || json.Unmarshal(again, &second) != nil {
			t.Fatalf("%s: %s", c.name, again)
		}
		if one, two := marshal(t, first), marshal(t, second); one != two {
			t.Errorf("%s: %s became %s", c.name, one, two)
		}
	}
}

func marshal(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryArgumentRefusesAMissingAnUnknownAndADoubleField(t *testing.T) {
	for _, c := range argumentCases() {
		unknown := strings.Replace(c.valid, "{", `{"surprise":[{"x":1.5e3}],`, 1)
		wantError(t, ParseArgument(unknown, c.make()), CodeFieldUnknown, "surprise")
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(c.valid), &fields); err != nil {
			t.Fatal(err)
		}
		for name, value := range fields {
			rest := map[string]json.RawMessage{}
			for other, value := range fields {
				if other != name {
					rest[other] = value
				}
			}
			wantError(t, ParseArgument(marshal(t, rest), c.make()), CodeFieldMissing, name)
			double := strings.Replace(c.valid, "{", `{"`+name+`":`+string(value)+`,`, 1)
			wantError(t, ParseArgument(double, c.make()), CodeFieldDuplicate, name)
			upper := strings.Replace(c.valid, `"`+name+`"`, `"`+strings.ToUpper(name)+`"`, 1)
			wantError(t, ParseArgument(upper, c.make()), CodeFieldUnknown, strings.ToUpper(name))
		}
	}
}

// TestBadFields replaces one piece of a valid example.
func TestBadFields(t *testing.T) {
	for sentence, c := range map[string]struct{ argument, old, new, code, field string }{
		"a company id needs its prefix":               {"GetCompany", "C-AB12", "AB12", CodeFieldFormat, "company_id"},
		"a company id has no lower case":              {"GetCompany", "C-AB12", "C-ab12", CodeFieldFormat, "company_id"},
		"a company id has four characters at least":   {"GetCompany", "C-AB12", "C-AB1", CodeFieldFormat, "company_id"},
		"a company id has 32 characters at most":      {"GetCompany", "C-AB12", "C-" + strings.Repeat("A", 33), CodeFieldFormat, "company_id"},
		"a name has no space at its ends":             {"RegisterCompany", "Ocean 海 & Co.", " Ocean", CodeFieldFormat, "name"},
		"a name has no zero-width characters":         {"RegisterCompany", "Ocean 海 & Co.", "Oc\u200bean", CodeFieldFormat, "name"},
		"a name has no NUL":                           {"RegisterCompany", "Ocean 海 & Co.", `Oc\u0000ean`, CodeFieldFormat, "name"},
		"a name is not empty":                         {"RegisterCompany", "Ocean 海 & Co.", "", CodeFieldFormat, "name"},
		"a name has 100 characters at most":           {"RegisterCompany", "Ocean 海 & Co.", strings.Repeat("海", 101), CodeFieldFormat, "name"},
		"a code has 18 characters":                    {"RegisterCompany", "91110000600037341L", "91110000600037341", CodeFieldFormat, "social_credit_code"},
		"a digest has no upper case":                  {"GetModel", "9f86", "9F86", CodeFieldFormat, "digest"},
		"a digest has 64 characters":                  {"GetModel", "9f86", "9f8", CodeFieldFormat, "digest"},
		"an algorithm is known":                       {"AddKey", "ed25519", "rsa", CodeFieldFormat, "algorithm"},
		"a key is base64":                             {"AddKey", "a2V5", "a2V", CodeFieldFormat, "public_key"},
		"a key is not empty":                          {"AddKey", "a2V5", "", CodeFieldFormat, "public_key"},
		"base64 has no line breaks":                   {"AddKey", "a2V5", `a2\nV5`, CodeFieldFormat, "public_key"},
		"base64 has no loose bits":                    {"AddKey", "a2V5", "a2V5YR==", CodeFieldFormat, "public_key"},
		"purposes are sorted":                         {"AddKey", `"lists","statements"`, `"statements","lists"`, CodeFieldFormat, "purposes"},
		"purposes are there":                          {"AddKey", `"lists","statements"`, ``, CodeFieldFormat, "purposes"},
		"a key's cycles do not go back":               {"AddKey", `"valid_from_cycle":1,"valid_to_cycle":0`, `"valid_from_cycle":5,"valid_to_cycle":4`, CodeFieldRange, "valid_to_cycle"},
		"a page is not empty":                         {"ListCompanies", `100`, `0`, CodeFieldRange, "page_size"},
		"a page is not endless":                       {"ListCompanies", `100`, `1001`, CodeFieldRange, "page_size"},
		"a bookmark is short":                         {"ListCompanies", `""`, `"` + strings.Repeat("x", 1025) + `"`, CodePageBookmark, "bookmark"},
		"a cycle is at least 1":                       {"SettleBreed", `12`, `0`, CodeFieldRange, "cycle"},
		"a cycle fits its key":                        {"SettleBreed", `12`, `100000000`, CodeFieldRange, "cycle"},
		"the last cycle cannot be frozen":             {"FreezeCycle", `12`, `99999999`, CodeFieldRange, "cycle"},
		"a breed has no point":                        {"SettleBreed", "Lobster", "Lob.ster", CodeFieldFormat, "breed"},
		"a breed has no space at its ends":            {"SettleBreed", "Lobster", "Lobster ", CodeFieldFormat, "breed"},
		"a breed has 40 characters at most":           {"SettleBreed", "Lobster", strings.Repeat("鱼", 41), CodeFieldFormat, "breed"},
		"a breed has ASCII digits only":               {"SettleBreed", "Lobster", "Lobster٣", CodeFieldFormat, "breed"},
		"a breed has no NUL":                          {"SettleBreed", "Lobster", `Lob\u0000ster`, CodeFieldFormat, "breed"},
		"a side is known":                             {"WithdrawList", "supply", "Supply", CodeFieldFormat, "side"},
		"a list id names its company":                 {"WithdrawList", "C-AB12.1", "AB12.1", CodeFieldFormat, "list_id"},
		"a list id has a local part":                  {"WithdrawList", "C-AB12.1", "C-AB12.", CodeFieldFormat, "list_id"},
		"a list id has one point":                     {"WithdrawList", "C-AB12.1", "C-AB12.1.2", CodeFieldFormat, "list_id"},
		"a local part has 32 characters at most":      {"WithdrawList", "C-AB12.1", "C-AB12." + strings.Repeat("x", 33), CodeFieldFormat, "list_id"},
		"an amount is positive":                       {"PostLists", `"amount":100`, `"amount":0`, CodeFieldRange, "lists.0.amount"},
		"an amount is bounded":                        {"PostLists", `"amount":100`, `"amount":100000001`, CodeFieldRange, "lists.0.amount"},
		"a price is bounded":                          {"PostLists", `"price_fen":800000`, `"price_fen":9000000001`, CodeFieldRange, "lists.0.price_fen"},
		"a weight is positive":                        {"PostLists", `"weight_g":20000`, `"weight_g":-1`, CodeFieldRange, "lists.0.weight_g"},
		"freshness ends at 3":                         {"PostLists", `"freshness":3`, `"freshness":4`, CodeFieldRange, "lists.0.freshness"},
		"a unit price is at least 1":                  {"PostLists", `"amount":100,"price_fen":800000`, `"amount":1001,"price_fen":1`, CodeFieldRange, "lists.0.price_fen"},
		"a unit weight is at least 1":                 {"AmendList", `"amount":100,"price_fen":800000,"freshness":3,"weight_g":20000`, `"amount":1001,"price_fen":2,"freshness":3,"weight_g":1`, CodeFieldRange, "weight_g"},
		"an integer has no point":                     {"PostLists", `"amount":100`, `"amount":100.0`, CodeFieldType, "lists.0.amount"},
		"an integer has no exponent":                  {"PostLists", `"amount":100`, `"amount":1e2`, CodeFieldType, "lists.0.amount"},
		"an integer is no string":                     {"PostLists", `"amount":100`, `"amount":"100"`, CodeFieldType, "lists.0.amount"},
		"an integer is not null":                      {"PostLists", `"amount":100`, `"amount":null`, CodeFieldType, "lists.0.amount"},
		"an integer fits 64 bits":                     {"PostLists", `"amount":100`, `"amount":9223372036854775808`, CodeFieldRange, "lists.0.amount"},
		"a flag is a boolean":                         {"PostLists", `"good_till_cancelled":false`, `"good_till_cancelled":0`, CodeFieldType, "lists.0.good_till_cancelled"},
		"a post is not empty":                         {"PostLists", `[{`, `[],"x":[{`, CodeFieldUnknown, "x"},
		"a certificate is there":                      {"SubmitScheme", `{"steps":[{"buyer_rating":"A","seller_rating":"E","demand":[0,2000000],"supply":[]}]}`, `null`, CodeFieldType, "certificate"},
		"a price is not negative":                     {"SubmitScheme", `[0,`, `[-1,`, CodeFieldRange, "certificate.steps.0.demand.0"},
		"a price is no more than a piece can score":   {"SubmitScheme", `2000000`, `2000001`, CodeFieldRange, "certificate.steps.0.demand.1"},
		"a step's ratings exist":                      {"SubmitScheme", `"E"`, `"F"`, CodeFieldFormat, "certificate.steps.0.seller_rating"},
		"a round is the first or the second":          {"SubmitScheme", `"round":2`, `"round":3`, CodeFieldRange, "round"},
		"a scheme's round is the first or the second": {"GetScheme", `"round":1`, `"round":0`, CodeFieldRange, "round"},
		"a trade has an amount":                       {"SubmitScheme", `"amount":100`, `"amount":0`, CodeFieldRange, "trades.0.amount"},
		"a trade's price is not negative":             {"SubmitScheme", `"price_fen":800000`, `"price_fen":-1`, CodeFieldRange, "trades.0.price_fen"},
		"a match id has no leading zeros":             {"GetMatch", "12.1.", "12.01.", CodeFieldFormat, "match_id"},
		"a match id has a breed":                      {"GetMatch", "12.1.Lobster", "12.1.", CodeFieldFormat, "match_id"},
		"a signature is base64":                       {"RecordDecisions", "c2ln", "c2l", CodeFieldFormat, "decisions.0.signature"},
		"a label is known":                            {"RecordEvaluations", "excellent", "Excellent", CodeFieldFormat, "evaluations.0.label"},
		"a label is not empty":                        {"RecordEvaluations", "excellent", "", CodeFieldFormat, "evaluations.0.label"},
		"an opening is within the bounds of credit":   {"ProposeOpenings", `42`, `51`, CodeFieldRange, "openings.0.tenths"},
		"an approval is within the bounds of credit":  {"ApproveOpenings", `42`, `0`, CodeFieldRange, "openings.0.tenths"},
		"an appeal is of a party's evaluation":        {"RecordAppeals", `"buyer"`, `"demand"`, CodeFieldFormat, "appeals.0.side"},
		"a decision on an appeal has a label":         {"DecideAppeals", `"good"`, `""`, CodeFieldFormat, "decisions.0.label"},
		"a decision on an appeal has grounds":         {"DecideAppeals", digestOfTests, ``, CodeFieldFormat, "decisions.0.grounds_digest"},
		"an appeal that is asked for has a side":      {"GetAppeal", `"buyer"`, `""`, CodeFieldFormat, "side"},
		"a credit batch is bounded":                   {"ApplyCredit", `5000`, `5001`, CodeFieldRange, "limit"},
		"a period does not go back":                   {"ListContracts", `"from_cycle":0,"to_cycle":99999999`, `"from_cycle":9,"to_cycle":8`, CodeFieldRange, "to_cycle"},
		"parameters: the tolerance is a share":        {"ProposeParameters", `"price_tolerance_permille":50`, `"price_tolerance_permille":1001`, CodeParamInvalid, "price_tolerance_permille"},
		"parameters: -2 is no weight tolerance":       {"ProposeParameters", `-1`, `-2`, CodeParamInvalid, "weight_tolerance_permille"},
		"parameters: the weights add up to the whole": {"ProposeParameters", `"phi_permille":300`, `"phi_permille":301`, CodeParamInvalid, "epsilon_permille"},
		"parameters: breeds are sorted":               {"ProposeParameters", `"Carp","Lobster"`, `"Lobster","Carp"`, CodeParamInvalid, "breeds"},
		"parameters: breeds are unique":               {"ProposeParameters", `"Carp","Lobster"`, `"Carp","Carp"`, CodeParamInvalid, "breeds"},
		"parameters: breeds are there":                {"ProposeParameters", `"Carp","Lobster"`, ``, CodeParamInvalid, "breeds"},
		"parameters: breeds are well formed":          {"ProposeParameters", `"Carp","Lobster"`, `"Carp","Lob.ster"`, CodeParamInvalid, "breeds.1"},
		"parameters: silence is refusal":              {"ProposeParameters", `refusal`, `acceptance`, CodeParamInvalid, "silence"},
		"parameters: the price rule is known":         {"ProposeParameters", `residual`, `auction`, CodeParamInvalid, "price_rule"},
		"parameters: a newcomer has a score":          {"ProposeParameters", `"newcomer_tenths":30`, `"newcomer_tenths":0`, CodeParamInvalid, "newcomer_tenths"},
		"parameters: evaluation ends":                 {"ProposeParameters", `"evaluation_cycles":1`, `"evaluation_cycles":101`, CodeParamInvalid, "evaluation_cycles"},
		"parameters: appeals end":                     {"ProposeParameters", `"appeal_cycles":2`, `"appeal_cycles":101`, CodeParamInvalid, "appeal_cycles"},
		"parameters: appeals don't end before":        {"ProposeParameters", `"appeal_cycles":2`, `"appeal_cycles":-1`, CodeParamInvalid, "appeal_cycles"},
		"parameters: version 0 is built in":           {"ProposeParameters", `"version":1`, `"version":0`, CodeFieldRange, "version"},
	} {
		t.Run(sentence, func(t *testing.T) {
			valid := caseOf(t, c.argument)
			bad := strings.Replace(valid.valid, c.old, c.new, 1)
			if bad == valid.valid {
				t.Fatal("nothing was replaced")
			}
			wantError(t, ParseArgument(bad, valid.make()), c.code, c.field)
		})
	}
}

// TestBatches: a batch names nothing twice and has its bounds.
func TestBatches(t *testing.T) {
	for _, c := range []struct {
		argument, field string
		limit           int
		tooMany         string
	}{
		{"PostLists", "lists", MaxListsPerPost, CodeFieldRange},
		{"RecordDecisions", "decisions", MaxDecisions, CodeFieldRange},
		{"RecordEvaluations", "evaluations", MaxEvaluations, CodeFieldRange},
		{"RecordAppeals", "appeals", MaxAppeals, CodeFieldRange},
		{"DecideAppeals", "decisions", MaxAppeals, CodeFieldRange},
		{"ProposeOpenings", "openings", MaxOpenings, CodeFieldRange},
		{"ApproveOpenings", "openings", MaxOpenings, CodeFieldRange},
		{"SubmitScheme", "trades", MaxTradesPerScheme, CodeSchemeTooLarge},
	} {
		valid := caseOf(t, c.argument)
		start, end := strings.Index(valid.valid, "[")+1, strings.LastIndex(valid.valid, "]")
		if c.field == "trades" {
			end = strings.Index(valid.valid, "]")
		}
		entry := valid.valid[start:end]
		batch := func(count int) string {
			return valid.valid[:start] + strings.TrimSuffix(strings.Repeat(entry+",", count), ",") + valid.valid[end:]
		}
		wantError(t, ParseArgument(batch(c.limit+1), valid.make()), c.tooMany, c.field)
		if c.argument == "SubmitScheme" { // empty schemes exist, and CheckScheme names pairs that come twice
			continue
		}
		wantError(t, ParseArgument(batch(0), valid.make()), CodeFieldRange, c.field)
		wantError(t, ParseArgument(batch(2), valid.make()), CodeFieldDuplicate, c.field+".1")
	}
}

// TestACertificateHasAStepPerPairOfRatings at most.
func TestACertificateHasAStepPerPairOfRatings(t *testing.T) {
	step := `{"buyer_rating":"A","seller_rating":"A","demand":[],"supply":[]}`
	text := `{"cycle":1,"breed":"Lobster","round":1,"trades":[],"certificate":{"steps":[` + strings.Repeat(step+",", 25) + step + `]}}`
	wantError(t, ParseArgument(text, new(SubmitSchemeArgument)), CodeFieldRange, "certificate.steps")
}

// checkTaken is what every parser must keep, whatever comes in: a failure is coded, short and UTF-8; what is taken is
// taken again in the form in which it is written.
func checkTaken(t *testing.T, c argumentCase, data string) {
	argument := c.make()
	err := ParseArgument(data, argument)
	if err != nil {
		var failure *Error
		if !errors.As(err, &failure) || !slices.Contains(AllCodes(), failure.Code) || failure.Code == CodeInternal {
			t.Fatalf("%s: %v", c.name, err)
		}
		if text := err.Error(); len(text) > maxErrorBytes || !utf8.ValidString(text) || !strings.HasPrefix(text, failure.Code) {
			t.Fatalf("%s: %q", c.name, text)
		}
		return
	}
	if !json.Valid([]byte(data)) {
		t.Fatalf("%s takes %q, which is no JSON", c.name, data)
	}
	written := marshal(t, argument)
	again := c.make()
	if err := ParseArgument(written, again); err != nil || marshal(t, again) != written {
		t.Fatalf("%s takes %q and writes %q: %v", c.name, data, written, err)
	}
}

func fuzzArgument(f *testing.F, name string) {
	c := caseOf(f, name)
	f.Add(c.valid)
	f.Add(strings.ReplaceAll(c.valid, `1`, `-1e400`))
	f.Add(strings.ReplaceAll(c.valid, `C-`, `\ud83d\ude00\u0000`))
	f.Fuzz(func(t *testing.T, data string) { checkTaken(t, c, data) })
}
