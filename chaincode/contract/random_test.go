package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// TestNoSequenceOfTransactionsBreaksAnInvariant drives the floor with random transactions of all kinds by companies, operator and
// supervisor, right and wrong ones. Whatever is refused has a code; whatever is committed leaves every invariant whole (world.submit
// checks) and was the same on two endorsers (fakeledger checks). That the sequences get far is checked too: nothing breaks on a floor
// where nothing happens.
func TestNoSequenceOfTransactionsBreaksAnInvariant(t *testing.T) {
	reached := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		d := &driver{world: newWorld(t), t: t, reached: reached}
		d.world.approve(parameters(func(p *domain.ProposeParametersArgument) {
			p.EvaluationCycles = rapid.Int64Range(0, 2).Draw(t, "evaluation cycles")
			p.AppealCycles = rapid.Int64Range(0, 2).Draw(t, "appeal cycles")
			p.WeightTolerancePermille = rapid.SampledFrom([]domain.Permille{-1, 300}).Draw(t, "weight tolerance")
		}))
		d.world.must("operator", "floor:OpenFloor", "{}")
		d.world.register(companyIDs[:3]...)
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			rapid.SampledFrom(d.steps()).Draw(t, "step").do(t)
		}
	})
	for _, function := range []string{
		"trades of round 1", "trades of round 2", "floor:OpenSecondRound", "floor:RecordDecisions", "floor:SettleBreed", "credit:RecordEvaluations", "credit:ApplyCredit", "floor:CloseCycle",
	} {
		if reached[function] == 0 && !t.Failed() {
			t.Errorf("%s was never committed: %v", function, reached)
		}
	}
	t.Logf("committed: %v", reached)
}

type step struct {
	name string // shown where a sequence fails
	do   func(*rapid.T)
}

func (s step) String() string { return s.name }

// steps are what can be drawn; those that carry a cycle forward are there more than once.
func (d *driver) steps() []step {
	return []step{
		{"work", d.work}, {"work", d.work}, {"work", d.work}, {"work", d.work}, {"post", d.post}, {"amend", d.amend}, {"withdraw", d.withdraw},
		{"next state", d.nextState}, {"wrong scheme", d.wrongScheme}, {"decide", d.decide}, {"settle", d.settle}, {"evaluate", d.evaluate},
		{"apply credit", d.applyCredit}, {"close by credit", d.closeByCredit}, {"appeal", d.appeal}, {"judge", d.judge}, {"paperwork", d.paperwork}, {"paperwork", d.paperwork},
	}
}

// work does what the cycle's state is for and asks for the next one.
func (d *driver) work(t *rapid.T) {
	worked, _ := cycles(d.snapshot())
	for _, do := range map[domain.CycleState][]func(*rapid.T){
		"":                 {d.post, d.post, d.post},
		domain.Frozen:      {d.schemes},
		domain.Matched:     {d.decide},
		domain.SecondRound: {d.schemes, d.decide},
		domain.Settling:    {d.settle, d.evaluate, d.appeal, d.judge, d.applyCredit},
	}[worked.State] {
		do(t)
	}
	d.nextState(t)
}

// paperwork is everything beside trade.
func (d *driver) paperwork(t *rapid.T) {
	rapid.SampledFrom([]step{
		{"register", d.register}, {"add key", d.addKey}, {"revoke key", d.revokeKey}, {"openings", d.openings}, {"parameters", d.parameters},
		{"model", d.model}, {"model", d.model}, {"any state", d.anyState}, {"nonsense", d.nonsense},
	}).Draw(t, "paper").do(t)
}

// driver draws transactions from the state as it is.
type driver struct {
	world   *world
	t       *rapid.T
	reached map[string]int // committed transactions that changed something, by function
}

var companyIDs = []string{"C-AAAA", "C-BBBB", "C-CCCC", "C-DDDD"}

// try submits a transaction that may be refused, but only with a code that blames the caller.
func (d *driver) try(who, function string, argument any) {
	got, _, err := d.world.submit(who, function, argument)
	if err == nil {
		if got["changed"] == true {
			d.reached[function]++
		}
		return
	}
	for _, fault := range []string{domain.CodeInternal, domain.CodeStateCorrupt, "endorsers differ"} {
		if strings.HasPrefix(err.Error(), fault) {
			d.t.Fatalf("%s by %s: %v", function, who, err)
		}
	}
}

func (d *driver) snapshot() domain.Snapshot {
	snapshot, err := ledger.Snapshot(d.world.ledger.Range)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	return snapshot
}

// cycles gives the cycle in work (0 where none is) and the one in intake.
func cycles(s domain.Snapshot) (worked domain.Cycle, intake int64) {
	for _, cycle := range s.Cycles {
		if cycle.Value.State == domain.Intake {
			intake = cycle.Value.Cycle
		} else if cycle.Value.State != domain.Closed {
			worked = cycle.Value
		}
	}
	return worked, intake
}

func pick[T any](t *rapid.T, name string, from []T) (T, bool) {
	if len(from) == 0 {
		var none T
		return none, false
	}
	return from[rapid.IntRange(0, len(from)-1).Draw(t, name)], true
}

func (d *driver) company(t *rapid.T) string { return rapid.SampledFrom(companyIDs).Draw(t, "company") }

func (d *driver) register(t *rapid.T) {
	id := d.company(t)
	argument := registration(id)
	if rapid.IntRange(0, 9).Draw(t, "takes another's name") == 0 {
		argument.Name = "Company AAAA"
	}
	d.try(id, "companies:RegisterCompany", argument)
}

func (d *driver) addKey(t *rapid.T) {
	id := d.company(t)
	key := fmt.Sprintf("%s#%d", id, rapid.IntRange(2, 4).Draw(t, "key"))
	_, intake := cycles(d.snapshot())
	argument := newKey(d.world.t, key, domain.PurposeLists, domain.PurposeStatements)
	argument.CompanyID, argument.ValidFromCycle = id, rapid.Int64Range(0, intake+1).Draw(t, "from")
	d.try(id, "companies:AddKey", argument)
}

func (d *driver) revokeKey(t *rapid.T) {
	id := d.company(t)
	key := fmt.Sprintf("%s#%d", id, rapid.IntRange(2, 4).Draw(t, "key"))
	d.try(id, "companies:RevokeKey", domain.RevokeKeyArgument{CompanyID: id, KeyID: person(d.world.t, key).KeyID})
}

func (d *driver) drawList(t *rapid.T, owner string) domain.PostedList {
	amount := rapid.Int64Range(1, 40).Draw(t, "amount")
	return domain.PostedList{
		Side:   rapid.SampledFrom([]domain.Side{domain.Demand, domain.Supply}).Draw(t, "side"),
		ListID: fmt.Sprintf("%s.%d", owner, rapid.IntRange(1, 6).Draw(t, "number")),
		Breed:  rapid.SampledFrom([]string{"Carp", "Lobster"}).Draw(t, "breed"),
		Amount: domain.Pieces(amount), PriceFen: domain.Fen(amount * rapid.Int64Range(80, 120).Draw(t, "price a piece")),
		Freshness: rapid.Int64Range(1, 3).Draw(t, "freshness"), WeightG: domain.Grams(amount*rapid.Int64Range(90, 130).Draw(t, "grams a piece") + amount/2),
		GoodTillCancelled: rapid.Bool().Draw(t, "lasting"),
	}
}

func (d *driver) post(t *rapid.T) {
	worked, intake := cycles(d.snapshot())
	owner := d.company(t)
	cycle := intake
	if worked.Cycle != 0 && rapid.IntRange(0, 9).Draw(t, "late") == 0 {
		cycle = worked.Cycle
	}
	lists := []domain.PostedList{}
	for range rapid.IntRange(1, 4).Draw(t, "lists") {
		lists = append(lists, d.drawList(t, owner))
	}
	d.try(owner, "floor:PostLists", domain.PostListsArgument{Cycle: cycle, Lists: lists})
}

// ownerOrOther is the list's company most of the time.
func (d *driver) ownerOrOther(t *rapid.T, l domain.List) string {
	if rapid.IntRange(0, 3).Draw(t, "by another") == 0 {
		return d.company(t)
	}
	return l.CompanyID
}

func (d *driver) amend(t *rapid.T) {
	standing, ok := pick(t, "list", d.snapshot().Lists)
	if !ok {
		return
	}
	l, new := standing.Value, d.drawList(t, standing.Value.CompanyID)
	d.try(d.ownerOrOther(t, l), "floor:AmendList", domain.AmendListArgument{
		Cycle: l.Cycle, Side: l.Side, Breed: l.Breed, ListID: l.ListID, Amount: new.Amount, PriceFen: new.PriceFen, Freshness: new.Freshness,
		WeightG: new.WeightG, GoodTillCancelled: new.GoodTillCancelled,
	})
}

func (d *driver) withdraw(t *rapid.T) {
	if standing, ok := pick(t, "list", d.snapshot().Lists); ok {
		l := standing.Value
		d.try(d.ownerOrOther(t, l), "floor:WithdrawList", domain.WithdrawListArgument{Cycle: l.Cycle, Side: l.Side, Breed: l.Breed, ListID: l.ListID})
	}
}

// nextState asks for the state that follows; it may be refused as unfinished.
func (d *driver) nextState(t *rapid.T) {
	worked, intake := cycles(d.snapshot())
	d.world.clock = d.world.clock.Add(time.Duration(rapid.IntRange(-5, 5).Draw(t, "clock")) * time.Second)
	function := map[domain.CycleState]string{
		"": "floor:FreezeCycle", domain.Frozen: "floor:PublishMatches", domain.Matched: "floor:StartSettling",
		domain.SecondRound: "floor:StartSettling", domain.Settling: "floor:CloseCycle",
	}[worked.State]
	if worked.State == domain.Matched && rapid.IntRange(0, 3).Draw(t, "second round") > 0 {
		function = "floor:OpenSecondRound"
	}
	cycle := worked.Cycle
	if worked.State == "" {
		cycle = intake
	}
	d.try("operator", function, domain.FreezeCycleArgument{Cycle: cycle})
}

func (d *driver) anyState(t *rapid.T) {
	function := rapid.SampledFrom([]string{"floor:FreezeCycle", "floor:PublishMatches", "floor:OpenSecondRound", "floor:StartSettling", "floor:CloseCycle"}).Draw(t, "function")
	d.try("operator", function, domain.FreezeCycleArgument{Cycle: rapid.Int64Range(1, 5).Draw(t, "cycle")})
}
