package domain

// The values on the ledger, one struct per key type, fields in the order in which they are stored. V is always
// ValueVersion. README.md of the chaincode is the specification.

// Company is a trading company. The ledger holds no personal name: of the legal representative only a salted digest.
type Company struct {
	V                         int    `json:"v"`
	CompanyID                 string `json:"company_id"`
	Name                      string `json:"name"`
	SocialCreditCode          string `json:"social_credit_code"`
	LegalRepresentativeDigest string `json:"legal_representative_digest"`
	RegisteredCycle           int64  `json:"registered_cycle"`
}

// CompanyIndex is what `company.name` and `company.code` point to.
type CompanyIndex struct {
	V         int    `json:"v"`
	CompanyID string `json:"company_id"`
}

// CompanyKey is a public key that a company registered. ValidToCycle 0 means open-ended.
type CompanyKey struct {
	V              int       `json:"v"`
	CompanyID      string    `json:"company_id"`
	KeyID          string    `json:"key_id"`
	Algorithm      Algorithm `json:"algorithm"`
	Purposes       []Purpose `json:"purposes"`
	PublicKey      string    `json:"public_key"`
	ValidFromCycle int64     `json:"valid_from_cycle"`
	ValidToCycle   int64     `json:"valid_to_cycle"`
	Revoked        bool      `json:"revoked"`
}

// Parameters are the market parameters of one version; a proposal has the same form.
type Parameters struct {
	V                       int       `json:"v"`
	Version                 int64     `json:"version"`
	PriceRule               PriceRule `json:"price_rule"`
	PriceTolerancePermille  Permille  `json:"price_tolerance_permille"`
	WeightTolerancePermille Permille  `json:"weight_tolerance_permille"`
	EpsilonPermille         Permille  `json:"epsilon_permille"`
	PhiPermille             Permille  `json:"phi_permille"`
	GammaPermille           Permille  `json:"gamma_permille"`
	NewcomerTenths          Tenths    `json:"newcomer_tenths"`
	EvaluationCycles        int64     `json:"evaluation_cycles"`
	AppealCycles            int64     `json:"appeal_cycles"`
	Silence                 Silence   `json:"silence"`
	AdmitDemoCodes          bool      `json:"admit_demo_codes"`
	Breeds                  []string  `json:"breeds"`
}

// CurrentParameters says which version holds for cycles frozen from now on.
type CurrentParameters struct {
	V       int   `json:"v"`
	Version int64 `json:"version"`
}

// Model is the digest of a classifier that evaluations may name once it is approved.
type Model struct {
	V      int            `json:"v"`
	Digest string         `json:"digest"`
	Status ProposalStatus `json:"status"`
}

// Opening is an opening score from records before the floor.
type Opening struct {
	V              int            `json:"v"`
	CompanyID      string         `json:"company_id"`
	Tenths         Tenths         `json:"tenths"`
	Status         ProposalStatus `json:"status"`
	EvidenceDigest string         `json:"evidence_digest"`
}

// Cycle is one matching cycle and when it reached each of its states.
type Cycle struct {
	V            int        `json:"v"`
	Cycle        int64      `json:"cycle"`
	State        CycleState `json:"state"`
	ParamVersion int64      `json:"param_version"`
	Times        CycleTimes `json:"times"`
}

// CycleTimes has the time of each state reached; states to come are left out.
type CycleTimes struct {
	Intake      Milliseconds `json:"intake,omitempty" optional:"true"`
	Frozen      Milliseconds `json:"frozen,omitempty" optional:"true"`
	Matched     Milliseconds `json:"matched,omitempty" optional:"true"`
	SecondRound Milliseconds `json:"second_round,omitempty" optional:"true"`
	Settling    Milliseconds `json:"settling,omitempty" optional:"true"`
	Closed      Milliseconds `json:"closed,omitempty" optional:"true"`
}

// CurrentCycle names the cycle that takes lists.
type CurrentCycle struct {
	V      int   `json:"v"`
	Intake int64 `json:"intake"`
}

// List is a supply or demand list: one divisible lot. Price and weight are totals for the posted amount. Left is
// what of the amount can be traded in this cycle; CarriedFrom is the cycle that it was carried out of, 0 if posted.
type List struct {
	V                 int    `json:"v"`
	Cycle             int64  `json:"cycle"`
	Side              Side   `json:"side"`
	ListID            string `json:"list_id"`
	CompanyID         string `json:"company_id"`
	Breed             string `json:"breed"`
	Amount            Pieces `json:"amount"`
	Left              Pieces `json:"left"`
	PriceFen          Fen    `json:"price_fen"`
	Freshness         int64  `json:"freshness"`
	WeightG           Grams  `json:"weight_g"`
	GoodTillCancelled bool   `json:"good_till_cancelled"`
	CarriedFrom       int64  `json:"carried_from"`
}

// Scheme says that a breed's matches of a round stand. Digest is that of the trades as submitted; Trades is their number.
// No scheme by the same steps scores more than Bound.
type Scheme struct {
	V       int    `json:"v"`
	Cycle   int64  `json:"cycle"`
	Breed   string `json:"breed"`
	Round   int64  `json:"round"`
	Digest  string `json:"digest"`
	Trades  int64  `json:"trades"`
	Score   int64  `json:"score"`
	Bound   int64  `json:"bound"`
	Settled bool   `json:"settled"`
}

// Match is one trade of a scheme, proposed to both parties.
type Match struct {
	V            int       `json:"v"`
	MatchID      string    `json:"match_id"`
	Cycle        int64     `json:"cycle"`
	Breed        string    `json:"breed"`
	Seq          int64     `json:"seq"`
	Round        int64     `json:"round"`
	DemandID     string    `json:"demand_id"`
	SupplyID     string    `json:"supply_id"`
	Buyer        string    `json:"buyer"`
	Seller       string    `json:"seller"`
	BuyerRating  Rating    `json:"buyer_rating"`
	SellerRating Rating    `json:"seller_rating"`
	Amount       Pieces    `json:"amount"`
	PriceFen     Fen       `json:"price_fen"`
	WeightG      Grams     `json:"weight_g"`
	Freshness    int64     `json:"freshness"`
	PriceRule    PriceRule `json:"price_rule"`
}

// Decision is one party's signed acceptance or refusal of a match.
type Decision struct {
	V           int    `json:"v"`
	MatchID     string `json:"match_id"`
	CompanyID   string `json:"company_id"`
	Accept      bool   `json:"accept"`
	KeyID       string `json:"key_id"`
	ExpiryCycle int64  `json:"expiry_cycle"`
	Signature   string `json:"signature"`
}

// SerialNext is the first serial number not yet reserved.
type SerialNext struct {
	V    int   `json:"v"`
	Next int64 `json:"next"`
}

// SerialBlock holds the serial numbers reserved for a cycle's breeds, in the order in which they were given out.
type SerialBlock struct {
	V      int            `json:"v"`
	Cycle  int64          `json:"cycle"`
	Breeds []BreedSerials `json:"breeds"`
}

// BreedSerials are the serial numbers First … First+Count−1 of one breed.
type BreedSerials struct {
	Breed string `json:"breed"`
	First int64  `json:"first"`
	Count int64  `json:"count"`
}

// Contract is a match that both parties accepted.
type Contract struct {
	V                int       `json:"v"`
	Serial           int64     `json:"serial"`
	MatchID          string    `json:"match_id"`
	Cycle            int64     `json:"cycle"`
	Breed            string    `json:"breed"`
	DemandID         string    `json:"demand_id"`
	SupplyID         string    `json:"supply_id"`
	Buyer            string    `json:"buyer"`
	Seller           string    `json:"seller"`
	BuyerRating      Rating    `json:"buyer_rating"`
	SellerRating     Rating    `json:"seller_rating"`
	Amount           Pieces    `json:"amount"`
	PriceFen         Fen       `json:"price_fen"`
	WeightG          Grams     `json:"weight_g"`
	Freshness        int64     `json:"freshness"`
	PriceRule        PriceRule `json:"price_rule"`
	EvaluationCloses int64     `json:"evaluation_closes"`
}

// MatchIndex is what the contract and evaluation indexes point to.
type MatchIndex struct {
	V       int    `json:"v"`
	MatchID string `json:"match_id"`
}

// Evaluation is one party's signed judgement of a contract; the text itself stays off the chain. Label is as classified;
// CorrectedLabel is empty unless a supervisor corrected it.
type Evaluation struct {
	V              int    `json:"v"`
	MatchID        string `json:"match_id"`
	CompanyID      string `json:"company_id"`
	Label          Label  `json:"label"`
	CorrectedLabel Label  `json:"corrected_label"`
	TextDigest     string `json:"text_digest"`
	ModelDigest    string `json:"model_digest"`
	KeyID          string `json:"key_id"`
	ExpiryCycle    int64  `json:"expiry_cycle"`
	Signature      string `json:"signature"`
}

// Appeal is a signed objection of either party of a contract to the label of Side's evaluation, and what the supervisor
// decided. Label is as classified; CorrectedLabel and GroundsDigest are empty until then, CorrectedLabel after a
// confirmation too. Reason and grounds themselves stay off the chain.
type Appeal struct {
	V              int          `json:"v"`
	AppealID       string       `json:"appeal_id"`
	MatchID        string       `json:"match_id"`
	Side           Party        `json:"side"`
	CompanyID      string       `json:"company_id"`
	Label          Label        `json:"label"`
	ReasonDigest   string       `json:"reason_digest"`
	KeyID          string       `json:"key_id"`
	ExpiryCycle    int64        `json:"expiry_cycle"`
	Signature      string       `json:"signature"`
	Status         AppealStatus `json:"status"`
	CorrectedLabel Label        `json:"corrected_label"`
	GroundsDigest  string       `json:"grounds_digest"`
}

// AppealIndex is what the lists of open appeals and of due corrections point to.
type AppealIndex struct {
	V        int    `json:"v"`
	AppealID string `json:"appeal_id"`
}

// Credit is a company's score and the number of its entries.
type Credit struct {
	V         int    `json:"v"`
	CompanyID string `json:"company_id"`
	Tenths    Tenths `json:"tenths"`
	Entries   int64  `json:"entries"`
}

// CreditEntry is one reason for a score. Serial 0, no labels and no counterparty where no contract is behind it; an
// empty label is a missing evaluation. Corrects is the number of the entry of the same contract that this one corrects, or 0.
type CreditEntry struct {
	V            int          `json:"v"`
	CompanyID    string       `json:"company_id"`
	Seq          int64        `json:"seq"`
	Cycle        int64        `json:"cycle"`
	Serial       int64        `json:"serial"`
	Reason       CreditReason `json:"reason"`
	Before       Tenths       `json:"before"`
	After        Tenths       `json:"after"`
	OwnLabel     Label        `json:"own_label"`
	PartnerLabel Label        `json:"partner_label"`
	Counterparty string       `json:"counterparty"`
	Corrects     int64        `json:"corrects"`
}

// CreditApplied says that a contract's credit was applied in the batch of Cycle, which entry of the contract is the last
// one of each party, and what the contract has moved each by in all: one tenth at most.
type CreditApplied struct {
	V           int    `json:"v"`
	Cycle       int64  `json:"cycle"`
	BuyerSeq    int64  `json:"buyer_seq"`
	SellerSeq   int64  `json:"seller_seq"`
	BuyerMoved  Tenths `json:"buyer_moved"`
	SellerMoved Tenths `json:"seller_moved"`
}

// CreditPair says that two companies' credit has moved in a cycle, and by which contract.
type CreditPair struct {
	V      int   `json:"v"`
	Serial int64 `json:"serial"`
}
