package domain

import "slices"

// checkAppeals (5): an appeal is a party's, of an evaluation that is there, by its label as classified; what was decided
// stands with the evaluation too; and the lists of open appeals and of due corrections are exactly those.
func (c *invariantCheck) checkAppeals() {
	evaluations, corrected := c.evaluationsBySide(), map[string]Label{}
	var open []string
	for _, appeal := range c.Appeals {
		a := appeal.Value
		e, given := evaluations[a.AppealID]
		_, isParty := c.contracts[a.MatchID].PartyOf(a.CompanyID)
		c.must(a.AppealID == FormatAppealID(a.Side, a.MatchID), 5, "the appeal at %q has the id %s", appeal.Attributes, a.AppealID)
		c.must(given && isParty && e.Label == a.Label, 5, "appeal %s by %s is of the label %q; the evaluation is %+v", a.AppealID, a.CompanyID, a.Label, e)
		c.must(a.soundlyDecided(), 5, "appeal %s is %s with the label %q for %q and grounds %q", a.AppealID, a.Status, a.CorrectedLabel, a.Label, a.GroundsDigest)
		corrected[a.AppealID] = a.CorrectedLabel
		if a.Status == AppealOpen {
			open = append(open, appealWord(a.AppealID))
		}
	}
	for _, evaluation := range c.Evaluations {
		id := c.evaluationID(evaluation.Value)
		c.must(evaluation.Value.CorrectedLabel == corrected[id], 5, "evaluation %s has the corrected label %q, its appeal %q",
			id, evaluation.Value.CorrectedLabel, corrected[id])
	}
	c.mustIndex("appeal.open", appealWords(c.AppealsOpen), open)
	c.mustIndex("appeal.due", appealWords(c.AppealsDue), c.correctionsDue(evaluations))
}

// soundlyDecided tells whether status, label and grounds belong together.
func (a Appeal) soundlyDecided() bool {
	switch a.Status {
	case AppealOpen:
		return a.CorrectedLabel == NoLabel && a.GroundsDigest == ""
	case AppealConfirmed:
		return a.CorrectedLabel == NoLabel && a.GroundsDigest != ""
	}
	return a.Status == AppealCorrected && a.CorrectedLabel != NoLabel && a.CorrectedLabel != a.Label && a.GroundsDigest != ""
}

// correctionsDue are the labels that differ from those of an applied contract's last entries.
func (c *invariantCheck) correctionsDue(evaluations map[string]Evaluation) []string {
	var due []string
	parts := c.parts()
	for _, contract := range c.Contracts {
		k := contract.Value
		for _, company := range []string{k.Buyer, k.Seller} {
			side, _ := k.PartyOf(company)
			id := FormatAppealID(side, k.MatchID)
			if p, applied := parts[partOf{k.Serial, company}]; applied && p.last.OwnLabel != evaluations[id].Standing() {
				due = append(due, appealWord(id))
			}
		}
	}
	return due
}

// evaluationsBySide are the evaluations by the id that an appeal of them has.
func (c *invariantCheck) evaluationsBySide() map[string]Evaluation {
	bySide := map[string]Evaluation{}
	for _, evaluation := range c.Evaluations {
		bySide[c.evaluationID(evaluation.Value)] = evaluation.Value
	}
	return bySide
}

// evaluationID is the id of an evaluation's appeal; one by a stranger to the match, which checkKeys tells, has none that can be.
func (c *invariantCheck) evaluationID(e Evaluation) string {
	side, _ := c.matches[e.MatchID].PartyOf(e.CompanyID)
	return FormatAppealID(side, e.MatchID)
}

// appealWord is an index entry of an appeal as it should be: the attributes that its id gives, and the id.
func appealWord(id string) string {
	side, matchID, _ := ParseAppealID(id)
	return keyText(append(matchAttributes(matchID), string(side), id)...)
}

// appealWords are an index as words of attributes and appeal id.
func appealWords(entries []Keyed[AppealIndex]) []string {
	words := make([]string, 0, len(entries))
	for _, entry := range entries {
		words = append(words, keyText(append(slices.Clone(entry.Attributes), entry.Value.AppealID)...))
	}
	return words
}
