"""The closed load, in this process and in one of its own."""

import asyncio
import json
import os
import sys
import textwrap

import pytest

from benchmarks.ledger.load import InThisProcess, Load, Run
from benchmarks.ledger.process import InProcessOfItsOwn


def load(**changes):
    return Load(**({"function": "f", "argument": '{"d":"{digest}"}', "in_flight": 5, "transactions": 40, "limit_s": 60}
                   | changes))  # fmt: skip


class Ledger:
    """Commits after a while; refuses every fourth where told to."""

    def __init__(self, refuses=False, hangs=False, takes=0.001):
        self.refuses, self.hangs, self.takes = refuses, hangs, takes
        self.arguments, self.under_way, self.most = [], 0, 0

    async def __call__(self, function, argument):
        assert function == "f"
        self.arguments.append(argument)
        number = len(self.arguments)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(3600 if self.hangs else self.takes)
        self.under_way -= 1
        if self.refuses and number % 4 == 0:
            raise RuntimeError("MVCC_READ_CONFLICT")


async def test_so_many_under_way_and_every_argument_fresh():
    ledger = Ledger()
    run = await InThisProcess("client", ledger).run(load())
    assert (run.committed, run.failed, run.in_flight) == (40, 0, 5)
    assert ledger.most == 5
    assert len(set(ledger.arguments)) == 40
    assert all(len(json.loads(argument)["d"]) == 64 for argument in ledger.arguments)
    assert run.latencies_ms == sorted(run.latencies_ms)
    assert run.per_second == pytest.approx(40 / run.seconds)


async def test_failures_are_counted_by_their_text():
    run = await InThisProcess("client", Ledger(refuses=True)).run(load())
    assert run.errors == {"RuntimeError: MVCC_READ_CONFLICT": 10}
    assert (run.committed, run.error_share) == (30, 0.25)
    assert len(run.latencies_ms) == 30


async def test_nothing_begins_after_the_limit_nor_lasts_beyond_the_deadline():
    slow = await InThisProcess("client", Ledger(takes=0.02)).run(load(transactions=1_000_000, limit_s=0.1))
    assert 5 <= slow.committed < 200
    hanging = await InThisProcess("client", Ledger(hangs=True)).run(load(limit_s=0.1, deadline_s=0.2, transactions=5))
    assert hanging.committed == 0
    assert hanging.failed == 5
    assert "TimeoutError" in next(iter(hanging.errors))


def test_a_run_without_a_commit_has_no_percentiles():
    run = Run("hfc", 20, 0, 3.0, None, [], {"KeyError: 'txEvents'": 20})
    assert (run.per_second, run.error_share, run.percentile_ms(0.5)) == (0, 1, None)
    assert run.as_dict()["latency_ms"] == {"p50": None, "p95": None, "p99": None}
    assert run.as_dict()["cpu_ms"] is None


CLIENT = """
    import json, os, sys, time
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if order["function"] == "die":
            print("out of fish", file=sys.stderr)
            sys.exit(3)
        if order["function"] == "hang":
            time.sleep(3600)
        print(json.dumps({"committed": order["transactions"], "errors": {}, "seconds": 2.0, "cpu_s": 0.5,
                          "latencies_ms": [3.0, 1.0, float(os.getpid())]}), flush=True)
"""


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.ledger.process.ANSWER_MORE_S", 0.5)
    file = tmp_path / "client.py"
    file.write_text(textwrap.dedent(CLIENT))

    def make(**more):
        return InProcessOfItsOwn("go", [sys.executable, file], os.environ, tmp_path / "client.log", **more)

    return make


async def test_a_client_of_its_own_answers_order_by_order(client):
    way = client()
    first, second = await way.run(load()), await way.run(load(transactions=7))
    await way.close()
    assert (first.committed, second.committed) == (40, 7)
    assert (first.seconds, first.cpu_s, first.latencies_ms[:2]) == (2.0, 0.5, [1.0, 3.0])
    assert first.latencies_ms[2] == second.latencies_ms[2]


async def test_afresh_is_another_process_each_time(client):
    way = client(afresh=True)
    first, second = await way.run(load()), await way.run(load())
    assert first.latencies_ms[2] != second.latencies_ms[2]


async def test_a_client_that_ends_has_failed_and_is_started_again(client):
    way = client()
    ended = await way.run(load(function="die"))
    assert (ended.committed, ended.failed) == (0, 40)
    assert "out of fish" in next(iter(ended.errors))
    again = await way.run(load())
    await way.close()
    assert again.committed == 40


async def test_a_client_that_hangs_is_given_up_and_ended(client):
    way = client()
    hung = await way.run(load(function="hang", limit_s=0.1, deadline_s=0.1))
    assert hung.failed == 40
    assert "did not answer" in next(iter(hung.errors))
    assert (await way.run(load())).committed == 40
    await way.close()
