package domain

import (
	"errors"
	"slices"
)

// noWeightTolerance: the unit weights of a pair may differ freely.
const noWeightTolerance Permille = -1

// DefaultParameters are version 0, which holds until the first version is approved: no breeds, so nothing trades.
func DefaultParameters() Parameters {
	return Parameters{
		V:                       ValueVersion,
		PriceRule:               Midpoint,
		WeightTolerancePermille: 300,
		EpsilonPermille:         400,
		PhiPermille:             300,
		GammaPermille:           300,
		NewcomerTenths:          30,
		EvaluationCycles:        1,
		AppealCycles:            1,
		Silence:                 SilenceRefusal,
		Breeds:                  []string{},
	}
}

// Parameters is what the proposal proposes.
func (a *ProposeParametersArgument) Parameters() Parameters {
	return Parameters{
		V:                       ValueVersion,
		Version:                 a.Version,
		PriceRule:               a.PriceRule,
		PriceTolerancePermille:  a.PriceTolerancePermille,
		WeightTolerancePermille: a.WeightTolerancePermille,
		EpsilonPermille:         a.EpsilonPermille,
		PhiPermille:             a.PhiPermille,
		GammaPermille:           a.GammaPermille,
		NewcomerTenths:          a.NewcomerTenths,
		EvaluationCycles:        a.EvaluationCycles,
		AppealCycles:            a.AppealCycles,
		Silence:                 a.Silence,
		AdmitDemoCodes:          a.AdmitDemoCodes,
		Breeds:                  a.Breeds,
	}
}

// Check refuses parameters that cannot be (PARAM_INVALID, naming the field).
func (p Parameters) Check() error {
	err := firstOf(
		checkWord("price_rule", p.PriceRule, Midpoint, Residual),
		checkRange("price_tolerance_permille", p.PriceTolerancePermille, 0, 1000),
		checkRange("weight_tolerance_permille", p.WeightTolerancePermille, noWeightTolerance, 1000),
		checkRange("epsilon_permille", p.EpsilonPermille, 0, 1000),
		checkRange("phi_permille", p.PhiPermille, 0, 1000),
		checkRange("gamma_permille", p.GammaPermille, 0, 1000),
		checkRange("newcomer_tenths", p.NewcomerTenths, MinCredit, MaxCredit),
		checkRange("evaluation_cycles", p.EvaluationCycles, 0, MaxEvaluationCycles),
		checkRange("appeal_cycles", p.AppealCycles, 0, MaxAppealCycles),
		checkWord("silence", p.Silence, SilenceRefusal),
		checkCount("breeds", len(p.Breeds), 1, MaxBreeds),
	)
	if err == nil {
		err = checkEach("breeds", p.Breeds, func(breed string) error { return checkBreed("", breed) }, nil)
	}
	var wrong *Error
	if errors.As(err, &wrong) {
		return Fail(CodeParamInvalid, wrong.Field, "%s", wrong.Message)
	}
	if sum := p.EpsilonPermille + p.PhiPermille + p.GammaPermille; sum != 1000 {
		return Fail(CodeParamInvalid, "epsilon_permille", "epsilon, phi and gamma must add up to 1000 permille, not %d", sum)
	}
	for k := 1; k < len(p.Breeds); k++ {
		if p.Breeds[k-1] >= p.Breeds[k] {
			return Fail(CodeParamInvalid, "breeds",
				"must be sorted by their bytes and unique: %q may not stand before %q", p.Breeds[k-1], p.Breeds[k])
		}
	}
	return nil
}

// CheckSuccessor refuses a proposal that does not follow on the current parameters: its version must be the next one
// (PARAM_VERSION), and no breed may go (BREED_REMOVED), because lists of it may stand.
func CheckSuccessor(current, proposal Parameters) error {
	if proposal.Version != current.Version+1 {
		return Fail(CodeParamVersion, "version",
			"the current version is %d, so propose version %d, not %d", current.Version, current.Version+1, proposal.Version)
	}
	for _, breed := range current.Breeds {
		if !proposal.HasBreed(breed) {
			return Fail(CodeBreedRemoved, "breeds",
				"%q is in the current catalogue and may not be left out: lists of it may stand", breed)
		}
	}
	return nil
}

// HasBreed says whether a breed is in the catalogue.
func (p Parameters) HasBreed(breed string) bool {
	_, found := slices.BinarySearch(p.Breeds, breed)
	return found
}
