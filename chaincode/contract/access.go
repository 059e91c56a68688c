package contract

import (
	"slices"
	"strings"

	"shoal/chaincode/domain"
)

// rule says who may call a function; a query is open to every identity of the two organisations.
type rule struct {
	query bool
	roles []role
}

func allow(roles ...role) rule { return rule{roles: roles} }

var query = rule{query: true}

// access is every function of the chaincode and who may call it. A test fails when a method has no row here or a row no method.
var access = map[string]rule{
	"companies:RegisterCompany": allow(company),
	"companies:AddKey":          allow(company),
	"companies:RevokeKey":       allow(company),
	"companies:GetCompany":      query,
	"companies:ListCompanies":   query,

	"market:ProposeParameters": allow(operator),
	"market:ApproveParameters": allow(supervisor),
	"market:ProposeModel":      allow(operator),
	"market:ApproveModel":      allow(supervisor),
	"market:GetParameters":     query,
	"market:GetProposal":       query,
	"market:GetModel":          query,

	"floor:OpenFloor":              allow(operator),
	"floor:PostLists":              allow(company),
	"floor:AmendList":              allow(company),
	"floor:WithdrawList":           allow(company),
	"floor:FreezeCycle":            allow(operator),
	"floor:SubmitScheme":           allow(operator),
	"floor:PublishMatches":         allow(operator),
	"floor:RecordDecisions":        allow(operator),
	"floor:OpenSecondRound":        allow(operator),
	"floor:StartSettling":          allow(operator),
	"floor:SettleBreed":            allow(operator),
	"floor:CloseCycle":             allow(operator),
	"floor:GetCycle":               query,
	"floor:ListLists":              query,
	"floor:GetList":                query,
	"floor:GetScheme":              query,
	"floor:ListMatches":            query,
	"floor:GetMatch":               query,
	"floor:GetContract":            query,
	"floor:GetContractOfMatch":     query,
	"floor:ListContractsOfCompany": query,
	"floor:ListContracts":          query,

	"credit:ProposeOpenings":   allow(operator),
	"credit:ApproveOpenings":   allow(supervisor),
	"credit:RecordEvaluations": allow(operator),
	"credit:RecordAppeals":     allow(operator),
	"credit:DecideAppeals":     allow(supervisor),
	"credit:ApplyCredit":       allow(operator),
	"credit:GetCredit":         query,
	"credit:ListCreditEntries": query,
	"credit:GetEvaluations":    query,
	"credit:GetAppeal":         query,
	"credit:ListOpenAppeals":   query,
}

// authorise refuses a caller whose role may not call the function.
func authorise(function string, by caller) error {
	row, known := access[function]
	if known && row.query && by.member {
		return nil
	}
	if known && slices.ContainsFunc(row.roles, by.has) {
		return nil
	}
	return domain.Fail(domain.CodeRoleRequired, "", "%s is for %s; sign with an identity that has the role", function, row.audience())
}

func (r rule) audience() string {
	if r.query {
		return "identities of " + platformMSP + " and " + supervisorMSP
	}
	words := make([]string, 0, len(r.roles))
	for _, allowed := range r.roles {
		words = append(words, "the role "+string(allowed))
	}
	return strings.Join(words, " or ")
}

// queries names the queries of one area, sorted, for the contract API's metadata.
func queries(area string) []string {
	var names []string
	for function, row := range access {
		if name, ok := strings.CutPrefix(function, area+":"); ok && row.query {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
