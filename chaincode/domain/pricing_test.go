package domain

import (
	"testing"

	"pgregory.net/rapid"
)

// TestMidpointGramsAddUp: whatever the fills, a supply never gives more grams than it has left, the fill that empties
// it takes the rest, and a total is the exact middle rounded to the nearest fen.
func TestMidpointGramsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		supply := newOpenList(anyList(t, Supply, "S"))
		has := supply.weight
		var given Grams
		for range rapid.IntRange(1, 8).Draw(t, "fills") {
			if supply.amount == 0 {
				break
			}
			demand := newOpenList(anyList(t, Demand, "D"))
			fill := Pieces(rapid.Int64Range(1, int64(min(supply.amount, demand.amount))).Draw(t, "fill"))
			price, grams, ok := priceFill(Midpoint, demand, supply, fill)
			given += grams
			if !ok || price < 0 || price > MaxPrice || grams < 0 || given > has {
				t.Fatalf("%d fen, %d grams, %d given of %d", price, grams, given, has)
			}
			twice := 2000 * int64(price)
			exact := int64(fill) * int64(demand.list.UnitPrice()+supply.list.UnitPrice())
			if twice < exact-999 || twice > exact+1000 {
				t.Fatalf("%d fen for %d half thousandths", price, exact)
			}
		}
		if supply.amount == 0 && given != has {
			t.Fatalf("emptied with %d of %d grams", given, has)
		}
	})
}

// TestResidualSettlesTheListThatIsUsedUp: it gives all that is left on it; the other keeps the difference, not below
// zero.
func TestResidualSettlesTheListThatIsUsedUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		supply := newOpenList(anyList(t, Supply, "S"))
		for range 5 {
			if supply.amount == 0 {
				break
			}
			demand := newOpenList(anyList(t, Demand, "D"))
			fill := min(demand.amount, supply.amount)
			setter, other := *demand, *supply
			if fill < demand.amount {
				setter, other = *supply, *demand
			}
			price, grams, ok := priceFill(Residual, demand, supply, fill)
			if !ok || price != setter.price || grams != setter.weight {
				t.Fatalf("%d fen, %d grams, want all of %+v", price, grams, setter)
			}
			left := supply
			if setter.list.Side == Supply {
				left = demand
			}
			if left.price != max(0, other.price-price) || left.weight != max(0, other.weight-grams) {
				t.Fatalf("the other list kept %d fen and %d grams of %+v", left.price, left.weight, other)
			}
		}
	})
}

func TestResidualNeedsAListUsedUp(t *testing.T) {
	demand, supply := newOpenList(goldenDemands()[1]), newOpenList(goldenSupplies()[1])
	if _, _, ok := priceFill(Residual, demand, supply, 119); ok {
		t.Error("119 of 120 and 120 pieces have no price")
	}
}

func TestBothUsedUpTheBuyersFiguresCount(t *testing.T) {
	demand, supply := newOpenList(goldenDemands()[1]), newOpenList(goldenSupplies()[1])
	demand.price, demand.weight = 123, 45
	price, grams, _ := priceFill(Residual, demand, supply, 120)
	if price != 123 || grams != 45 {
		t.Errorf("%d fen, %d grams", price, grams)
	}
}

func TestACarriedListStartsWithItsShare(t *testing.T) {
	list := goldenSupplies()[1]
	list.Left = 7
	if open := newOpenList(list); open.amount != 7 || open.price != 58333 || open.weight != 1750 {
		t.Errorf("%+v", open)
	}
}
