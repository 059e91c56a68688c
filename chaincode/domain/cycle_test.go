package domain

import (
	"testing"

	"pgregory.net/rapid"
)

func TestACycleGoesThroughItsStates(t *testing.T) {
	c := NewCycle(12, 1000)
	if c.State != Intake || c.Times != (CycleTimes{Intake: 1000}) || c.RequireOpen() != nil {
		t.Fatalf("%+v", c)
	}
	for k, state := range cycleStates()[1:] {
		next, changed, err := c.Advance(state, 1000+Milliseconds(k))
		if err != nil || !changed || next.State != state || next.Require(state) != nil {
			t.Fatalf("%+v %t %v", next, changed, err)
		}
		wantError(t, next.RequireOpen(), CodeCycleNotOpen, "cycle")
		wantError(t, c.Require(state), CodeCycleState, "cycle")
		c = next
	}
	if c.Times != (CycleTimes{1000, 1000, 1001, 1002, 1003, 1004}) {
		t.Errorf("%+v", c.Times)
	}
}

func TestNoStateIsLeftOut(t *testing.T) {
	c := NewCycle(12, 1000)
	for _, state := range []CycleState{Matched, SecondRound, Settling, Closed} {
		next, changed, err := c.Advance(state, 2000)
		wantError(t, err, CodeCycleState, "cycle")
		if changed || next != c {
			t.Error("it changed")
		}
	}
}

func TestAStateReachedBeforeChangesNothing(t *testing.T) {
	c, _, _ := NewCycle(12, 1000).Advance(Frozen, 2000)
	for _, state := range []CycleState{Intake, Frozen} {
		if next, changed, err := c.Advance(state, 3000); err != nil || changed || next != c {
			t.Errorf("%s: %+v %t %v", state, next, changed, err)
		}
	}
}

// TestTheSecondRoundMayBeSkipped, but not entered afterwards.
func TestTheSecondRoundMayBeSkipped(t *testing.T) {
	c := NewCycle(12, 1000)
	for _, state := range []CycleState{Frozen, Matched, Settling} {
		next, changed, err := c.Advance(state, 2000)
		if err != nil || !changed {
			t.Fatalf("%s: %t %v", state, changed, err)
		}
		c = next
	}
	_, changed, err := c.Advance(SecondRound, 3000)
	wantError(t, err, CodeCycleState, "cycle")
	if changed || c.Times.SecondRound != 0 {
		t.Errorf("%+v", c)
	}
	if _, changed, err := c.Advance(Matched, 3000); err != nil || changed {
		t.Errorf("%t %v", changed, err)
	}
}

// TestWhatMayBeDecided: a round's matches, as long as the round lasts.
func TestWhatMayBeDecided(t *testing.T) {
	first, second := Match{Round: RoundOne}, Match{Round: RoundTwo}
	for _, c := range []struct {
		state CycleState
		match Match
		code  string
	}{
		{Frozen, first, CodeCycleState}, {Matched, first, ""}, {SecondRound, first, CodeRoundClosed}, {SecondRound, second, ""},
		{Settling, first, CodeCycleState}, {Settling, second, CodeCycleState}, {Closed, second, CodeCycleState},
	} {
		err := Cycle{Cycle: 12, State: c.state}.RequireDecidable(c.match)
		if c.code == "" && err != nil {
			t.Errorf("%s, round %d: %v", c.state, c.match.Round, err)
		} else if c.code != "" {
			wantError(t, err, c.code, map[string]string{CodeCycleState: "cycle", CodeRoundClosed: "match_id"}[c.code])
		}
	}
}

// TestTimesNeverGoBack, whatever submitters claim.
func TestTimesNeverGoBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := NewCycle(1, Milliseconds(rapid.Int64().Draw(t, "intake")))
		for _, state := range cycleStates()[1:] {
			before := *c.Times.at(c.State)
			now := Milliseconds(rapid.Int64().Draw(t, string(state)))
			c, _, _ = c.Advance(state, now)
			if at := *c.Times.at(state); at < before || at < 1 || now > before && at != now {
				t.Fatalf("%s at %d, claimed %d, before %d", state, at, now, before)
			}
		}
	})
}
