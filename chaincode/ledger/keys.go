// Package ledger is the state of the chaincode: its keys, its stored form, and a typed store for one transaction.
package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"shoal/chaincode/domain"
)

// The layout of the state. Keys are composite, "\x00type\x00attribute\x00…\x00"; numbers are written with leading zeros so
// that keys sort as numbers. Programs that read blocks depend on this layout: keys_test.go pins it.
//
//	company          company_id                             \x00company\x00C-AB12\x00
//	company.name     hex SHA-256 of the folded name         \x00company.name\x009f86…\x00
//	company.code     social credit code                     \x00company.code\x0091310000MA1FL0000X\x00
//	company.key      company_id, key_id                     \x00company.key\x00C-AB12\x0011ab…\x00
//	param            version                                \x00param\x0000000001\x00
//	param.current    –                                      \x00param.current\x00
//	param.proposal   version                                \x00param.proposal\x0000000002\x00
//	model            digest                                 \x00model\x00ab01…\x00
//	opening          company_id                             \x00opening\x00C-AB12\x00
//	cycle            cycle                                  \x00cycle\x0000000012\x00
//	cycle.current    –                                      \x00cycle.current\x00
//	list             cycle, breed, side, list_id            \x00list\x0000000012\x00Lobster\x00demand\x00C-AB12.1\x00
//	scheme           cycle, breed, round                    \x00scheme\x0000000012\x00Lobster\x0000000001\x00
//	match            cycle, breed, seq                      \x00match\x0000000012\x00Lobster\x0000000001\x00
//	decision         cycle, breed, seq, party               \x00decision\x0000000012\x00Lobster\x0000000001\x00buyer\x00
//	serial.next      –                                      \x00serial.next\x00
//	serial.block     cycle                                  \x00serial.block\x0000000012\x00
//	contract         cycle, breed, seq                      \x00contract\x0000000012\x00Lobster\x0000000001\x00
//	contract.serial  serial (12 digits)                     \x00contract.serial\x00000000090001\x00
//	contract.company company_id, cycle, breed, seq          \x00contract.company\x00C-AB12\x0000000012\x00Lobster\x0000000001\x00
//	evaluation       cycle, breed, seq, party               \x00evaluation\x0000000012\x00Lobster\x0000000001\x00seller\x00
//	evaluation.open  closing cycle, cycle, breed, seq       \x00evaluation.open\x0000000013\x0000000012\x00Lobster\x0000000001\x00
//	evaluation.ready cycle, breed, seq                      \x00evaluation.ready\x0000000012\x00Lobster\x0000000001\x00
//	appeal           cycle, breed, seq, side                \x00appeal\x0000000012\x00Lobster\x0000000001\x00seller\x00
//	appeal.open      cycle, breed, seq, side                \x00appeal.open\x0000000012\x00Lobster\x0000000001\x00seller\x00
//	appeal.due       cycle, breed, seq, side                \x00appeal.due\x0000000012\x00Lobster\x0000000001\x00seller\x00
//	credit           company_id                             \x00credit\x00C-AB12\x00
//	credit.entry     company_id, seq                        \x00credit.entry\x00C-AB12\x0000000001\x00
//	credit.pair      cycle, lower and higher company_id     \x00credit.pair\x0000000012\x00C-AB12\x00C-CD34\x00
//	credit.applied   cycle, breed, seq                      \x00credit.applied\x0000000012\x00Lobster\x0000000001\x00

// Key is the key of a value of type T.
type Key[T any] string

func (k Key[T]) name() string { return string(k) }

// Range is all keys of values of type T that begin with the same type and attributes. Pages of it may be bounded by the number
// that comes next in the keys; from and until are then keys, the second one exclusive.
type Range[T any] struct {
	objectType  string
	attributes  []string
	from, until string
}

// Between bounds a range's pages by the number after its attributes, first and last included. Scan takes no notice of it.
func (r Range[T]) Between(first, last int64) Range[T] {
	r.from = r.prefix() + n8(first) + "\x00"
	r.until = r.prefix() + n8(last) + "\x01" // the byte after the separator
	return r
}

// MatchKey names a match and with it its contract, decisions and evaluations.
type MatchKey struct {
	Cycle int64
	Breed string
	Seq   int64
}

func (k MatchKey) attributes() []string { return []string{n8(k.Cycle), k.Breed, n8(k.Seq)} }

// KeyOf gives the key of a match.
func KeyOf(match domain.Match) MatchKey { return MatchKey{match.Cycle, match.Breed, match.Seq} }

// Companies.

func CompanyKey(companyID string) Key[domain.Company] {
	return key[domain.Company]("company", companyID)
}

func Companies() Range[domain.Company] { return all[domain.Company]("company") }

func CompanyOfName(foldedDigest string) Key[domain.CompanyIndex] {
	return key[domain.CompanyIndex]("company.name", foldedDigest)
}

func CompanyOfCode(code string) Key[domain.CompanyIndex] {
	return key[domain.CompanyIndex]("company.code", code)
}

func PublicKeyKey(companyID, keyID string) Key[domain.CompanyKey] {
	return key[domain.CompanyKey]("company.key", companyID, keyID)
}

func PublicKeysOf(companyID string) Range[domain.CompanyKey] {
	return all[domain.CompanyKey]("company.key", companyID)
}

// Market.

func ParametersKey(version int64) Key[domain.Parameters] {
	return key[domain.Parameters]("param", n8(version))
}

func CurrentParametersKey() Key[domain.CurrentParameters] {
	return key[domain.CurrentParameters]("param.current")
}

func ProposalKey(version int64) Key[domain.Parameters] {
	return key[domain.Parameters]("param.proposal", n8(version))
}

func ModelKey(digest string) Key[domain.Model] { return key[domain.Model]("model", digest) }

// Floor.

func CycleKey(cycle int64) Key[domain.Cycle] { return key[domain.Cycle]("cycle", n8(cycle)) }

func CurrentCycleKey() Key[domain.CurrentCycle] { return key[domain.CurrentCycle]("cycle.current") }

func ListKey(cycle int64, breed string, side domain.Side, listID string) Key[domain.List] {
	return key[domain.List]("list", n8(cycle), breed, string(side), listID)
}

func Lists(cycle int64, breed string, side domain.Side) Range[domain.List] {
	return all[domain.List]("list", n8(cycle), breed, string(side))
}

// ListsOfBreed are those of both sides, the demands first.
func ListsOfBreed(cycle int64, breed string) Range[domain.List] {
	return all[domain.List]("list", n8(cycle), breed)
}

func SchemeKey(cycle int64, breed string, round int64) Key[domain.Scheme] {
	return key[domain.Scheme]("scheme", n8(cycle), breed, n8(round))
}

func MatchOf(k MatchKey) Key[domain.Match] { return key[domain.Match]("match", k.attributes()...) }

// Matches are those of a breed, or of the whole cycle where the breed is empty.
func Matches(cycle int64, breed string) Range[domain.Match] {
	return all[domain.Match]("match", cycleAndBreed(cycle, breed)...)
}

func DecisionOf(k MatchKey, party domain.Party) Key[domain.Decision] {
	return key[domain.Decision]("decision", append(k.attributes(), string(party))...)
}

// Decisions are those of a breed, or of the whole cycle where the breed is empty.
func Decisions(cycle int64, breed string) Range[domain.Decision] {
	return all[domain.Decision]("decision", cycleAndBreed(cycle, breed)...)
}

func NextSerialKey() Key[domain.SerialNext] { return key[domain.SerialNext]("serial.next") }

func SerialBlockKey(cycle int64) Key[domain.SerialBlock] {
	return key[domain.SerialBlock]("serial.block", n8(cycle))
}

func ContractOf(k MatchKey) Key[domain.Contract] {
	return key[domain.Contract]("contract", k.attributes()...)
}

func Contracts() Range[domain.Contract] { return all[domain.Contract]("contract") }

func ContractOfSerial(serial int64) Key[domain.MatchIndex] {
	return key[domain.MatchIndex]("contract.serial", fmt.Sprintf("%012d", serial))
}

func ContractOfCompany(companyID string, k MatchKey) Key[domain.MatchIndex] {
	return key[domain.MatchIndex]("contract.company", append([]string{companyID}, k.attributes()...)...)
}

func ContractsOfCompany(companyID string) Range[domain.MatchIndex] {
	return all[domain.MatchIndex]("contract.company", companyID)
}

// Credit.

func OpeningKey(companyID string) Key[domain.Opening] {
	return key[domain.Opening]("opening", companyID)
}

func EvaluationOf(k MatchKey, party domain.Party) Key[domain.Evaluation] {
	return key[domain.Evaluation]("evaluation", append(k.attributes(), string(party))...)
}

// EvaluationOpen has a key as long as the contract can be evaluated; the range is in the order of closing.
func EvaluationOpen(closing int64, k MatchKey) Key[domain.MatchIndex] {
	return key[domain.MatchIndex]("evaluation.open", append([]string{n8(closing)}, k.attributes()...)...)
}

// ClosingCycle reads the closing cycle of a key of EvaluationsOpen.
func ClosingCycle(composite string) (cycle int64, ok bool) {
	objectType, attributes, ok := Split(composite)
	if !ok || objectType != "evaluation.open" || len(attributes) == 0 {
		return 0, false
	}
	cycle, err := strconv.ParseInt(attributes[0], 10, 64)
	return cycle, err == nil
}

func EvaluationsOpen() Range[domain.MatchIndex] { return all[domain.MatchIndex]("evaluation.open") }

// EvaluationReady has a key from the second evaluation of a contract until its credit is applied.
func EvaluationReady(k MatchKey) Key[domain.MatchIndex] {
	return key[domain.MatchIndex]("evaluation.ready", k.attributes()...)
}

func EvaluationsReady() Range[domain.MatchIndex] { return all[domain.MatchIndex]("evaluation.ready") }

// AppealOf has the appeal of the label of a party's evaluation.
func AppealOf(k MatchKey, side domain.Party) Key[domain.Appeal] {
	return key[domain.Appeal]("appeal", append(k.attributes(), string(side))...)
}

// AppealOpenOf has a key until the supervisor decides.
func AppealOpenOf(k MatchKey, side domain.Party) Key[domain.AppealIndex] {
	return key[domain.AppealIndex]("appeal.open", append(k.attributes(), string(side))...)
}

func AppealsOpen() Range[domain.AppealIndex] { return all[domain.AppealIndex]("appeal.open") }

// AppealDueOf has a key from the correction of a label by which credit was applied until the credit is corrected.
func AppealDueOf(k MatchKey, side domain.Party) Key[domain.AppealIndex] {
	return key[domain.AppealIndex]("appeal.due", append(k.attributes(), string(side))...)
}

func AppealsDue() Range[domain.AppealIndex] { return all[domain.AppealIndex]("appeal.due") }

func CreditKey(companyID string) Key[domain.Credit] { return key[domain.Credit]("credit", companyID) }

func CreditEntryKey(companyID string, seq int64) Key[domain.CreditEntry] {
	return key[domain.CreditEntry]("credit.entry", companyID, n8(seq))
}

func CreditEntries(companyID string) Range[domain.CreditEntry] {
	return all[domain.CreditEntry]("credit.entry", companyID)
}

// CreditPairKey is the same whichever company is named first.
func CreditPairKey(cycle int64, one, other string) Key[domain.CreditPair] {
	return key[domain.CreditPair]("credit.pair", n8(cycle), min(one, other), max(one, other))
}

// CreditAppliedOf has a key once the contract's credit was applied.
func CreditAppliedOf(k MatchKey) Key[domain.CreditApplied] {
	return key[domain.CreditApplied]("credit.applied", k.attributes()...)
}

// Split gives a key's type and attributes.
func Split(composite string) (objectType string, attributes []string, ok bool) {
	if len(composite) < 3 || composite[0] != 0 || composite[len(composite)-1] != 0 {
		return "", nil, false
	}
	parts := strings.Split(composite[1:len(composite)-1], "\x00")
	return parts[0], parts[1:], true
}

func key[T any](objectType string, attributes ...string) Key[T] {
	return Key[T](prefix(objectType, attributes))
}

func all[T any](objectType string, attributes ...string) Range[T] {
	return Range[T]{objectType: objectType, attributes: attributes}
}

// prefix panics on what no checked argument can hold: it would end in another key than meant.
func prefix(objectType string, attributes []string) string {
	length := len(objectType) + 2
	for _, attribute := range attributes {
		if !utf8.ValidString(attribute) || strings.IndexByte(attribute, 0) >= 0 || strings.Contains(attribute, "\U0010FFFF") {
			panic(fmt.Sprintf("the attribute %q of a key of type %s was not checked", attribute, objectType))
		}
		length += len(attribute) + 1
	}
	built := make([]byte, 1, length)
	built = append(append(built, objectType...), 0)
	for _, attribute := range attributes {
		built = append(append(built, attribute...), 0)
	}
	return string(built)
}

func cycleAndBreed(cycle int64, breed string) []string {
	if breed == "" {
		return []string{n8(cycle)}
	}
	return []string{n8(cycle), breed}
}

// n8 writes a number in eight digits, which is what makes keys sort as numbers.
func n8(number int64) string {
	if number < 0 || number > domain.MaxN8 {
		panic("the number " + strconv.FormatInt(number, 10) + " does not fit a key of eight digits")
	}
	digits := strconv.FormatInt(number, 10)
	return "00000000"[len(digits):] + digits
}
