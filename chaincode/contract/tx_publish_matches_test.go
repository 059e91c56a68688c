package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestPublishMatches(t *testing.T) {
	w := twoBuyers(t)
	publish := domain.PublishMatchesArgument{Cycle: 1}
	mustContain(t, w.refused("SCHEME_MISSING", "operator", "floor:PublishMatches", publish), "Lobster")
	w.scheme(1, "Lobster", fairTrades()...)
	w.must("operator", "floor:PublishMatches", publish)
	w.again("operator", "floor:PublishMatches", publish)
	w.refused("CYCLE_STATE", "operator", "floor:PublishMatches", domain.PublishMatchesArgument{Cycle: 2})
	w.refused("CYCLE_UNKNOWN", "operator", "floor:PublishMatches", domain.PublishMatchesArgument{Cycle: 3})
}

func TestPublishMatchesNeedsNoSchemeWhereOnlyOneSideHasLists(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.post(1, bid("C-AAAA.1", 10, 1000), list(domain.Supply, "C-BBBB.1", "Carp", 10, 1000, 3, 100))
	w.freeze(1)
	w.publish(1)
}
