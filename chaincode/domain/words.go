package domain

// Words that values and arguments use. Each type has its whole set here.
type (
	// Side of a list.
	Side string
	// Party of a match or contract.
	Party string
	// CycleState of a matching cycle, in the order intake, frozen, matched, second_round (which may be skipped), settling, closed.
	CycleState string
	// PriceRule says how a trade is priced.
	PriceRule string
	// Silence says what it means that a party did not decide.
	Silence string
	// ProposalStatus of what the operator proposes and the supervisor approves.
	ProposalStatus string
	// AppealStatus is open until the supervisor decides.
	AppealStatus string
	// Label of an evaluation; empty where none was given.
	Label string
	// CreditReason of a credit entry.
	CreditReason string
	// Algorithm of a company's key.
	Algorithm string
	// Purpose of a company's key.
	Purpose string
	// StatementKind of a signed statement.
	StatementKind string
)

const (
	Demand Side = "demand"
	Supply Side = "supply"

	Buyer  Party = "buyer"
	Seller Party = "seller"

	Intake      CycleState = "intake"
	Frozen      CycleState = "frozen"
	Matched     CycleState = "matched"
	SecondRound CycleState = "second_round"
	Settling    CycleState = "settling"
	Closed      CycleState = "closed"

	Midpoint PriceRule = "midpoint"
	Residual PriceRule = "residual"

	SilenceRefusal Silence = "refusal"

	Proposed ProposalStatus = "proposed"
	Approved ProposalStatus = "approved"

	AppealOpen      AppealStatus = "open"
	AppealConfirmed AppealStatus = "confirmed"
	AppealCorrected AppealStatus = "corrected"

	Excellent Label = "excellent"
	Good      Label = "good"
	Bad       Label = "bad"
	NoLabel   Label = ""

	ReasonNewcomer          CreditReason = "NEWCOMER"
	ReasonOpening           CreditReason = "OPENING"
	ReasonBothExcellent     CreditReason = "BOTH_EXCELLENT"
	ReasonBothBad           CreditReason = "BOTH_BAD"
	ReasonLabelsDiffer      CreditReason = "LABELS_DIFFER"
	ReasonBothGood          CreditReason = "BOTH_GOOD"
	ReasonEvaluationMissing CreditReason = "EVALUATION_MISSING"
	ReasonPairLimit         CreditReason = "PAIR_LIMIT"
	ReasonAtBound           CreditReason = "AT_BOUND"
	ReasonAppealCorrected   CreditReason = "APPEAL_CORRECTED"

	ECDSAP256 Algorithm = "ecdsa-p256-sha256"
	Ed25519   Algorithm = "ed25519"

	PurposeLists      Purpose = "lists"
	PurposeStatements Purpose = "statements"

	DecisionStatement   StatementKind = "decision"
	EvaluationStatement StatementKind = "evaluation"
	AppealStatement     StatementKind = "appeal"
)
