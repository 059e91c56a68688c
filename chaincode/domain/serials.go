package domain

import (
	"cmp"
	"slices"
)

// ReserveSerials gives the accepted matches of a cycle their serial numbers from `next` on: a block per breed, breeds
// in the order of their first accepted match's ratings (the buyer's, then the seller's) and then by name; within a
// breed in the order of the matches. It returns the block and the number that follows.
func ReserveSerials(cycle, next int64, accepted []Match) (SerialBlock, int64) {
	matches := slices.Clone(accepted)
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Breed, b.Breed), cmp.Compare(a.Seq, b.Seq))
	})
	firsts, counts := []Match{}, map[string]int64{}
	for _, m := range matches {
		if counts[m.Breed] == 0 {
			firsts = append(firsts, m)
		}
		counts[m.Breed]++
	}
	slices.SortStableFunc(firsts, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.BuyerRating.Rank(), b.BuyerRating.Rank()),
			cmp.Compare(a.SellerRating.Rank(), b.SellerRating.Rank()), cmp.Compare(a.Breed, b.Breed))
	})
	block := SerialBlock{V: ValueVersion, Cycle: cycle, Breeds: []BreedSerials{}}
	for _, m := range firsts {
		block.Breeds = append(block.Breeds, BreedSerials{Breed: m.Breed, First: next, Count: counts[m.Breed]})
		next += counts[m.Breed]
	}
	return block, next
}

// Of gives the serial numbers reserved for a breed; none where it has no accepted match.
func (b SerialBlock) Of(breed string) BreedSerials {
	for _, serials := range b.Breeds {
		if serials.Breed == breed {
			return serials
		}
	}
	return BreedSerials{Breed: breed}
}
