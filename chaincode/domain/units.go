package domain

// Units. Distinct types, so that a price cannot be passed where a weight is due.
type (
	// Fen is money: a hundredth of a yuan.
	Fen int64
	// Grams is weight.
	Grams int64
	// Pieces is an amount of goods.
	Pieces int64
	// Permille is a share in thousandths.
	Permille int64
	// Tenths is a credit score in tenths of a point: 1 … 50.
	Tenths int64
	// MilliFen is a unit price: thousandths of a fen for one piece.
	MilliFen int64
	// Milligrams is a unit weight: milligrams of one piece.
	Milligrams int64
	// Millionths is a share of a whole in millionths, such as X of Eq. (2).
	Millionths int64
	// Milliseconds is a time since 1970-01-01 UTC as a transaction's submitter claims it; it decides nothing.
	Milliseconds int64
)
