package contract_test

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/internal/transport"
)

// A matcher for tests, written apart from the rules it is judged by: step by step in the order of ratings it takes the best allocation
// of what is left, with the prices that prove it.

type lot struct {
	list   domain.List
	rating domain.Rating
	left   domain.Pieces
	price  domain.Fen
	weight domain.Grams
}

// book is what a breed has on offer in a round.
type book struct {
	p          domain.Parameters
	bids, asks []*lot
	barred     map[[2]string]bool
}

func lots(lists []domain.List, ratings map[string]domain.Rating) []*lot {
	var made []*lot
	for _, l := range lists {
		made = append(made, &lot{
			list: l, rating: ratings[l.CompanyID], left: l.Left,
			price:  l.PriceFen * domain.Fen(l.Left) / domain.Fen(l.Amount),
			weight: l.WeightG * domain.Grams(l.Left) / domain.Grams(l.Amount),
		})
	}
	return made
}

// bookOf reads what a breed has on offer in a round from the whole state.
func bookOf(s domain.Snapshot, p domain.Parameters, cycle int64, breed string, round int64) book {
	var sides [2][]domain.List
	for _, list := range s.Lists {
		if l := list.Value; l.Cycle == cycle && l.Breed == breed {
			k := map[domain.Side]int{domain.Demand: 0, domain.Supply: 1}[l.Side]
			sides[k] = append(sides[k], l)
		}
	}
	ratings := map[string]domain.Rating{}
	for _, credit := range s.Credits {
		ratings[credit.Value.CompanyID] = domain.RatingOf(credit.Value.Tenths)
	}
	b := book{p: p, bids: lots(sides[0], ratings), asks: lots(sides[1], ratings), barred: map[[2]string]bool{}}
	if round == 2 {
		b.takeFirstRound(s, cycle, breed)
	}
	return b
}

func (b *book) takeFirstRound(s domain.Snapshot, cycle int64, breed string) {
	yes := map[string]int{}
	for _, decision := range s.Decisions {
		if decision.Value.Accept {
			yes[decision.Value.MatchID]++
		}
	}
	for _, match := range s.Matches {
		m := match.Value
		switch {
		case m.Cycle != cycle || m.Breed != breed || m.Round != 1:
		case yes[m.MatchID] < 2:
			b.barred[[2]string{m.DemandID, m.SupplyID}] = true
		default:
			for _, l := range append(append([]*lot{}, b.bids...), b.asks...) {
				if id := map[domain.Side]string{domain.Demand: m.DemandID, domain.Supply: m.SupplyID}[l.list.Side]; id == l.list.ListID {
					l.left -= m.Amount
					l.price, l.weight = max(0, l.price-m.PriceFen), max(0, l.weight-m.WeightG)
				}
			}
		}
	}
}

// ratingStep is two ratings' lists that have something left, with what a piece of each pair scores.
type ratingStep struct {
	buyers, sellers domain.Rating
	bids, asks      []*lot
	solved          transport.Solution
}

func (b *book) open(buyers, sellers domain.Rating) ratingStep {
	open := func(side []*lot, rating domain.Rating) (open []*lot, left []int64) {
		for _, l := range side {
			if l.rating == rating && l.left > 0 {
				open, left = append(open, l), append(left, int64(l.left))
			}
		}
		return open, left
	}
	s := ratingStep{buyers: buyers, sellers: sellers}
	var demand, supply []int64
	s.bids, demand = open(b.bids, buyers)
	s.asks, supply = open(b.asks, sellers)
	value := [][]int64{}
	for _, d := range s.bids {
		row := []int64{}
		for _, a := range s.asks {
			row = append(row, b.worth(d, a))
		}
		value = append(value, row)
	}
	s.solved = transport.Solve(demand, supply, value)
	return s
}

// prices puts a step's prices as the certificate has them.
func (s ratingStep) prices() domain.CertificateStep {
	prices := func(from []int64) []domain.Millionths {
		made := []domain.Millionths{}
		for _, price := range from {
			made = append(made, domain.Millionths(price))
		}
		return made
	}
	return domain.CertificateStep{BuyerRating: s.buyers, SellerRating: s.sellers, Demand: prices(s.solved.U), Supply: prices(s.solved.V)}
}

// best gives the best scheme and its certificate.
func (b *book) best() ([]domain.Trade, domain.Certificate) {
	trades := []domain.Trade{}
	certificate := b.walk(func(s ratingStep) {
		for more := true; more; { // the fills form a forest, so there is always one that uses up a list
			more = false
			for d, bid := range s.bids {
				for a, ask := range s.asks {
					if amount := domain.Pieces(s.solved.Fill[d][a]); amount > 0 && (amount == bid.left || amount == ask.left) {
						s.solved.Fill[d][a], more = 0, true
						trades = append(trades, fill(b.p, bid, ask, amount))
					}
				}
			}
		}
	})
	return trades, certificate
}

// prove gives a certificate for trades that are made already: the best prices for what each step finds.
func (b *book) prove(trades []domain.Trade) domain.Certificate {
	return b.walk(func(s ratingStep) {
		for _, made := range trades {
			for _, bid := range s.bids {
				for _, ask := range s.asks {
					if bid.list.ListID == made.DemandID && ask.list.ListID == made.SupplyID {
						bid.left -= made.Amount
						ask.left -= made.Amount
					}
				}
			}
		}
	})
}

// walk goes through the steps that have lists on both sides.
func (b *book) walk(each func(ratingStep)) domain.Certificate {
	certificate := domain.Certificate{Steps: []domain.CertificateStep{}}
	for _, buyers := range []domain.Rating{"A", "B", "C", "D", "E"} {
		for _, sellers := range []domain.Rating{"A", "B", "C", "D", "E"} {
			if s := b.open(buyers, sellers); len(s.bids) > 0 && len(s.asks) > 0 {
				certificate.Steps = append(certificate.Steps, s.prices())
				each(s)
			}
		}
	}
	return certificate
}

// worth is what a piece of a pair scores, 0 where it may not trade.
func (b *book) worth(d, s *lot) int64 {
	p := b.p
	unit := func(total, amount int64) int64 { return 1000 * total / amount }
	bidPrice, askPrice := unit(int64(d.list.PriceFen), int64(d.list.Amount)), unit(int64(s.list.PriceFen), int64(s.list.Amount))
	bidWeight, askWeight := unit(int64(d.list.WeightG), int64(d.list.Amount)), unit(int64(s.list.WeightG), int64(s.list.Amount))
	limit, apart, heavier := bidPrice*(1000+int64(p.PriceTolerancePermille))/1000, max(bidWeight-askWeight, askWeight-bidWeight), max(bidWeight, askWeight)
	if d.list.CompanyID == s.list.CompanyID || s.list.Freshness < d.list.Freshness || askPrice > limit || b.barred[[2]string{d.list.ListID, s.list.ListID}] ||
		p.WeightTolerancePermille >= 0 && 1000*apart > int64(p.WeightTolerancePermille)*heavier {
		return 0
	}
	fresher := 500_000 * (s.list.Freshness - d.list.Freshness)
	sum := int64(p.EpsilonPermille)*(1_000_000*askPrice/limit) + int64(p.PhiPermille)*fresher + int64(p.GammaPermille)*(1_000_000*apart/heavier)
	return 2_000_000 - sum/1000
}

func fill(p domain.Parameters, d, s *lot, amount domain.Pieces) domain.Trade {
	made := domain.Trade{DemandID: d.list.ListID, SupplyID: s.list.ListID, Amount: amount}
	if p.PriceRule == domain.Residual {
		made.PriceFen, made.WeightG = residualFigures(d, s, amount)
	} else {
		made.PriceFen, made.WeightG = midpointFigures(d, s, amount)
	}
	d.left -= amount
	s.left -= amount
	return made
}

func midpointFigures(d, s *lot, amount domain.Pieces) (domain.Fen, domain.Grams) {
	units := 1000*int64(d.list.PriceFen)/int64(d.list.Amount) + 1000*int64(s.list.PriceFen)/int64(s.list.Amount)
	weight := min(s.list.WeightG*domain.Grams(amount)/domain.Grams(s.list.Amount), s.weight)
	if amount == s.left {
		weight = s.weight
	}
	s.weight -= weight
	return domain.Fen((int64(amount)*units + 1000) / 2000), weight
}

func residualFigures(d, s *lot, amount domain.Pieces) (domain.Fen, domain.Grams) {
	ends, other := d, s
	if amount < d.left {
		ends, other = s, d
	}
	price, weight := ends.price, ends.weight
	ends.price, ends.weight = 0, 0
	other.price, other.weight = max(0, other.price-price), max(0, other.weight-weight)
	return price, weight
}
