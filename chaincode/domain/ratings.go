package domain

// Rating is the class of companies that choose together: `A` (best) … `E`.
type Rating string

const (
	RatingA Rating = "A"
	RatingB Rating = "B"
	RatingC Rating = "C"
	RatingD Rating = "D"
	RatingE Rating = "E"
)

// ratingLetters are the ratings by rank.
const ratingLetters = "ABCDE"

// noRank is worse than every rating's rank.
const noRank = len(ratingLetters)

// RatingOf gives the rating of a score: A 41–50 tenths, B 31–40, C 21–30, D 11–20, E up to 10.
func RatingOf(score Tenths) Rating {
	score = min(max(score, MinCredit), MaxCredit)
	rank := 4 - (score-1)/10
	return Rating(ratingLetters[rank : rank+1])
}

// Rank is 0 for A … 4 for E, and 5, worse than all, for anything else.
func (r Rating) Rank() int {
	for rank := range ratingLetters {
		if string(r) == ratingLetters[rank:rank+1] {
			return rank
		}
	}
	return noRank
}
