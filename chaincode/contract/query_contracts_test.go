package contract_test

import (
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

// threeCycles has one contract of C-AAAA and C-BBBB in each of cycles 1 to 3, and one of C-CCCC and C-BBBB in cycle 2.
func threeCycles(t *testing.T) *world {
	t.Helper()
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB", "C-CCCC")
	for cycle := int64(1); cycle <= 3; cycle++ {
		trades := []domain.Trade{trade("C-AAAA.1", "C-BBBB.1", 10, 1000, 2000)}
		ids := []string{domain.FormatMatchID(cycle, 1, "Lobster")}
		w.post(cycle, bid("C-AAAA.1", 10, 1000), ask("C-BBBB.1", 10, 1000))
		if cycle == 2 {
			w.post(cycle, bid("C-CCCC.1", 10, 1000), ask("C-BBBB.2", 10, 1000))
			trades = append(trades, trade("C-CCCC.1", "C-BBBB.2", 10, 1000, 2000))
			ids = append(ids, "2.2.Lobster")
		}
		w.freeze(cycle)
		w.scheme(cycle, "Lobster", trades...)
		w.publish(cycle)
		w.accept(cycle, ids...)
		w.settling(cycle)
		w.settle(cycle, "Lobster")
		w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: cycle, Limit: 10})
		w.closeCycle(cycle)
	}
	return w
}

func serials(t *testing.T, read func(bookmark string) page[domain.Contract]) string {
	t.Helper()
	seen := []int64{}
	for bookmark := ""; ; {
		got := read(bookmark)
		for _, item := range got.Items {
			seen = append(seen, item.Serial-90000)
		}
		if bookmark = got.Bookmark; bookmark == "" {
			return fmt.Sprint(seen)
		}
		if len(got.Items) == 0 || len(seen) > 100 {
			t.Fatal("the pages have no end")
		}
	}
}

func TestContractsCanBeReadByPeriodAndByCompany(t *testing.T) {
	w := threeCycles(t)
	for _, test := range []struct {
		company  string
		from, to int64
		want     string
	}{
		{"", 0, 99, "[1 2 3 4]"}, {"", 1, 3, "[1 2 3 4]"}, {"", 2, 2, "[2 3]"}, {"", 1, 2, "[1 2 3]"}, {"", 3, 3, "[4]"}, {"", 4, 9, "[]"},
		{"C-AAAA", 0, 99, "[1 2 4]"}, {"C-AAAA", 2, 3, "[2 4]"}, {"C-BBBB", 1, 3, "[1 2 3 4]"}, {"C-CCCC", 1, 3, "[3]"}, {"C-CCCC", 3, 3, "[]"},
	} {
		for size := int64(1); size <= 5; size++ {
			name := fmt.Sprintf("%s cycles %d to %d, pages of %d", test.company, test.from, test.to, size)
			got := serials(t, func(bookmark string) page[domain.Contract] {
				if test.company == "" {
					return query[page[domain.Contract]](w, "floor:ListContracts",
						domain.ListContractsArgument{FromCycle: test.from, ToCycle: test.to, PageSize: size, Bookmark: bookmark})
				}
				return query[page[domain.Contract]](w, "floor:ListContractsOfCompany", domain.ListContractsOfCompanyArgument{
					CompanyID: test.company, FromCycle: test.from, ToCycle: test.to, PageSize: size, Bookmark: bookmark})
			})
			if got != test.want {
				t.Errorf("%s: got %s, want %s", name, got, test.want)
			}
		}
	}
}

func TestABookmarkOfAnotherPeriodIsRefused(t *testing.T) {
	w := threeCycles(t)
	first := query[page[domain.Contract]](w, "floor:ListContracts", domain.ListContractsArgument{FromCycle: 1, ToCycle: 3, PageSize: 1})
	w.refusedQuery("PAGE_BOOKMARK", "floor:ListContracts", domain.ListContractsArgument{FromCycle: 3, ToCycle: 3, PageSize: 1, Bookmark: first.Bookmark})
	w.refusedQuery("FIELD_RANGE", "floor:ListContracts", domain.ListContractsArgument{FromCycle: 3, ToCycle: 2, PageSize: 1})
	w.refusedQuery("FIELD_RANGE", "floor:ListContracts", domain.ListContractsArgument{FromCycle: 1, ToCycle: 3, PageSize: 1001})
}

func TestMatchesCanBeReadOfOneBreedOrOfAll(t *testing.T) {
	w := threeCycles(t)
	for breed, want := range map[string]int{"": 2, "Lobster": 2, "Carp": 0} {
		got := query[page[domain.Match]](w, "floor:ListMatches", domain.ListMatchesArgument{Cycle: 2, Breed: breed, PageSize: 10})
		if len(got.Items) != want || got.Bookmark != "" {
			t.Errorf("%q: got %+v", breed, got)
		}
	}
	w.refusedQuery("MATCH_UNKNOWN", "floor:GetMatch", domain.GetMatchArgument{MatchID: "2.9.Lobster"})
	w.refusedQuery("CONTRACT_UNKNOWN", "credit:GetEvaluations", domain.GetEvaluationsArgument{MatchID: "2.9.Lobster"})
}
