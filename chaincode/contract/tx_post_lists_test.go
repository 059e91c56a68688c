package contract_test

import (
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

func posting(cycle int64, lists ...domain.PostedList) domain.PostListsArgument {
	return domain.PostListsArgument{Cycle: cycle, Lists: lists}
}

func TestPostLists(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	both := posting(1, bid("C-AAAA.1", 10, 1000), ask("C-AAAA.1", 5, 700))
	if got := w.must("C-AAAA", "floor:PostLists", both); got["written"] != 2.0 {
		t.Fatalf("a demand and a supply of one id are two lists: %v", got)
	}
	w.again("C-AAAA", "floor:PostLists", both)
	if got := w.must("C-AAAA", "floor:PostLists", posting(1, bid("C-AAAA.1", 10, 1000), bid("C-AAAA.2", 1, 100))); got["written"] != 1.0 || got["kept"] != 1.0 {
		t.Fatalf("what stands is kept: %v", got)
	}
	got := query[domain.List](w, "floor:GetList", domain.GetListArgument{Cycle: 1, Breed: "Lobster", Side: domain.Demand, ListID: "C-AAAA.1"})
	want := domain.List{V: 1, Cycle: 1, Side: domain.Demand, ListID: "C-AAAA.1", CompanyID: "C-AAAA", Breed: "Lobster", Amount: 10, Left: 10, PriceFen: 1000, Freshness: 3, WeightG: 2000}
	if got != want {
		t.Fatalf("got %+v", got)
	}
}

func TestPostListsRefuses(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.must("C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#2", domain.PurposeStatements))
	w.must("C-AAAA", "companies:AddKey", func() domain.AddKeyArgument {
		later := newKey(t, "C-AAAA#3", domain.PurposeLists)
		later.ValidFromCycle = 2
		return later
	}())
	w.post(1, bid("C-AAAA.1", 10, 1000))
	good := bid("C-AAAA.9", 10, 1000)
	with := func(change func(*domain.PostedList)) domain.PostListsArgument {
		changed := good
		change(&changed)
		return posting(1, good, changed)
	}
	for name, test := range map[string]struct {
		code, who, field string
		argument         domain.PostListsArgument
	}{
		"a cycle to come":                    {"CYCLE_UNKNOWN", "C-AAAA", "cycle", posting(2, good)},
		"a company that is not registered":   {"COMPANY_UNKNOWN", "C-CCCC", "", posting(1, bid("C-CCCC.1", 1, 1))},
		"a key that is not registered":       {"KEY_NOT_REGISTERED", "C-AAAA#9", "", posting(1, good)},
		"a key for statements only":          {"KEY_NOT_REGISTERED", "C-AAAA#2", "", posting(1, good)},
		"a key that is not valid yet":        {"KEY_NOT_REGISTERED", "C-AAAA#3", "", posting(1, good)},
		"a list of another company":          {"LIST_FOREIGN", "C-AAAA", "lists.0.list_id", posting(1, bid("C-BBBB.1", 1, 1))},
		"an unknown breed":                   {"BREED_UNKNOWN", "C-AAAA", "lists.1.breed", with(func(l *domain.PostedList) { l.ListID, l.Breed = "C-AAAA.8", "Whale" })},
		"an id that stands otherwise":        {"LIST_EXISTS", "C-AAAA", "lists.0.list_id", posting(1, bid("C-AAAA.1", 11, 1000))},
		"the same list twice":                {"FIELD_DUPLICATE", "C-AAAA", "lists.1", with(func(*domain.PostedList) {})},
		"an amount of nothing":               {"FIELD_RANGE", "C-AAAA", "lists.1.amount", with(func(l *domain.PostedList) { l.Amount = 0 })},
		"a freshness beyond the best":        {"FIELD_RANGE", "C-AAAA", "lists.1.freshness", with(func(l *domain.PostedList) { l.Freshness = 4 })},
		"a price beyond all bounds":          {"FIELD_RANGE", "C-AAAA", "lists.1.price_fen", with(func(l *domain.PostedList) { l.PriceFen = domain.MaxPrice + 1 })},
		"a unit price that rounds down to 0": {"FIELD_RANGE", "C-AAAA", "lists.1.price_fen", with(func(l *domain.PostedList) { l.Amount, l.PriceFen = 1001, 1 })},
		"a side that is none":                {"FIELD_FORMAT", "C-AAAA", "lists.1.side", with(func(l *domain.PostedList) { l.Side = "loan" })},
		"no lists":                           {"FIELD_RANGE", "C-AAAA", "lists", posting(1, []domain.PostedList{}...)},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{t: t, ledger: w.ledger, clock: w.clock}
			if test.argument.Lists == nil {
				test.argument.Lists = []domain.PostedList{}
			}
			text := w.refused(test.code, test.who, "floor:PostLists", test.argument)
			if test.field != "" {
				mustContain(t, text, "["+test.field+"]")
			}
		})
	}
}

func TestPostListsIntoAFrozenCycleIsRefused(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.freeze(1)
	w.refused("CYCLE_NOT_OPEN", "C-AAAA", "floor:PostLists", posting(1, bid("C-AAAA.1", 10, 1000)))
	w.post(2, bid("C-AAAA.1", 10, 1000))
}

func TestPostListsTakesAThousandAndNoMore(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	var lists []domain.PostedList
	for i := range 1001 {
		lists = append(lists, bid(fmt.Sprintf("C-AAAA.%d", i), 10, 1000))
	}
	w.refused("FIELD_RANGE", "C-AAAA", "floor:PostLists", posting(1, lists...))
	w.must("C-AAAA", "floor:PostLists", posting(1, lists[:1000]...))
	w.again("C-AAAA", "floor:PostLists", posting(1, lists[:1000]...))
}

func TestABatchWithOneBadListWritesNone(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.refused("BREED_UNKNOWN", "C-AAAA", "floor:PostLists", posting(1, bid("C-AAAA.1", 1, 1), list(domain.Demand, "C-AAAA.2", "Whale", 1, 1, 1, 1)))
	got := query[page[domain.List]](w, "floor:ListLists", domain.ListListsArgument{Cycle: 1, Breed: "Lobster", Side: domain.Demand, PageSize: 10})
	if len(got.Items) != 0 {
		t.Fatalf("got %+v", got.Items)
	}
}
