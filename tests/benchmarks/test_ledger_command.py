"""The comparison's rounds: who has a turn when, and that they end in time."""

from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from benchmarks.ledger import __main__ as command
from benchmarks.ledger.load import Run
from benchmarks.matching.clock import Clock


@dataclass
class Client:
    """Commits all that it is asked for at once; `took` moves the clock of the test."""

    name: str
    moves: list

    async def run(self, load):
        self.moves.append((self.name, load.in_flight))
        return Run(self.name, load.in_flight, load.transactions, 1.0, 0.1, [1.0])


class Watch(Clock):
    """Ten seconds go by with every run."""

    def __init__(self, budget_s, moves):
        super().__init__(budget_s)
        self._budget, self._moves = budget_s, moves

    @property
    def elapsed(self):
        return 10.0 * len(self._moves)

    @property
    def left(self):
        return max(0.0, self._budget - self.elapsed)


@pytest.fixture
def moves(monkeypatch):
    made = []

    @asynccontextmanager
    async def ways_on(profile, names, folder):
        yield [Client(name, made) for name in names]

    monkeypatch.setattr(command, "ways_on", ways_on)
    return made


async def test_every_client_has_its_turns_and_neighbours_stay_neighbours(moves, tmp_path):
    plan = command.Plan(command.WAYS, [1, 100], 4, 1.0)
    rounds = await command.measure(None, plan, tmp_path, Watch(10_000, moves))
    turns = [[run.way for run in runs if run.in_flight == 100] for runs in rounds]
    assert turns[0] == turns[2] == list(command.WAYS)
    assert turns[1] == turns[3] == ["go", "port", "client", "bare"]
    warm = [name for name, level in moves if level == 20]
    assert warm == list(command.STAYING)
    assert all({run.in_flight for run in runs} == {1, 100} for runs in rounds)


async def test_a_round_that_does_not_fit_is_left_out_and_named(moves, tmp_path):
    clock = Watch(40 + 170, moves)  # the warm-up, a round of six runs, two of four; nothing is left for one more
    rounds = await command.measure(None, command.Plan(command.WAYS, [100], 4, 1.0, slow_every=4), tmp_path, clock)
    assert [len(runs) for runs in rounds] == [6, 4, 4]
    assert clock.skipped == ["round 4"]
