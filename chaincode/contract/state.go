package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// changed is the answer of a transaction that has nothing else to say.
type changed struct {
	Changed bool `json:"changed"`
}

// batch is the answer of a transaction over many entries: how many it wrote, and how many stood already.
type batch struct {
	Changed bool `json:"changed"`
	Written int  `json:"written"`
	Kept    int  `json:"kept"`
}

func (b *batch) count(written bool) {
	if written {
		b.Written++
		b.Changed = true
	} else {
		b.Kept++
	}
}

// intake gives the cycle that takes lists, 0 before the floor is opened.
func (tx *transaction) intake() (int64, error) {
	current, _, err := ledger.Get(tx.store, ledger.CurrentCycleKey())
	return current.Intake, err
}

// cycle reads a cycle that must exist.
func (tx *transaction) cycle(number int64) (domain.Cycle, error) {
	cycle, found, err := ledger.Get(tx.store, ledger.CycleKey(number))
	if err == nil && !found {
		err = domain.Fail(domain.CodeCycleUnknown, "cycle", "there is no cycle %d; ask GetCycle for the one in intake", number)
	}
	return cycle, err
}

// parameters reads a version that must exist; version 0 is built in.
func (tx *transaction) parameters(version int64) (domain.Parameters, error) {
	if version == 0 {
		return domain.DefaultParameters(), nil
	}
	parameters, found, err := ledger.Get(tx.store, ledger.ParametersKey(version))
	if err == nil && !found {
		err = domain.Fail(domain.CodeParamUnknown, "version", "there are no parameters of version %d; version 0 asks for the current ones", version)
	}
	return parameters, err
}

// currentParameters reads those that hold for cycles frozen from now on.
func (tx *transaction) currentParameters() (domain.Parameters, error) {
	current, _, err := ledger.Get(tx.store, ledger.CurrentParametersKey())
	if err != nil {
		return domain.Parameters{}, err
	}
	return tx.parameters(current.Version)
}

// company reads a company that must exist.
func (tx *transaction) company(companyID string) (domain.Company, error) {
	registered, found, err := ledger.Get(tx.store, ledger.CompanyKey(companyID))
	if err == nil && !found {
		err = domain.Fail(domain.CodeCompanyUnknown, "company_id", "no company %s is registered; register it first", companyID)
	}
	return registered, err
}

// credit reads a registered company's credit.
func (tx *transaction) credit(companyID string) (domain.Credit, error) {
	credit, found, err := ledger.Get(tx.store, ledger.CreditKey(companyID))
	if err == nil && !found {
		err = domain.Fail(domain.CodeCompanyUnknown, "company_id", "no company %s is registered; register it first", companyID)
	}
	return credit, err
}

// now is the time that the submitter claims, in milliseconds. It is recorded and decides nothing.
func (tx *transaction) now() (domain.Milliseconds, error) {
	stamp, err := tx.stub.GetTxTimestamp()
	if err != nil {
		return 0, err
	}
	return domain.Milliseconds(stamp.AsTime().UnixMilli()), nil
}
