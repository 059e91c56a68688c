package domain

import "fmt"

// Keyed is a value and the attributes of the key under which it stands.
type Keyed[V any] struct {
	Attributes []string
	Value      V
}

// Snapshot is the whole state of a ledger, by key type.
type Snapshot struct {
	Companies         []Keyed[Company]
	CompanyNames      []Keyed[CompanyIndex]
	CompanyCodes      []Keyed[CompanyIndex]
	CompanyKeys       []Keyed[CompanyKey]
	Parameters        []Keyed[Parameters]
	ParametersCurrent []Keyed[CurrentParameters]
	Proposals         []Keyed[Parameters]
	Models            []Keyed[Model]
	Openings          []Keyed[Opening]
	Cycles            []Keyed[Cycle]
	CycleCurrent      []Keyed[CurrentCycle]
	Lists             []Keyed[List]
	Schemes           []Keyed[Scheme]
	Matches           []Keyed[Match]
	Decisions         []Keyed[Decision]
	SerialNext        []Keyed[SerialNext]
	SerialBlocks      []Keyed[SerialBlock]
	Contracts         []Keyed[Contract]
	ContractSerials   []Keyed[MatchIndex]
	ContractCompanies []Keyed[MatchIndex]
	Evaluations       []Keyed[Evaluation]
	EvaluationsOpen   []Keyed[MatchIndex]
	EvaluationsReady  []Keyed[MatchIndex]
	Appeals           []Keyed[Appeal]
	AppealsOpen       []Keyed[AppealIndex]
	AppealsDue        []Keyed[AppealIndex]
	Credits           []Keyed[Credit]
	CreditEntries     []Keyed[CreditEntry]
	CreditPairs       []Keyed[CreditPair]
	CreditsApplied    []Keyed[CreditApplied]
}

// Add decodes one value of the state strictly and files it by its key's type.
func (s *Snapshot) Add(keyType string, attributes []string, value string) error {
	switch keyType {
	case "company":
		return add(&s.Companies, attributes, value)
	case "company.name":
		return add(&s.CompanyNames, attributes, value)
	case "company.code":
		return add(&s.CompanyCodes, attributes, value)
	case "company.key":
		return add(&s.CompanyKeys, attributes, value)
	case "param":
		return add(&s.Parameters, attributes, value)
	case "param.current":
		return add(&s.ParametersCurrent, attributes, value)
	case "param.proposal":
		return add(&s.Proposals, attributes, value)
	case "model":
		return add(&s.Models, attributes, value)
	case "opening":
		return add(&s.Openings, attributes, value)
	case "cycle":
		return add(&s.Cycles, attributes, value)
	case "cycle.current":
		return add(&s.CycleCurrent, attributes, value)
	case "list":
		return add(&s.Lists, attributes, value)
	}
	return s.addTraded(keyType, attributes, value)
}

// addTraded files what comes of lists.
func (s *Snapshot) addTraded(keyType string, attributes []string, value string) error {
	switch keyType {
	case "scheme":
		return add(&s.Schemes, attributes, value)
	case "match":
		return add(&s.Matches, attributes, value)
	case "decision":
		return add(&s.Decisions, attributes, value)
	case "serial.next":
		return add(&s.SerialNext, attributes, value)
	case "serial.block":
		return add(&s.SerialBlocks, attributes, value)
	case "contract":
		return add(&s.Contracts, attributes, value)
	case "contract.serial":
		return add(&s.ContractSerials, attributes, value)
	case "contract.company":
		return add(&s.ContractCompanies, attributes, value)
	case "evaluation":
		return add(&s.Evaluations, attributes, value)
	case "evaluation.open":
		return add(&s.EvaluationsOpen, attributes, value)
	case "evaluation.ready":
		return add(&s.EvaluationsReady, attributes, value)
	}
	return s.addCredit(keyType, attributes, value)
}

// addCredit files what comes of evaluations.
func (s *Snapshot) addCredit(keyType string, attributes []string, value string) error {
	switch keyType {
	case "appeal":
		return add(&s.Appeals, attributes, value)
	case "appeal.open":
		return add(&s.AppealsOpen, attributes, value)
	case "appeal.due":
		return add(&s.AppealsDue, attributes, value)
	case "credit":
		return add(&s.Credits, attributes, value)
	case "credit.entry":
		return add(&s.CreditEntries, attributes, value)
	case "credit.pair":
		return add(&s.CreditPairs, attributes, value)
	case "credit.applied":
		return add(&s.CreditsApplied, attributes, value)
	}
	return Fail(CodeStateCorrupt, "", "there is no key type %s", quote(keyType))
}

func add[V any](to *[]Keyed[V], attributes []string, value string) error {
	entry := Keyed[V]{Attributes: attributes}
	if err := Decode(value, &entry.Value); err != nil {
		return err
	}
	*to = append(*to, entry)
	return nil
}

// n8 is a number as it stands in keys.
func n8(n int64) string {
	return fmt.Sprintf("%08d", n)
}
