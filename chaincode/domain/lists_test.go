package domain

import "testing"

func TestNewListIsWhatWasPosted(t *testing.T) {
	posted := PostedList{Side: Supply, ListID: "C-AB12.x", Breed: "Carp", Amount: 10, PriceFen: 20, Freshness: 3, WeightG: 40, GoodTillCancelled: true}
	list := NewList(7, posted)
	want := List{1, 7, Supply, "C-AB12.x", "C-AB12", "Carp", 10, 10, 20, 3, 40, true, 0}
	if list != want {
		t.Errorf("%+v", list)
	}
	if !list.Posts(posted) {
		t.Error("the same post again changes nothing")
	}
	posted.PriceFen++
	if list.Posts(posted) {
		t.Error("this is another post")
	}
}

func TestAmendReplacesTheFigures(t *testing.T) {
	list := goldenSupplies()[0]
	list.Left, list.CarriedFrom = 5, 3
	amended := list.Amend(AmendListArgument{Amount: 50, PriceFen: 60, Freshness: 1, WeightG: 70, GoodTillCancelled: true})
	want := list
	want.Amount, want.Left, want.PriceFen, want.Freshness, want.WeightG, want.GoodTillCancelled = 50, 50, 60, 1, 70, true
	if amended != want {
		t.Errorf("%+v", amended)
	}
}

func TestCarryOver(t *testing.T) {
	list := goldenSupplies()[0]
	if _, ok := list.CarryOver(0); ok {
		t.Error("a list that is not good till cancelled expires")
	}
	list.GoodTillCancelled = true
	if _, ok := list.CarryOver(list.Left); ok {
		t.Error("nothing is left of a list that is sold")
	}
	carried, ok := list.CarryOver(40)
	want := list
	want.Cycle, want.Left, want.CarriedFrom = 2, 60, 1
	if !ok || carried != want {
		t.Errorf("%+v %t", carried, ok)
	}
	again, ok := carried.CarryOver(10)
	if !ok || again.Left != 50 || again.CarriedFrom != 2 || again.Amount != list.Amount || again.PriceFen != list.PriceFen {
		t.Errorf("%+v %t", again, ok)
	}
}
