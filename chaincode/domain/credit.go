package domain

// Evaluated is a contract with the labels by which its credit is due, NoLabel where one is missing at the deadline.
type Evaluated struct {
	Contract    Contract
	BuyerLabel  Label
	SellerLabel Label
}

// CreditMove is what a contract does to its parties' credit, and Applied what it has done to it in all.
type CreditMove struct {
	Buyer, Seller           Credit
	BuyerEntry, SellerEntry CreditEntry
	Applied                 CreditApplied
}

// Moves says that the contract moves at least one score, so that the pair's limit for the cycle is used up.
func (a CreditApplied) Moves() bool { return a.BuyerMoved != 0 || a.SellerMoved != 0 }

// ApplyCreditRule: both excellent gives each a tenth, both bad takes one from each, anything else changes nothing.
// Scores stay within their bounds, and a pair of companies moves at most once per cycle of application (`pairMoved`),
// however many contracts they share: otherwise two companies could praise each other up. Every contract leaves an
// entry for both, with its reason.
func ApplyCreditRule(e Evaluated, cycle int64, buyer, seller Credit, pairMoved bool) CreditMove {
	due, reason := labelsRule(e.BuyerLabel, e.SellerLabel)
	if due != 0 && pairMoved {
		due, reason = 0, ReasonPairLimit
	}
	return e.move(CreditApplied{V: ValueVersion, Cycle: cycle}, cycle, buyer, seller, due, reason)
}

// CorrectCredit brings what an applied contract has moved its parties by to what its corrected labels are due, as far as
// the bounds allow. `pairMoved` says that another contract moved the pair in the cycle in which this one was applied: the
// limit of that cycle holds. The entries stay, and get successors that name them.
func CorrectCredit(e Evaluated, cycle int64, applied CreditApplied, buyer, seller Credit, pairMoved bool) CreditMove {
	due, _ := labelsRule(e.BuyerLabel, e.SellerLabel)
	reason := ReasonAppealCorrected
	if due != 0 && pairMoved {
		due, reason = 0, ReasonPairLimit
	}
	return e.move(applied, cycle, buyer, seller, due, reason)
}

// move enters for both parties what makes up the difference between what the contract has moved them by and what is due.
func (e Evaluated) move(applied CreditApplied, cycle int64, buyer, seller Credit, due Tenths, reason CreditReason) CreditMove {
	entry := CreditEntry{V: ValueVersion, Cycle: cycle, Serial: e.Contract.Serial, Reason: reason}
	move := CreditMove{BuyerEntry: entry, SellerEntry: entry}
	move.BuyerEntry.OwnLabel, move.BuyerEntry.PartnerLabel = e.BuyerLabel, e.SellerLabel
	move.SellerEntry.OwnLabel, move.SellerEntry.PartnerLabel = e.SellerLabel, e.BuyerLabel
	move.BuyerEntry.Counterparty, move.SellerEntry.Counterparty = e.Contract.Seller, e.Contract.Buyer
	move.BuyerEntry.Corrects, move.SellerEntry.Corrects = applied.BuyerSeq, applied.SellerSeq
	applied.BuyerMoved += enter(&buyer, &move.BuyerEntry, due-applied.BuyerMoved)
	applied.SellerMoved += enter(&seller, &move.SellerEntry, due-applied.SellerMoved)
	applied.BuyerSeq, applied.SellerSeq = move.BuyerEntry.Seq, move.SellerEntry.Seq
	move.Buyer, move.Seller, move.Applied = buyer, seller, applied
	return move
}

func labelsRule(buyer, seller Label) (Tenths, CreditReason) {
	switch {
	case buyer == NoLabel || seller == NoLabel:
		return 0, ReasonEvaluationMissing
	case buyer != seller:
		return 0, ReasonLabelsDiffer
	case buyer == Excellent:
		return 1, ReasonBothExcellent
	case buyer == Bad:
		return -1, ReasonBothBad
	}
	return 0, ReasonBothGood
}

// enter writes the next entry of a company's credit, moves the score by `delta` as far as its bounds allow, and gives what
// it moved by.
func enter(credit *Credit, entry *CreditEntry, delta Tenths) (moved Tenths) {
	after := min(max(credit.Tenths+delta, MinCredit), MaxCredit)
	if after != credit.Tenths+delta {
		entry.Reason = ReasonAtBound
	}
	entry.CompanyID = credit.CompanyID
	entry.Seq = credit.Entries + 1
	entry.Before, entry.After = credit.Tenths, after
	credit.Entries, credit.Tenths = entry.Seq, after
	return entry.After - entry.Before
}

// NewcomerCredit is the first entry of a company and the credit that it gives.
func NewcomerCredit(companyID string, cycle int64, score Tenths) (Credit, CreditEntry) {
	entry := CreditEntry{V: ValueVersion, CompanyID: companyID, Seq: 1, Cycle: cycle, Reason: ReasonNewcomer, Before: score, After: score}
	return Credit{V: ValueVersion, CompanyID: companyID, Tenths: score, Entries: 1}, entry
}

// OpeningCredit sets a score from records before the floor.
func OpeningCredit(credit Credit, cycle int64, score Tenths) (Credit, CreditEntry) {
	entry := CreditEntry{
		V: ValueVersion, CompanyID: credit.CompanyID, Seq: credit.Entries + 1, Cycle: cycle, Reason: ReasonOpening,
		Before: credit.Tenths, After: score,
	}
	credit.Entries, credit.Tenths = entry.Seq, score
	return credit, entry
}

// PairOf orders two companies, so that a pair has one key.
func PairOf(a, b string) (lower, higher string) {
	return min(a, b), max(a, b)
}
