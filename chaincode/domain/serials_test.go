package domain

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func accepted(breed string, seq int64, buyer, seller Rating) Match {
	return Match{Cycle: 12, Breed: breed, Seq: seq, BuyerRating: buyer, SellerRating: seller}
}

func TestSerialNumbersGoByTheRatingsOfABreedsFirstMatch(t *testing.T) {
	block, next := ReserveSerials(12, 90001, []Match{
		accepted("Carp", 1, RatingC, RatingC),
		accepted("Eel", 2, RatingA, RatingE),
		accepted("Lobster", 3, RatingA, RatingC), // sequence 1 and 2 were refused
		accepted("Lobster", 7, RatingB, RatingC),
		accepted("Perch", 1, RatingC, RatingC),
		accepted("Cod", 1, RatingC, RatingB),
	})
	want := SerialBlock{1, 12, []BreedSerials{{"Lobster", 90001, 2}, {"Eel", 90003, 1}, {"Cod", 90004, 1}, {"Carp", 90005, 1}, {"Perch", 90006, 1}}}
	if !reflect.DeepEqual(block, want) || next != 90007 {
		t.Errorf("%+v, next %d", block, next)
	}
	if block.Of("Lobster") != want.Breeds[0] || block.Of("Squid") != (BreedSerials{Breed: "Squid"}) {
		t.Error("Of")
	}
}

func TestNoContractNoSerial(t *testing.T) {
	block, next := ReserveSerials(12, 90001, nil)
	if block.Breeds == nil || len(block.Breeds) != 0 || next != 90001 {
		t.Errorf("%+v %d", block, next)
	}
}

// TestSerialNumbersDoNotDependOnTheOrderOfTheMatches and are given out without gap or double.
func TestSerialNumbersDoNotDependOnTheOrderOfTheMatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var matches []Match
		for _, breed := range []string{"Carp", "Eel", "Lobster", "Perch"} {
			for seq := range rapid.Int64Range(0, 4).Draw(t, breed) {
				matches = append(matches, accepted(breed, seq+1, rapid.SampledFrom([]Rating{"A", "B", "C"}).Draw(t, "buyer"), rapid.SampledFrom([]Rating{"A", "B"}).Draw(t, "seller")))
			}
		}
		before := slices.Clone(matches)
		one, next := ReserveSerials(12, 90001, matches)
		if !slices.Equal(before, matches) {
			t.Fatal("the matches changed")
		}
		other, _ := ReserveSerials(12, 90001, rapid.Permutation(matches).Draw(t, "shuffled"))
		if !reflect.DeepEqual(one, other) || next != 90001+int64(len(matches)) {
			t.Fatalf("%+v and %+v", one, other)
		}
		due := int64(90001)
		for _, serials := range one.Breeds {
			if serials.First != due || serials.Count < 1 {
				t.Fatalf("%+v", one)
			}
			due += serials.Count
		}
	})
}
