package domain

import "shoal/chaincode/internal/transport"

// certify gives the best prices for each step of a scheme, on what its earlier steps leave.
func certify(offer Offer, trades []Trade) Certificate {
	left := map[Side]map[string]Pieces{Demand: {}, Supply: {}}
	owner := map[string]string{}
	for _, open := range append(append([]openList{}, offer.demands...), offer.supplies...) {
		left[open.list.Side][open.list.ListID] = open.amount
		owner[open.list.ListID] = open.list.CompanyID
	}
	certificate := Certificate{}
	for index := range ratingSteps {
		demands := openOf(offer, offer.demands, left[Demand], index/noRank)
		supplies := openOf(offer, offer.supplies, left[Supply], index%noRank)
		solved := solve(offer, demands, supplies, left)
		step := CertificateStep{BuyerRating: ratingAt(index / noRank), SellerRating: ratingAt(index % noRank)}
		for k := range demands {
			step.Demand = append(step.Demand, Millionths(solved.U[k]))
		}
		for k := range supplies {
			step.Supply = append(step.Supply, Millionths(solved.V[k]))
		}
		certificate.Steps = append(certificate.Steps, step)
		for _, trade := range trades {
			if offer.ratings[owner[trade.DemandID]] == step.BuyerRating && offer.ratings[owner[trade.SupplyID]] == step.SellerRating {
				left[Demand][trade.DemandID] -= trade.Amount
				left[Supply][trade.SupplyID] -= trade.Amount
			}
		}
	}
	return certificate
}

func ratingAt(rank int) Rating { return Rating(ratingLetters[rank : rank+1]) }

func openOf(offer Offer, lists []openList, left map[string]Pieces, rank int) (open []List) {
	for _, one := range lists {
		if left[one.list.ListID] > 0 && offer.rank(one.list) == rank {
			open = append(open, one.list)
		}
	}
	return open
}

func solve(offer Offer, demands, supplies []List, left map[Side]map[string]Pieces) transport.Solution {
	var demand, supply []int64
	value := [][]int64{}
	for _, s := range supplies {
		supply = append(supply, int64(left[Supply][s.ListID]))
	}
	for _, d := range demands {
		demand = append(demand, int64(left[Demand][d.ListID]))
		row := make([]int64, len(supplies))
		for k, s := range supplies {
			if offer.incompatible(d, s) == "" {
				row[k] = int64(offer.params.ArcValue(d, s))
			}
		}
		value = append(value, row)
	}
	return transport.Solve(demand, supply, value)
}
