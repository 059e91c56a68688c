package domain

// NewMatches makes the matches of a scheme that was checked against the offer, in its order. They are numbered on from
// those of the round before.
func NewMatches(cycle int64, breed string, offer Offer, trades []Trade) ([]Match, error) {
	bids, asks := listsByID(offer.demands), listsByID(offer.supplies)
	matches := make([]Match, 0, len(trades))
	for k, trade := range trades {
		bid, ask := bids[trade.DemandID], asks[trade.SupplyID]
		if bid == nil || ask == nil {
			return nil, failTrade(CodeSchemeListUnknown, k, trade, "the cycle has no such lists")
		}
		seq := offer.matched + int64(k) + 1
		buyer, seller := bid.list.CompanyID, ask.list.CompanyID
		matches = append(matches, Match{
			V: ValueVersion, MatchID: FormatMatchID(cycle, seq, breed), Cycle: cycle, Breed: breed, Seq: seq, Round: offer.round,
			DemandID: trade.DemandID, SupplyID: trade.SupplyID,
			Buyer: buyer, Seller: seller, BuyerRating: offer.ratings[buyer], SellerRating: offer.ratings[seller],
			Amount: trade.Amount, PriceFen: trade.PriceFen, WeightG: trade.WeightG,
			Freshness: ask.list.Freshness, PriceRule: offer.params.PriceRule,
		})
	}
	return matches, nil
}

// PartyOf says which party of a match a company is; ok is false for a stranger.
func (m Match) PartyOf(companyID string) (party Party, ok bool) {
	return partyOf(m.Buyer, m.Seller, companyID)
}

// PartyOf says which party of a contract a company is; ok is false for a stranger.
func (c Contract) PartyOf(companyID string) (party Party, ok bool) {
	return partyOf(c.Buyer, c.Seller, companyID)
}

func partyOf(buyer, seller, companyID string) (Party, bool) {
	switch companyID {
	case buyer:
		return Buyer, true
	case seller:
		return Seller, true
	}
	return "", false
}

// Accepted says whether both parties accepted. nil is a party that did not decide, which means refusal.
func Accepted(buyer, seller *Decision) bool {
	return buyer != nil && seller != nil && buyer.Accept && seller.Accept
}

// NewContract makes the contract of an accepted match. Evaluation closes `evaluation_cycles` cycles after the match's.
func NewContract(match Match, serial int64, params Parameters) Contract {
	return Contract{
		V: ValueVersion, Serial: serial, MatchID: match.MatchID, Cycle: match.Cycle, Breed: match.Breed,
		DemandID: match.DemandID, SupplyID: match.SupplyID,
		Buyer: match.Buyer, Seller: match.Seller, BuyerRating: match.BuyerRating, SellerRating: match.SellerRating,
		Amount: match.Amount, PriceFen: match.PriceFen, WeightG: match.WeightG,
		Freshness: match.Freshness, PriceRule: match.PriceRule,
		EvaluationCloses: min(match.Cycle+params.EvaluationCycles, MaxN8),
	}
}
