package domain

// The codes of every failure; docs/reference/errors.md says of each what to do, and a test compares the two.
const (
	// every transaction
	CodeRoleRequired     = "ROLE_REQUIRED"
	CodeArgumentEncoding = "ARGUMENT_ENCODING"
	CodeArgumentCount    = "ARGUMENT_COUNT"
	CodeArgumentJSON     = "ARGUMENT_JSON"
	CodeFieldUnknown     = "FIELD_UNKNOWN"
	CodeFieldMissing     = "FIELD_MISSING"
	CodeFieldDuplicate   = "FIELD_DUPLICATE"
	CodeFieldType        = "FIELD_TYPE"
	CodeFieldRange       = "FIELD_RANGE"
	CodeFieldFormat      = "FIELD_FORMAT"
	CodeFunctionUnknown  = "FUNCTION_UNKNOWN"
	CodePageBookmark     = "PAGE_BOOKMARK"
	CodeStateCorrupt     = "STATE_CORRUPT"
	CodeInternal         = "INTERNAL"

	// companies
	CodeCompanyUnknown   = "COMPANY_UNKNOWN"
	CodeCompanyMismatch  = "COMPANY_MISMATCH"
	CodeCompanyExists    = "COMPANY_EXISTS"
	CodeNameTaken        = "NAME_TAKEN"
	CodeCodeTaken        = "CODE_TAKEN"
	CodeCodeInvalid      = "CODE_INVALID"
	CodeKeyNotRegistered = "KEY_NOT_REGISTERED"
	CodeKeyExists        = "KEY_EXISTS"
	CodeKeyInvalid       = "KEY_INVALID"
	CodeKeyLimit         = "KEY_LIMIT"
	CodeKeyUnknown       = "KEY_UNKNOWN"
	CodeKeyLast          = "KEY_LAST"

	// market
	CodeParamUnknown    = "PARAM_UNKNOWN"
	CodeParamVersion    = "PARAM_VERSION"
	CodeParamInvalid    = "PARAM_INVALID"
	CodeBreedRemoved    = "BREED_REMOVED"
	CodeProposalUnknown = "PROPOSAL_UNKNOWN"
	CodeProposalChanged = "PROPOSAL_CHANGED"
	CodeModelUnknown    = "MODEL_UNKNOWN"

	// floor
	CodeCycleUnknown         = "CYCLE_UNKNOWN"
	CodeCycleNotOpen         = "CYCLE_NOT_OPEN"
	CodeCycleState           = "CYCLE_STATE"
	CodeCycleUnfinished      = "CYCLE_UNFINISHED"
	CodeBreedUnknown         = "BREED_UNKNOWN"
	CodeBreedTooLarge        = "BREED_TOO_LARGE"
	CodeSecondRoundMissing   = "SECOND_ROUND_MISSING"
	CodeRoundClosed          = "ROUND_CLOSED"
	CodeListUnknown          = "LIST_UNKNOWN"
	CodeListExists           = "LIST_EXISTS"
	CodeListForeign          = "LIST_FOREIGN"
	CodeSchemeUnknown        = "SCHEME_UNKNOWN"
	CodeSchemeExists         = "SCHEME_EXISTS"
	CodeSchemeMissing        = "SCHEME_MISSING"
	CodeSchemeTooLarge       = "SCHEME_TOO_LARGE"
	CodeSchemeListUnknown    = "SCHEME_LIST_UNKNOWN"
	CodeSchemeDuplicatePair  = "SCHEME_DUPLICATE_PAIR"
	CodeSchemeOrder          = "SCHEME_ORDER"
	CodeSchemeOverAllocated  = "SCHEME_OVER_ALLOCATED"
	CodeSchemeIncompatible   = "SCHEME_INCOMPATIBLE"
	CodeSchemeFillNotMaximal = "SCHEME_FILL_NOT_MAXIMAL"
	CodeSchemePrice          = "SCHEME_PRICE"
	CodeSchemeWeight         = "SCHEME_WEIGHT"
	CodeSchemeUnfair         = "SCHEME_UNFAIR"
	CodeSchemeCertificate    = "SCHEME_CERTIFICATE"
	CodeSchemeBound          = "SCHEME_BOUND"
	CodeSchemeNotOptimal     = "SCHEME_NOT_OPTIMAL"
	CodeMatchUnknown         = "MATCH_UNKNOWN"
	CodePartyMismatch        = "PARTY_MISMATCH"
	CodeDecisionExists       = "DECISION_EXISTS"
	CodeSettlingUnfinished   = "SETTLING_UNFINISHED"
	CodeCreditPending        = "CREDIT_PENDING"
	CodeContractUnknown      = "CONTRACT_UNKNOWN"

	// credit
	CodeOpeningClosed     = "OPENING_CLOSED"
	CodeOpeningExists     = "OPENING_EXISTS"
	CodeOpeningFrozen     = "OPENING_FROZEN"
	CodeEvaluationExists  = "EVALUATION_EXISTS"
	CodeEvaluationClosed  = "EVALUATION_CLOSED"
	CodeEvaluationUnknown = "EVALUATION_UNKNOWN"
	CodeModelNotApproved  = "MODEL_NOT_APPROVED"
	CodeAppealUnknown     = "APPEAL_UNKNOWN"
	CodeAppealExists      = "APPEAL_EXISTS"
	CodeAppealClosed      = "APPEAL_CLOSED"
	CodeAppealDecided     = "APPEAL_DECIDED"

	// signed statements
	CodeStatementKey       = "STATEMENT_KEY"
	CodeStatementExpired   = "STATEMENT_EXPIRED"
	CodeStatementSignature = "STATEMENT_SIGNATURE"
)

// AllCodes returns every code, sorted.
func AllCodes() []string {
	return []string{
		CodeAppealClosed,
		CodeAppealDecided,
		CodeAppealExists,
		CodeAppealUnknown,
		CodeArgumentCount,
		CodeArgumentEncoding,
		CodeArgumentJSON,
		CodeBreedRemoved,
		CodeBreedTooLarge,
		CodeBreedUnknown,
		CodeCodeInvalid,
		CodeCodeTaken,
		CodeCompanyExists,
		CodeCompanyMismatch,
		CodeCompanyUnknown,
		CodeContractUnknown,
		CodeCreditPending,
		CodeCycleNotOpen,
		CodeCycleState,
		CodeCycleUnfinished,
		CodeCycleUnknown,
		CodeDecisionExists,
		CodeEvaluationClosed,
		CodeEvaluationExists,
		CodeEvaluationUnknown,
		CodeFieldDuplicate,
		CodeFieldFormat,
		CodeFieldMissing,
		CodeFieldRange,
		CodeFieldType,
		CodeFieldUnknown,
		CodeFunctionUnknown,
		CodeInternal,
		CodeKeyExists,
		CodeKeyInvalid,
		CodeKeyLast,
		CodeKeyLimit,
		CodeKeyNotRegistered,
		CodeKeyUnknown,
		CodeListExists,
		CodeListForeign,
		CodeListUnknown,
		CodeMatchUnknown,
		CodeModelNotApproved,
		CodeModelUnknown,
		CodeNameTaken,
		CodeOpeningClosed,
		CodeOpeningExists,
		CodeOpeningFrozen,
		CodePageBookmark,
		CodeParamInvalid,
		CodeParamUnknown,
		CodeParamVersion,
		CodePartyMismatch,
		CodeProposalChanged,
		CodeProposalUnknown,
		CodeRoleRequired,
		CodeRoundClosed,
		CodeSchemeBound,
		CodeSchemeCertificate,
		CodeSchemeDuplicatePair,
		CodeSchemeExists,
		CodeSchemeFillNotMaximal,
		CodeSchemeIncompatible,
		CodeSchemeListUnknown,
		CodeSchemeMissing,
		CodeSchemeNotOptimal,
		CodeSchemeOrder,
		CodeSchemeOverAllocated,
		CodeSchemePrice,
		CodeSchemeTooLarge,
		CodeSchemeUnfair,
		CodeSchemeUnknown,
		CodeSchemeWeight,
		CodeSecondRoundMissing,
		CodeSettlingUnfinished,
		CodeStatementExpired,
		CodeStatementKey,
		CodeStatementSignature,
		CodeStateCorrupt,
	}
}
