package domain

// Standing is the label that counts: as corrected, or else as classified.
func (e Evaluation) Standing() Label {
	if e.CorrectedLabel != NoLabel {
		return e.CorrectedLabel
	}
	return e.Label
}

// AppealCloses is the last cycle K of a contract's appeals: they are taken until it is closed. The parameters are those of
// the contract's cycle.
func AppealCloses(c Contract, params Parameters) int64 {
	return min(c.EvaluationCloses+params.AppealCycles, MaxN8)
}

// Appeal is the value that records the statement against a label as classified.
func (a SignedAppeal) Appeal(label Label) Appeal {
	return Appeal{
		V: ValueVersion, AppealID: FormatAppealID(a.Side, a.MatchID), MatchID: a.MatchID, Side: a.Side, CompanyID: a.CompanyID,
		Label: label, ReasonDigest: a.ReasonDigest, KeyID: a.KeyID, ExpiryCycle: a.ExpiryCycle, Signature: a.Signature,
		Status: AppealOpen,
	}
}

// Same compares what was said and by whom; the signature of the same statement may differ.
func (a Appeal) Same(signed SignedAppeal) bool {
	return a.CompanyID == signed.CompanyID && a.ReasonDigest == signed.ReasonDigest
}

// Decide ends an appeal: the label as classified confirms it, another one corrects it. changed is false where it was
// decided so already; APPEAL_DECIDED where otherwise.
func (a Appeal) Decide(d AppealDecision) (decided Appeal, changed bool, err error) {
	decided = a
	decided.Status, decided.CorrectedLabel, decided.GroundsDigest = AppealConfirmed, NoLabel, d.GroundsDigest
	if d.Label != a.Label {
		decided.Status, decided.CorrectedLabel = AppealCorrected, d.Label
	}
	if a.Status == AppealOpen || a == decided {
		return decided, a != decided, nil
	}
	return a, false, Fail(CodeAppealDecided, "label",
		"the appeal %s was decided with another label or other grounds (it is %s); a decision stands", a.AppealID, a.Status)
}
