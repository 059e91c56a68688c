package domain

// The argument of each transaction and query, named after it. Every field is required; unknown ones are refused.
// ParseArgument decodes one and calls its Check, which needs no state.

// Companies.
type (
	RegisterCompanyArgument struct {
		CompanyID                 string `json:"company_id"`
		Name                      string `json:"name"`
		SocialCreditCode          string `json:"social_credit_code"`
		LegalRepresentativeDigest string `json:"legal_representative_digest"`
	}
	AddKeyArgument struct {
		CompanyID      string    `json:"company_id"`
		Algorithm      Algorithm `json:"algorithm"`
		PublicKey      string    `json:"public_key"`
		Purposes       []Purpose `json:"purposes"`
		ValidFromCycle int64     `json:"valid_from_cycle"`
		ValidToCycle   int64     `json:"valid_to_cycle"`
	}
	RevokeKeyArgument struct {
		CompanyID string `json:"company_id"`
		KeyID     string `json:"key_id"`
	}
	GetCompanyArgument struct {
		CompanyID string `json:"company_id"`
	}
	ListCompaniesArgument struct {
		PageSize int64  `json:"page_size"`
		Bookmark string `json:"bookmark"`
	}
)

// Market.
type (
	ProposeParametersArgument struct {
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
	ApproveParametersArgument struct {
		Version int64  `json:"version"`
		Digest  string `json:"digest"`
	}
	ProposeModelArgument struct {
		Digest string `json:"digest"`
	}
	ApproveModelArgument struct {
		Digest string `json:"digest"`
	}
	GetParametersArgument struct {
		Version int64 `json:"version"`
	}
	GetProposalArgument struct {
		Version int64 `json:"version"`
	}
	GetModelArgument struct {
		Digest string `json:"digest"`
	}
)

// Floor: the cycle.
type (
	OpenFloorArgument   struct{}
	FreezeCycleArgument struct {
		Cycle int64 `json:"cycle"`
	}
	PublishMatchesArgument struct {
		Cycle int64 `json:"cycle"`
	}
	OpenSecondRoundArgument struct {
		Cycle int64 `json:"cycle"`
	}
	StartSettlingArgument struct {
		Cycle int64 `json:"cycle"`
	}
	SettleBreedArgument struct {
		Cycle int64  `json:"cycle"`
		Breed string `json:"breed"`
	}
	CloseCycleArgument struct {
		Cycle int64 `json:"cycle"`
	}
	GetCycleArgument struct {
		Cycle int64 `json:"cycle"`
	}
)

// Floor: lists.
type (
	PostListsArgument struct {
		Cycle int64        `json:"cycle"`
		Lists []PostedList `json:"lists"`
	}
	PostedList struct {
		Side              Side   `json:"side"`
		ListID            string `json:"list_id"`
		Breed             string `json:"breed"`
		Amount            Pieces `json:"amount"`
		PriceFen          Fen    `json:"price_fen"`
		Freshness         int64  `json:"freshness"`
		WeightG           Grams  `json:"weight_g"`
		GoodTillCancelled bool   `json:"good_till_cancelled"`
	}
	AmendListArgument struct {
		Cycle             int64  `json:"cycle"`
		Side              Side   `json:"side"`
		Breed             string `json:"breed"`
		ListID            string `json:"list_id"`
		Amount            Pieces `json:"amount"`
		PriceFen          Fen    `json:"price_fen"`
		Freshness         int64  `json:"freshness"`
		WeightG           Grams  `json:"weight_g"`
		GoodTillCancelled bool   `json:"good_till_cancelled"`
	}
	WithdrawListArgument struct {
		Cycle  int64  `json:"cycle"`
		Side   Side   `json:"side"`
		Breed  string `json:"breed"`
		ListID string `json:"list_id"`
	}
	GetListArgument struct {
		Cycle  int64  `json:"cycle"`
		Breed  string `json:"breed"`
		Side   Side   `json:"side"`
		ListID string `json:"list_id"`
	}
	ListListsArgument struct {
		Cycle    int64  `json:"cycle"`
		Breed    string `json:"breed"`
		Side     Side   `json:"side"`
		PageSize int64  `json:"page_size"`
		Bookmark string `json:"bookmark"`
	}
)

// Floor: schemes, matches, decisions, contracts.
type (
	SubmitSchemeArgument struct {
		Cycle       int64       `json:"cycle"`
		Breed       string      `json:"breed"`
		Round       int64       `json:"round"`
		Trades      []Trade     `json:"trades"`
		Certificate Certificate `json:"certificate"`
	}
	// Trade is one fill of a scheme with its total price and weight.
	Trade struct {
		DemandID string `json:"demand_id"`
		SupplyID string `json:"supply_id"`
		Amount   Pieces `json:"amount"`
		PriceFen Fen    `json:"price_fen"`
		WeightG  Grams  `json:"weight_g"`
	}
	// Certificate has the prices that prove a scheme a good one. A step that is left out has all prices 0.
	Certificate struct {
		Steps []CertificateStep `json:"steps"`
	}
	// CertificateStep has a price for each list of the two ratings that has something left when the step begins, in
	// the order of their ids.
	CertificateStep struct {
		BuyerRating  Rating       `json:"buyer_rating"`
		SellerRating Rating       `json:"seller_rating"`
		Demand       []Millionths `json:"demand"`
		Supply       []Millionths `json:"supply"`
	}
	RecordDecisionsArgument struct {
		Cycle     int64            `json:"cycle"`
		Decisions []SignedDecision `json:"decisions"`
	}
	SignedDecision struct {
		MatchID     string `json:"match_id"`
		CompanyID   string `json:"company_id"`
		Accept      bool   `json:"accept"`
		KeyID       string `json:"key_id"`
		ExpiryCycle int64  `json:"expiry_cycle"`
		Signature   string `json:"signature"`
	}
	GetSchemeArgument struct {
		Cycle int64  `json:"cycle"`
		Breed string `json:"breed"`
		Round int64  `json:"round"`
	}
	// ListMatchesArgument asks for a cycle's matches; an empty breed means all.
	ListMatchesArgument struct {
		Cycle    int64  `json:"cycle"`
		Breed    string `json:"breed"`
		PageSize int64  `json:"page_size"`
		Bookmark string `json:"bookmark"`
	}
	GetMatchArgument struct {
		MatchID string `json:"match_id"`
	}
	GetContractArgument struct {
		Serial int64 `json:"serial"`
	}
	GetContractOfMatchArgument struct {
		MatchID string `json:"match_id"`
	}
	ListContractsOfCompanyArgument struct {
		CompanyID string `json:"company_id"`
		FromCycle int64  `json:"from_cycle"`
		ToCycle   int64  `json:"to_cycle"`
		PageSize  int64  `json:"page_size"`
		Bookmark  string `json:"bookmark"`
	}
	ListContractsArgument struct {
		FromCycle int64  `json:"from_cycle"`
		ToCycle   int64  `json:"to_cycle"`
		PageSize  int64  `json:"page_size"`
		Bookmark  string `json:"bookmark"`
	}
)

// Credit.
type (
	ProposeOpeningsArgument struct {
		Openings []ProposedOpening `json:"openings"`
	}
	ProposedOpening struct {
		CompanyID      string `json:"company_id"`
		Tenths         Tenths `json:"tenths"`
		EvidenceDigest string `json:"evidence_digest"`
	}
	ApproveOpeningsArgument struct {
		Openings []ApprovedOpening `json:"openings"`
	}
	ApprovedOpening struct {
		CompanyID string `json:"company_id"`
		Tenths    Tenths `json:"tenths"`
	}
	RecordEvaluationsArgument struct {
		Evaluations []SignedEvaluation `json:"evaluations"`
	}
	SignedEvaluation struct {
		MatchID     string `json:"match_id"`
		CompanyID   string `json:"company_id"`
		Label       Label  `json:"label"`
		TextDigest  string `json:"text_digest"`
		ModelDigest string `json:"model_digest"`
		KeyID       string `json:"key_id"`
		ExpiryCycle int64  `json:"expiry_cycle"`
		Signature   string `json:"signature"`
	}
	RecordAppealsArgument struct {
		Appeals []SignedAppeal `json:"appeals"`
	}
	// SignedAppeal objects to the label of the evaluation that Side wrote.
	SignedAppeal struct {
		MatchID      string `json:"match_id"`
		Side         Party  `json:"side"`
		CompanyID    string `json:"company_id"`
		ReasonDigest string `json:"reason_digest"`
		KeyID        string `json:"key_id"`
		ExpiryCycle  int64  `json:"expiry_cycle"`
		Signature    string `json:"signature"`
	}
	DecideAppealsArgument struct {
		Decisions []AppealDecision `json:"decisions"`
	}
	// AppealDecision names the label that the evaluation should have: the classified one confirms it.
	AppealDecision struct {
		MatchID       string `json:"match_id"`
		Side          Party  `json:"side"`
		Label         Label  `json:"label"`
		GroundsDigest string `json:"grounds_digest"`
	}
	ApplyCreditArgument struct {
		Cycle int64 `json:"cycle"`
		Limit int64 `json:"limit"`
		Close bool  `json:"close"`
	}
	GetCreditArgument struct {
		CompanyID string `json:"company_id"`
	}
	ListCreditEntriesArgument struct {
		CompanyID string `json:"company_id"`
		PageSize  int64  `json:"page_size"`
		Bookmark  string `json:"bookmark"`
	}
	GetEvaluationsArgument struct {
		MatchID string `json:"match_id"`
	}
	GetAppealArgument struct {
		MatchID string `json:"match_id"`
		Side    Party  `json:"side"`
	}
	ListOpenAppealsArgument struct {
		PageSize int64  `json:"page_size"`
		Bookmark string `json:"bookmark"`
	}
)
