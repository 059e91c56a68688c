package domain

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type nested struct {
	Name    string   `json:"name"`
	Count   int64    `json:"count"`
	Small   int8     `json:"small"`
	Yes     bool     `json:"yes"`
	Words   []string `json:"words"`
	Child   *nested  `json:"child"`
	Perhaps int64    `json:"perhaps,omitempty" optional:"true"`
	Later   any      `json:"later"`
}

const nestedText = `{"name":"a","count":1,"small":2,"yes":true,"words":["x","y"],"child":null,"later":null}`

func TestDecodeTakesWhatIsWellFormed(t *testing.T) {
	for sentence, c := range map[string]struct {
		data string
		want nested
	}{
		"plain":                       {nestedText, nested{"a", 1, 2, true, []string{"x", "y"}, nil, 0, nil}},
		"white space and field order": {" \r\n{ \"count\" : -5 , \"name\":\"\",\t\"later\":null,\"small\":-128,\"yes\":false,\"words\":[ ],\"child\":null} ", nested{"", -5, -128, false, []string{}, nil, 0, nil}},
		"escapes":                     {strings.Replace(nestedText, `"a"`, `"\"\\\/\b\f\n\r\t\u6d77\ud83d\udc1f\u0000Ω"`, 1), nested{"\"\\/\b\f\n\r\t海🐟\x00Ω", 1, 2, true, []string{"x", "y"}, nil, 0, nil}},
		"an optional field":           {strings.Replace(nestedText, `{`, `{"perhaps":7,`, 1), nested{"a", 1, 2, true, []string{"x", "y"}, nil, 7, nil}},
		"a value of no fixed form":    {strings.Replace(nestedText, `"later":null`, `"later": {"x":[1.5e-3,"\u0041",true,null]}`, 1), nested{"a", 1, 2, true, []string{"x", "y"}, nil, 0, RawJSON(`{"x":[1.5e-3,"\u0041",true,null]}`)}},
		"a pointer":                   {strings.Replace(nestedText, `"child":null`, `"child":`+nestedText, 1), nested{"a", 1, 2, true, []string{"x", "y"}, &nested{"a", 1, 2, true, []string{"x", "y"}, nil, 0, nil}, 0, nil}},
		"the ends of the integers":    {strings.Replace(nestedText, `"count":1`, `"count":-9223372036854775808`, 1), nested{"a", -9223372036854775808, 2, true, []string{"x", "y"}, nil, 0, nil}},
	} {
		t.Run(sentence, func(t *testing.T) {
			got := nested{Name: "left over", Perhaps: 99, Words: []string{"left over"}}
			if err := Decode(c.data, &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	deep := func(levels int) string { // `later` is itself one level down
		return strings.Replace(nestedText, `"later":null`, `"later":`+strings.Repeat("[", levels)+strings.Repeat("]", levels), 1)
	}
	if err := Decode(deep(maxArgumentDepth-1), new(nested)); err != nil {
		t.Fatalf("eight levels pass: %v", err)
	}
	replaced := func(old, new string) string { return strings.Replace(nestedText, old, new, 1) }
	child := func(old, new string) string { return replaced(`"child":null`, `"child":`+replaced(old, new)) }
	for sentence, c := range map[string]struct{ data, code, field string }{
		"nothing":                        {"", CodeArgumentJSON, ""},
		"white space only":               {" \n", CodeArgumentJSON, ""},
		"a list for an object":           {"[]", CodeArgumentJSON, ""},
		"null for an object":             {"null", CodeArgumentJSON, ""},
		"a second value":                 {nestedText + "{}", CodeArgumentJSON, ""},
		"text behind":                    {nestedText + " x", CodeArgumentJSON, ""},
		"an end too early":               {nestedText[:len(nestedText)-1], CodeArgumentJSON, ""},
		"a comma too many":               {replaced(`"later":null`, `"later":null,`), CodeArgumentJSON, ""},
		"a comma at a list's end":        {replaced(`["x","y"]`, `["x","y",]`), CodeArgumentJSON, ""},
		"a missing comma":                {replaced(`,"yes"`, ` "yes"`), CodeArgumentJSON, ""},
		"a missing colon":                {replaced(`"yes":`, `"yes" `), CodeArgumentJSON, ""},
		"a name without quotes":          {replaced(`"yes"`, `yes`), CodeArgumentJSON, ""},
		"single quotes":                  {replaced(`"a"`, `'a'`), CodeArgumentJSON, ""},
		"a comment":                      {replaced(`{`, `{/**/`), CodeArgumentJSON, ""},
		"a byte order mark":              {"\ufeff" + nestedText, CodeArgumentJSON, ""},
		"a leading zero":                 {replaced(`"count":1`, `"count":01`), CodeArgumentJSON, ""},
		"a leading plus":                 {replaced(`"count":1`, `"count":+1`), CodeArgumentJSON, ""},
		"a lonely minus":                 {replaced(`"count":1`, `"count":-`), CodeArgumentJSON, ""},
		"NaN":                            {replaced(`"count":1`, `"count":NaN`), CodeArgumentJSON, ""},
		"a point without digits":         {replaced(`"count":1`, `"count":1.`), CodeArgumentJSON, ""},
		"a misspelt word":                {replaced(`true`, `tru`), CodeArgumentJSON, ""},
		"a misspelt word behind":         {replaced(`true`, `truer`), CodeArgumentJSON, ""},
		"a control character":            {replaced(`"a"`, "\"a\n\""), CodeArgumentJSON, ""},
		"a control character later":      {replaced(`"a"`, "\"\\n\x01\""), CodeArgumentJSON, ""},
		"an unknown escape":              {replaced(`"a"`, `"\x41"`), CodeArgumentJSON, ""},
		"an escape at the end":           {`{"name":"\`, CodeArgumentJSON, ""},
		"a short hexadecimal escape":     {replaced(`"a"`, `"\u41"`), CodeArgumentJSON, ""},
		"half of a surrogate pair":       {replaced(`"a"`, `"\ud83d"`), CodeArgumentJSON, ""},
		"the other half":                 {replaced(`"a"`, `"\udc1f"`), CodeArgumentJSON, ""},
		"two first halves":               {replaced(`"a"`, `"\ud83d\ud83d"`), CodeArgumentJSON, ""},
		"a lone half in a free value":    {replaced(`"later":null`, `"later":["\ud83d"]`), CodeArgumentJSON, ""},
		"a free value that is malformed": {replaced(`"later":null`, `"later":[01]`), CodeArgumentJSON, ""},
		"nine levels":                    {deep(maxArgumentDepth), CodeArgumentJSON, ""},
		"endless levels":                 {deep(1_000_000), CodeArgumentJSON, ""},
		"bytes that are not UTF-8":       {replaced(`"a"`, "\"\xff\""), CodeArgumentEncoding, ""},
		"a missing field":                {replaced(`"yes":true,`, ``), CodeFieldMissing, "yes"},
		"a missing field below":          {child(`"yes":true,`, ``), CodeFieldMissing, "child.yes"},
		"an unknown field":               {replaced(`{`, `{"no":1,`), CodeFieldUnknown, "no"},
		"an unknown field below":         {child(`{`, `{"no":1,`), CodeFieldUnknown, "child.no"},
		"another case":                   {replaced(`"yes"`, `"Yes"`), CodeFieldUnknown, "Yes"},
		"a strange name":                 {replaced(`"yes"`, `"a\nb"`), CodeFieldUnknown, `"a\nb"`},
		"a field twice":                  {replaced(`{`, `{"yes":true,`), CodeFieldDuplicate, "yes"},
		"a field twice by escape":        {replaced(`{`, `{"\u0079es":true,`), CodeFieldDuplicate, "yes"},
		"a string for a boolean":         {replaced(`true`, `"true"`), CodeFieldType, "yes"},
		"a number for a string":          {replaced(`"a"`, `1`), CodeFieldType, "name"},
		"a word in a list":               {replaced(`"y"`, `false`), CodeFieldType, "words.1"},
		"an object for a list":           {replaced(`["x","y"]`, `{}`), CodeFieldType, "words"},
		"null for a list":                {replaced(`["x","y"]`, `null`), CodeFieldType, "words"},
		"null for a string":              {replaced(`"a"`, `null`), CodeFieldType, "name"},
		"a fraction":                     {replaced(`"count":1`, `"count":1.0`), CodeFieldType, "count"},
		"an exponent":                    {replaced(`"count":1`, `"count":1E0`), CodeFieldType, "count"},
		"a number for 64 bits":           {replaced(`"count":1`, `"count":9223372036854775808`), CodeFieldRange, "count"},
		"a number for 8 bits":            {replaced(`"small":2`, `"small":128`), CodeFieldRange, "small"},
	} {
		t.Run(sentence, func(t *testing.T) { wantError(t, Decode(c.data, new(nested)), c.code, c.field) })
	}
}

func TestDecodeRefusesTargetsThatItCannotFill(t *testing.T) {
	wantError(t, Decode("{}", nested{}), CodeInternal, "")
	wantError(t, Decode("{}", nil), CodeInternal, "")
	wantError(t, Decode(`{"x":1}`, &struct{ X int }{}), CodeInternal, "")
	wantError(t, Decode(`{"x":1}`, &struct {
		X float64 `json:"x"`
	}{}), CodeInternal, "x")
}

// TestDecodeReadsWhatEncodingJSONWrites: for any list value, and agrees with encoding/json about it.
func TestDecodeReadsWhatEncodingJSONWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := PostListsArgument{Cycle: rapid.Int64().Draw(t, "cycle"), Lists: []PostedList{}}
		for range rapid.IntRange(0, 5).Draw(t, "lists") {
			value.Lists = append(value.Lists, PostedList{
				Side: Side(rapid.String().Draw(t, "side")), ListID: rapid.String().Draw(t, "id"), Breed: rapid.String().Draw(t, "breed"),
				Amount: Pieces(rapid.Int64().Draw(t, "amount")), PriceFen: Fen(rapid.Int64().Draw(t, "price")),
				Freshness: rapid.Int64().Draw(t, "freshness"), WeightG: Grams(rapid.Int64().Draw(t, "weight")),
				GoodTillCancelled: rapid.Bool().Draw(t, "gtc"),
			})
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var again PostListsArgument
		if err := Decode(string(text), &again); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(value, again) {
			t.Fatalf("%+v became %+v", value, again)
		}
	})
}

// TestDecodeNeverTakesWhatEncodingJSONRefuses, and never panics, on texts made of the pieces that matter.
func TestDecodeNeverTakesWhatEncodingJSONRefuses(t *testing.T) {
	pieces := []string{`{`, `}`, `[`, `]`, `,`, `:`, `"name"`, `"count"`, `"words"`, `"later"`, `"child"`, `"\u00`, `\ud83d`, `"`, `1`, `-`, `0`, `.5`, `e9`, `true`, `null`, ` `, "\xff", nestedText}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")
		if Decode(text, new(nested)) == nil && !json.Valid([]byte(text)) {
			t.Fatalf("takes %q", text)
		}
		var free struct {
			Later any `json:"later"`
		}
		text = `{"later":` + text + `}`
		if Decode(text, &free) == nil && !json.Valid([]byte(text)) {
			t.Fatalf("takes %q", text)
		}
	})
}

// BenchmarkDecodeScheme reads a scheme of 10,000 trades, as SubmitScheme does.
func BenchmarkDecodeScheme(b *testing.B) {
	trade := `{"demand_id":"C-BUYER01234.d0000001","supply_id":"C-SELLER1234.s0000001","amount":100,"price_fen":800000,"weight_g":20000}`
	text := `{"cycle":12,"breed":"Lobster","round":1,"trades":[` + strings.TrimSuffix(strings.Repeat(trade+",", 10_000), ",") + `],"certificate":{"steps":[]}}`
	for b.Loop() {
		if err := ParseArgument(text, new(SubmitSchemeArgument)); err != nil {
			b.Fatal(err)
		}
	}
}
