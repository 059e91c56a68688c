package contract_test

import (
	"shoal/chaincode/domain"
)

// A matcher for tests, written apart from the rules it is judged by: step by step in the order of ratings it fills whatever may
// trade, which is fair though not the best.

type lot struct {
	list   domain.List
	rating domain.Rating
	left   domain.Pieces
	price  domain.Fen
	weight domain.Grams
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

func fairScheme(p domain.Parameters, demands, supplies []domain.List, ratings map[string]domain.Rating) []domain.Trade {
	trades := []domain.Trade{}
	bids, asks := lots(demands, ratings), lots(supplies, ratings)
	for _, buyers := range "ABCDE" {
		for _, sellers := range "ABCDE" {
			for _, d := range bids {
				for _, s := range asks {
					if string(d.rating) != string(buyers) || string(s.rating) != string(sellers) || !tradable(p, d, s) {
						continue
					}
					trades = append(trades, fill(p, d, s))
				}
			}
		}
	}
	return trades
}

func tradable(p domain.Parameters, d, s *lot) bool {
	unit := func(total, amount int64) int64 { return 1000 * total / amount }
	bidPrice, askPrice := unit(int64(d.list.PriceFen), int64(d.list.Amount)), unit(int64(s.list.PriceFen), int64(s.list.Amount))
	bidWeight, askWeight := unit(int64(d.list.WeightG), int64(d.list.Amount)), unit(int64(s.list.WeightG), int64(s.list.Amount))
	near := p.WeightTolerancePermille < 0 ||
		1000*max(bidWeight-askWeight, askWeight-bidWeight) <= int64(p.WeightTolerancePermille)*max(bidWeight, askWeight)
	return d.left > 0 && s.left > 0 && d.list.CompanyID != s.list.CompanyID && s.list.Freshness >= d.list.Freshness &&
		askPrice <= bidPrice*(1000+int64(p.PriceTolerancePermille))/1000 && near
}

func fill(p domain.Parameters, d, s *lot) domain.Trade {
	amount := min(d.left, s.left)
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
