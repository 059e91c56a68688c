package domain

// Bounds of what a list may say. With them every product of the rules stays below 2^63: 10⁶·(1000·price/amount)
// ≤ 9·10¹⁸, price·left and weight·fill ≤ 9·10¹⁷.
const (
	MaxAmount    Pieces = 100_000_000
	MaxPrice     Fen    = 9_000_000_000
	MaxWeight    Grams  = 9_000_000_000
	MinFreshness        = 1
	MaxFreshness        = 3
)

// Bounds of numbers that stand in keys: eight digits.
const MaxN8 int64 = 99_999_999

// MaxListsPerBreed is how many lists of a breed, both sides together, one scheme can be judged for. They are at most a
// hundred million pairs, which take up to 1.4 s, and with decoding, reading and writing less than 2 s of the 30 s that a
// peer gives a transaction. An optimal scheme needs fewer trades than lists, so it never meets the bound of trades.
const MaxListsPerBreed = MaxTradesPerScheme

// Bounds of batches, texts and pages.
const (
	MaxListsPerPost     = 1_000
	MaxTradesPerScheme  = 20_000
	MaxDecisions        = 10_000
	MaxEvaluations      = 10_000
	MaxAppeals          = 1_000
	MaxOpenings         = 1_000
	MaxCreditBatch      = 5_000
	MaxPageSize         = 1_000
	MaxBookmarkBytes    = 1_024
	MaxBreeds           = 500
	MaxBreedCharacters  = 40
	MaxNameCharacters   = 100
	MaxKeysPerCompany   = 10
	MaxPublicKeyBytes   = 256
	MaxSignatureBytes   = 128
	MaxEvaluationCycles = 100
	MaxAppealCycles     = 100
	FirstSerial         = 90_001
	MaxSerial           = 999_999_999_999
	MinCredit           = Tenths(1)
	MaxCredit           = Tenths(50)
	ValueVersion        = 1
	maxArgumentDepth    = 8
	maxErrorBytes       = 1_000
	maxQuotedInputRunes = 60
)
