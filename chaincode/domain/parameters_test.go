package domain

import (
	"strings"
	"testing"
)

func catalogue(breeds ...string) Parameters {
	p := DefaultParameters()
	p.Version, p.Breeds = 1, breeds
	return p
}

func TestDefaultParameters(t *testing.T) {
	const want = `{"v":1,"version":0,"price_rule":"midpoint","price_tolerance_permille":0,"weight_tolerance_permille":300,` +
		`"epsilon_permille":400,"phi_permille":300,"gamma_permille":300,"newcomer_tenths":30,"evaluation_cycles":1,"appeal_cycles":1,` +
		`"silence":"refusal","admit_demo_codes":false,"breeds":[]}`
	if got := marshal(t, DefaultParameters()); got != want {
		t.Error(got)
	}
	if err := catalogue("Lobster").Check(); err != nil {
		t.Error(err)
	}
}

func TestAProposalBecomesParametersFieldByField(t *testing.T) {
	c := caseOf(t, "ProposeParameters")
	var a ProposeParametersArgument
	if err := ParseArgument(c.valid, &a); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, a.Parameters()), strings.Replace(c.valid, "{", `{"v":1,`, 1); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

func TestSuccessors(t *testing.T) {
	current, next := catalogue("Carp", "Lobster"), catalogue("Carp", "Eel", "Lobster")
	next.Version = 2
	if err := CheckSuccessor(current, next); err != nil {
		t.Error(err)
	}
	for _, version := range []int64{0, 1, 3} {
		skipped := next
		skipped.Version = version
		wantError(t, CheckSuccessor(current, skipped), CodeParamVersion, "version")
	}
	next.Breeds = []string{"Carp", "Eel"}
	wantError(t, CheckSuccessor(current, next), CodeBreedRemoved, "breeds")
}

func TestCatalogue(t *testing.T) {
	p := catalogue("Carp", "Lobster", "大黄鱼")
	for breed, there := range map[string]bool{"Carp": true, "Lobster": true, "大黄鱼": true, "carp": false, "": false} {
		if p.HasBreed(breed) != there {
			t.Errorf("%q", breed)
		}
	}
}
