package domain

import "testing"

// A fuzz target for every argument parser; `go test` runs their seeds.

func FuzzRegisterCompany(f *testing.F)        { fuzzArgument(f, "RegisterCompany") }
func FuzzAddKey(f *testing.F)                 { fuzzArgument(f, "AddKey") }
func FuzzRevokeKey(f *testing.F)              { fuzzArgument(f, "RevokeKey") }
func FuzzGetCompany(f *testing.F)             { fuzzArgument(f, "GetCompany") }
func FuzzListCompanies(f *testing.F)          { fuzzArgument(f, "ListCompanies") }
func FuzzProposeParameters(f *testing.F)      { fuzzArgument(f, "ProposeParameters") }
func FuzzApproveParameters(f *testing.F)      { fuzzArgument(f, "ApproveParameters") }
func FuzzProposeModel(f *testing.F)           { fuzzArgument(f, "ProposeModel") }
func FuzzApproveModel(f *testing.F)           { fuzzArgument(f, "ApproveModel") }
func FuzzGetParameters(f *testing.F)          { fuzzArgument(f, "GetParameters") }
func FuzzGetProposal(f *testing.F)            { fuzzArgument(f, "GetProposal") }
func FuzzGetModel(f *testing.F)               { fuzzArgument(f, "GetModel") }
func FuzzOpenFloor(f *testing.F)              { fuzzArgument(f, "OpenFloor") }
func FuzzFreezeCycle(f *testing.F)            { fuzzArgument(f, "FreezeCycle") }
func FuzzPublishMatches(f *testing.F)         { fuzzArgument(f, "PublishMatches") }
func FuzzOpenSecondRound(f *testing.F)        { fuzzArgument(f, "OpenSecondRound") }
func FuzzStartSettling(f *testing.F)          { fuzzArgument(f, "StartSettling") }
func FuzzSettleBreed(f *testing.F)            { fuzzArgument(f, "SettleBreed") }
func FuzzCloseCycle(f *testing.F)             { fuzzArgument(f, "CloseCycle") }
func FuzzGetCycle(f *testing.F)               { fuzzArgument(f, "GetCycle") }
func FuzzPostLists(f *testing.F)              { fuzzArgument(f, "PostLists") }
func FuzzAmendList(f *testing.F)              { fuzzArgument(f, "AmendList") }
func FuzzWithdrawList(f *testing.F)           { fuzzArgument(f, "WithdrawList") }
func FuzzGetList(f *testing.F)                { fuzzArgument(f, "GetList") }
func FuzzListLists(f *testing.F)              { fuzzArgument(f, "ListLists") }
func FuzzSubmitScheme(f *testing.F)           { fuzzArgument(f, "SubmitScheme") }
func FuzzRecordDecisions(f *testing.F)        { fuzzArgument(f, "RecordDecisions") }
func FuzzGetScheme(f *testing.F)              { fuzzArgument(f, "GetScheme") }
func FuzzListMatches(f *testing.F)            { fuzzArgument(f, "ListMatches") }
func FuzzGetMatch(f *testing.F)               { fuzzArgument(f, "GetMatch") }
func FuzzGetContract(f *testing.F)            { fuzzArgument(f, "GetContract") }
func FuzzGetContractOfMatch(f *testing.F)     { fuzzArgument(f, "GetContractOfMatch") }
func FuzzListContractsOfCompany(f *testing.F) { fuzzArgument(f, "ListContractsOfCompany") }
func FuzzListContracts(f *testing.F)          { fuzzArgument(f, "ListContracts") }
func FuzzProposeOpenings(f *testing.F)        { fuzzArgument(f, "ProposeOpenings") }
func FuzzApproveOpenings(f *testing.F)        { fuzzArgument(f, "ApproveOpenings") }
func FuzzRecordEvaluations(f *testing.F)      { fuzzArgument(f, "RecordEvaluations") }
func FuzzRecordAppeals(f *testing.F)          { fuzzArgument(f, "RecordAppeals") }
func FuzzDecideAppeals(f *testing.F)          { fuzzArgument(f, "DecideAppeals") }
func FuzzApplyCredit(f *testing.F)            { fuzzArgument(f, "ApplyCredit") }
func FuzzGetCredit(f *testing.F)              { fuzzArgument(f, "GetCredit") }
func FuzzListCreditEntries(f *testing.F)      { fuzzArgument(f, "ListCreditEntries") }
func FuzzGetEvaluations(f *testing.F)         { fuzzArgument(f, "GetEvaluations") }
func FuzzGetAppeal(f *testing.F)              { fuzzArgument(f, "GetAppeal") }
func FuzzListOpenAppeals(f *testing.F)        { fuzzArgument(f, "ListOpenAppeals") }
