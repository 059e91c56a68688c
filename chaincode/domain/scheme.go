package domain

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
)

// CheckScheme accepts the trades of one breed only if no one could say that the platform cheated: every list is known
// and given at most what it has left, every pair may trade, every figure is what the rule gives, higher ratings come
// first, the whole is fair, and the certificate proves that each step scores nearly as much as any allocation could.
//
// Checks are made one after the other over all trades, so the code is the first of the following that fails, and the
// message names the first pair that fails it: SCHEME_LIST_UNKNOWN, SCHEME_DUPLICATE_PAIR, SCHEME_ORDER,
// SCHEME_OVER_ALLOCATED, SCHEME_INCOMPATIBLE, then trade by trade SCHEME_FILL_NOT_MAXIMAL, SCHEME_PRICE and
// SCHEME_WEIGHT, SCHEME_UNFAIR, and last SCHEME_CERTIFICATE, SCHEME_BOUND and SCHEME_NOT_OPTIMAL step by step. A breed that
// is too large is not begun: BREED_TOO_LARGE.
func CheckScheme(offer Offer, trades []Trade, certificate Certificate) (Proof, error) {
	if err := offer.CheckSize(); err != nil {
		return Proof{}, err
	}
	s := newSchemeCheck(offer)
	if err := s.resolve(trades); err != nil {
		return Proof{}, err
	}
	for _, check := range []func() error{s.checkPairs, s.checkOrder, s.checkAllocation, s.checkCompatible, s.checkFigures, s.checkFair} {
		if err := check(); err != nil {
			return Proof{}, err
		}
	}
	return s.checkCertificate(certificate)
}

// fill is a trade with the lists that it names.
type fill struct {
	trade          Trade
	demand, supply *openList
}

// schemeCheck uses up what is open of copies of the offer's lists; the offer stays.
type schemeCheck struct {
	offer             Offer
	demands, supplies []openList
	fills             []fill
}

func newSchemeCheck(offer Offer) *schemeCheck {
	return &schemeCheck{offer: offer, demands: slices.Clone(offer.demands), supplies: slices.Clone(offer.supplies)}
}

func (s *schemeCheck) resolve(trades []Trade) error {
	s.fills = make([]fill, 0, len(trades))
	demands, supplies := listsByID(s.demands), listsByID(s.supplies)
	for k, trade := range trades {
		f := fill{trade, demands[trade.DemandID], supplies[trade.SupplyID]}
		switch {
		case f.demand == nil:
			return failTrade(CodeSchemeListUnknown, k, trade, "the cycle has no demand list %q of this breed", trade.DemandID)
		case f.supply == nil:
			return failTrade(CodeSchemeListUnknown, k, trade, "the cycle has no supply list %q of this breed", trade.SupplyID)
		}
		s.fills = append(s.fills, f)
	}
	return nil
}

func (s *schemeCheck) checkPairs() error {
	type pair struct{ demand, supply *openList }
	seen := make(map[pair]bool, len(s.fills))
	for k, f := range s.fills {
		if seen[pair{f.demand, f.supply}] {
			return failTrade(CodeSchemeDuplicatePair, k, f.trade, "the pair has a trade before; make them one")
		}
		seen[pair{f.demand, f.supply}] = true
	}
	return nil
}

func (s *schemeCheck) checkOrder() error {
	before := 0
	for k, f := range s.fills {
		buyer, seller := s.offer.ratings[f.demand.list.CompanyID], s.offer.ratings[f.supply.list.CompanyID]
		step := buyer.Rank()*noRank + seller.Rank()
		if step < before {
			return failTrade(CodeSchemeOrder, k, f.trade,
				"buyer rated %s, seller rated %s comes after a pair with lower ratings; "+
					"sort trades by the buyer's rating, then the seller's", buyer, seller)
		}
		before = step
	}
	return nil
}

func (s *schemeCheck) checkAllocation() error {
	given := make(map[*openList]Pieces, len(s.fills))
	for k, f := range s.fills {
		for _, open := range []*openList{f.demand, f.supply} {
			given[open] += f.trade.Amount
			if given[open] > open.amount {
				return failTrade(CodeSchemeOverAllocated, k, f.trade,
					"with %d pieces here the %s list has given %d of the %d that are open of it",
					f.trade.Amount, open.list.Side, given[open], open.amount)
			}
		}
	}
	return nil
}

func (s *schemeCheck) checkCompatible() error {
	for k, f := range s.fills {
		if reason := s.offer.incompatible(f.demand.list, f.supply.list); reason != "" {
			return failTrade(CodeSchemeIncompatible, k, f.trade, "%s", reason)
		}
	}
	return nil
}

// checkFigures replays the pricing rule; it uses up what is open of the lists.
func (s *schemeCheck) checkFigures() error {
	rule := s.offer.params.PriceRule
	for k, f := range s.fills {
		price, weight, ok := priceFill(rule, f.demand, f.supply, f.trade.Amount)
		switch {
		case !ok:
			return failTrade(CodeSchemeFillNotMaximal, k, f.trade,
				"%d pieces use up neither list, so the rule %s gives no price; "+
					"order the scheme so that each trade uses up one", f.trade.Amount, rule)
		case f.trade.PriceFen != price:
			return failTrade(CodeSchemePrice, k, f.trade,
				"the rule %s gives %d fen, not %d", rule, price, f.trade.PriceFen)
		case f.trade.WeightG != weight:
			return failTrade(CodeSchemeWeight, k, f.trade,
				"the rule %s gives %d grams, not %d", rule, weight, f.trade.WeightG)
		}
	}
	return nil
}

func (s *schemeCheck) checkFair() error {
	for _, f := range s.fills {
		buyer, seller := s.offer.rank(f.demand.list), s.offer.rank(f.supply.list)
		f.demand.worst = max(f.demand.worst, seller)
		f.supply.worst = max(f.supply.worst, buyer)
	}
	d, t, found := firstEnvy(s.offer, s.fairSide(s.demands), s.fairSide(s.supplies))
	if !found {
		return nil
	}
	return Fail(CodeSchemeUnfair, "trades",
		"pair %q × %q: both would rather trade with each other than keep what the scheme gives them; "+
			"serve higher ratings first and leave nothing tradable", s.demands[d].list.ListID, s.supplies[t].list.ListID)
}

// fairSide is what fairness needs of a side, after the fills are off its lists.
func (s *schemeCheck) fairSide(lists []openList) []fairList {
	side := make([]fairList, len(lists))
	for k, open := range lists {
		worst := open.worst
		if open.amount > 0 {
			worst = noRank
		}
		side[k] = newFairList(s.offer, open.list, worst)
	}
	return side
}

func failTrade(code string, k int, trade Trade, format string, args ...any) error {
	path := "trades." + strconv.Itoa(k)
	return Fail(code, path, "pair %q × %q: "+format, append([]any{trade.DemandID, trade.SupplyID}, args...)...)
}

// SchemeDigest identifies the trades that were submitted: the hex SHA-256 over each trade's two ids, every one after
// its length, and its three figures, all numbers in eight bytes big-endian.
func SchemeDigest(trades []Trade) string {
	hash := sha256.New()
	for _, t := range trades {
		var text []byte
		for _, id := range []string{t.DemandID, t.SupplyID} {
			text = binary.BigEndian.AppendUint64(text, uint64(len(id)))
			text = append(text, id...)
		}
		for _, n := range []int64{int64(t.Amount), int64(t.PriceFen), int64(t.WeightG)} {
			text = binary.BigEndian.AppendUint64(text, uint64(n))
		}
		hash.Write(text)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
