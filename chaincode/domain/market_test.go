package domain

// The golden example: the source's Tables 2 and 3, prices in fen and weights in grams. Buyer 1 is rated A, buyer 2 B,
// everybody else C.

const (
	buyer1, buyer2, buyer3, buyer4, buyer5      = "C-BUYER1", "C-BUYER2", "C-BUYER3", "C-BUYER4", "C-BUYER5"
	seller1, seller2, seller3, seller4, seller5 = "C-SELLER1", "C-SELLER2", "C-SELLER3", "C-SELLER4", "C-SELLER5"
)

func goldenDemands() []List {
	return []List{
		goldenList(Demand, buyer1, "Lobster", 100, 800000, 3, 20000),
		goldenList(Demand, buyer2, "Lobster", 120, 1000000, 3, 30000),
		goldenList(Demand, buyer3, "Lobster", 400, 3200000, 3, 110000),
		goldenList(Demand, buyer4, "Perch", 200, 500000, 2, 300000),
		goldenList(Demand, buyer5, "Carp", 600, 700000, 2, 400000),
	}
}

func goldenSupplies() []List {
	return []List{
		goldenList(Supply, seller1, "Crab", 100, 300000, 3, 160000),
		goldenList(Supply, seller2, "Lobster", 120, 1000000, 3, 30000),
		goldenList(Supply, seller3, "Carp", 400, 100000, 2, 100000),
		goldenList(Supply, seller4, "Perch", 500, 800000, 3, 600000),
		goldenList(Supply, seller5, "Crucian", 1600, 1000000, 2, 620000),
	}
}

func goldenList(side Side, company, breed string, amount Pieces, price Fen, freshness int64, weight Grams) List {
	return NewList(1, PostedList{
		Side: side, ListID: company + ".1", Breed: breed, Amount: amount, PriceFen: price, Freshness: freshness, WeightG: weight,
	})
}

func goldenRatings() map[string]Rating {
	return map[string]Rating{
		buyer1: RatingA, buyer2: RatingB, buyer3: RatingC, buyer4: RatingC, buyer5: RatingC,
		seller1: RatingC, seller2: RatingC, seller3: RatingC, seller4: RatingC, seller5: RatingC,
	}
}

// ofBreed keeps the lists of a breed.
func ofBreed(lists []List, breed string) []List {
	var kept []List
	for _, list := range lists {
		if list.Breed == breed {
			kept = append(kept, list)
		}
	}
	return kept
}

func goldenTrade(buyer, seller string, amount Pieces, price Fen, weight Grams) Trade {
	return Trade{DemandID: buyer + ".1", SupplyID: seller + ".1", Amount: amount, PriceFen: price, WeightG: weight}
}

func residualMarket() Parameters {
	p := DefaultParameters()
	p.PriceRule, p.PriceTolerancePermille, p.WeightTolerancePermille = Residual, 50, noWeightTolerance
	return p
}

func tolerantMidpoint() Parameters {
	p := residualMarket()
	p.PriceRule = Midpoint
	return p
}

// goldenOffer is the golden example's first round of a breed.
func goldenOffer(params Parameters, breed string) Offer {
	return FirstOffer(params, ofBreed(goldenDemands(), breed), ofBreed(goldenSupplies(), breed), goldenRatings())
}
