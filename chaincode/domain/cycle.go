package domain

import "slices"

// FirstCycle is the cycle that OpenFloor opens.
const FirstCycle = 1

// cycleStates in their order; a cycle goes through all of them, but may skip the second round.
func cycleStates() []CycleState {
	return []CycleState{Intake, Frozen, Matched, SecondRound, Settling, Closed}
}

// Order is 0 for intake … 5 for closed, −1 for anything else.
func (s CycleState) Order() int {
	return slices.Index(cycleStates(), s)
}

// NewCycle is a cycle that begins to take lists.
func NewCycle(cycle int64, now Milliseconds) Cycle {
	return Cycle{V: ValueVersion, Cycle: cycle, State: Intake, Times: CycleTimes{Intake: max(1, now)}}
}

// Advance moves a cycle to the state `to`. changed is false, and the cycle as it was, where it has been there already;
// CYCLE_STATE where a state between is missing, or where `to` was skipped. `now` is the submitter's word: a time earlier
// than that of the state before is recorded as that one.
func (c Cycle) Advance(to CycleState, now Milliseconds) (next Cycle, changed bool, err error) {
	states := cycleStates()
	have, want := c.State.Order(), to.Order()
	switch {
	case want <= have && *c.Times.at(to) > 0:
		return c, false, nil
	case want <= have:
		return c, false, Fail(CodeCycleState, "cycle", "cycle %d is in state %s and has skipped %s", c.Cycle, c.State, to)
	case want != have+1 && (c.State != Matched || to != Settling):
		before := states[want-1]
		if before == SecondRound {
			before = Matched
		}
		return c, false, Fail(CodeCycleState, "cycle",
			"cycle %d is in state %s; it must be in state %s first", c.Cycle, c.State, before)
	}
	c.State = to
	*c.Times.at(to) = max(1, now, *c.Times.at(states[have]))
	return c, true, nil
}

// Require refuses a transaction that needs the cycle in another state (CYCLE_STATE).
func (c Cycle) Require(state CycleState) error {
	if c.State == state {
		return nil
	}
	return Fail(CodeCycleState, "cycle", "cycle %d is in state %s; this needs it in state %s", c.Cycle, c.State, state)
}

// RequireDecidable refuses a decision on a match of a round that is over (ROUND_CLOSED), or where no matches lie before
// their parties (CYCLE_STATE).
func (c Cycle) RequireDecidable(match Match) error {
	switch {
	case c.State == SecondRound && match.Round == RoundTwo:
		return nil
	case c.State == SecondRound:
		return Fail(CodeRoundClosed, "match_id",
			"cycle %d is in its second round and match %s is of the first, in which silence meant refusal", c.Cycle, match.MatchID)
	}
	return c.Require(Matched)
}

// SchemeState is the state in which a round's schemes are submitted.
func SchemeState(round int64) CycleState {
	if round == RoundTwo {
		return SecondRound
	}
	return Frozen
}

// RequireOpen refuses a list for a cycle that takes none any more (CYCLE_NOT_OPEN).
func (c Cycle) RequireOpen() error {
	if c.State == Intake {
		return nil
	}
	return Fail(CodeCycleNotOpen, "cycle",
		"cycle %d is in state %s and takes no lists; post into the cycle that is in intake", c.Cycle, c.State)
}

// at is where the time of a state stands.
func (t *CycleTimes) at(state CycleState) *Milliseconds {
	switch state {
	case Intake:
		return &t.Intake
	case Frozen:
		return &t.Frozen
	case Matched:
		return &t.Matched
	case SecondRound:
		return &t.SecondRound
	case Settling:
		return &t.Settling
	default:
		return &t.Closed
	}
}
