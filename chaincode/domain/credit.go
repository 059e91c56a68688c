package domain

// Evaluated is a contract whose credit is due: both labels, or NoLabel where one is missing at the deadline.
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
	delta, reason := labelsRule(e.BuyerLabel, e.SellerLabel)
	if delta != 0 && pairMoved {
		delta, reason = 0, ReasonPairLimit
	}
	entry := CreditEntry{V: ValueVersion, Cycle: cycle, Serial: e.Contract.Serial, Reason: reason}
	move := CreditMove{BuyerEntry: entry, SellerEntry: entry}
	move.BuyerEntry.OwnLabel, move.BuyerEntry.PartnerLabel = e.BuyerLabel, e.SellerLabel
	move.SellerEntry.OwnLabel, move.SellerEntry.PartnerLabel = e.SellerLabel, e.BuyerLabel
	move.BuyerEntry.Counterparty, move.SellerEntry.Counterparty = e.Contract.Seller, e.Contract.Buyer
	buyerMoved := enter(&buyer, &move.BuyerEntry, delta)
	sellerMoved := enter(&seller, &move.SellerEntry, delta)
	move.Buyer, move.Seller = buyer, seller
	move.Applied = CreditApplied{ValueVersion, cycle, move.BuyerEntry.Seq, move.SellerEntry.Seq, buyerMoved, sellerMoved}
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
