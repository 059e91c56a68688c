package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestProposeParameters(t *testing.T) {
	w := newWorld(t)
	first := w.must("operator", "market:ProposeParameters", parameters())
	w.again("operator", "market:ProposeParameters", parameters())
	second := w.must("operator", "market:ProposeParameters", parameters(residual))
	if first["digest"] == second["digest"] {
		t.Fatal("another proposal has another digest")
	}
	type view struct {
		Parameters domain.Parameters `json:"parameters"`
		Digest     string            `json:"digest"`
	}
	waiting := query[view](w, "market:GetProposal", domain.GetProposalArgument{Version: 1})
	if waiting.Digest != second["digest"] || waiting.Parameters.PriceRule != domain.Residual {
		t.Fatalf("the later proposal replaces the earlier: %+v", waiting)
	}
	if current := query[domain.Parameters](w, "market:GetParameters", domain.GetParametersArgument{}); current.Version != 0 {
		t.Fatalf("a proposal is not in force: %+v", current)
	}
}

func TestProposeParametersRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		code   string
		change func(*domain.ProposeParametersArgument)
	}{
		"a version that does not follow": {"PARAM_VERSION", func(p *domain.ProposeParametersArgument) { p.Version = 3 }},
		"the current version":            {"PARAM_VERSION", func(p *domain.ProposeParametersArgument) { p.Version = 1 }},
		"a breed left out":               {"BREED_REMOVED", func(p *domain.ProposeParametersArgument) { p.Breeds = []string{"Carp", "Crab"} }},
		"weights that don't add up":      {"PARAM_INVALID", func(p *domain.ProposeParametersArgument) { p.PhiPermille = 301 }},
		"breeds out of order":            {"PARAM_INVALID", func(p *domain.ProposeParametersArgument) { p.Breeds = []string{"Crab", "Carp", "Lobster"} }},
		"a tolerance above one":          {"PARAM_INVALID", func(p *domain.ProposeParametersArgument) { p.PriceTolerancePermille = 1001 }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.approve(parameters())
			next := parameters()
			next.Version = 2
			test.change(&next)
			w.refused(test.code, "operator", "market:ProposeParameters", next)
		})
	}
}
