"""What Caliper's workloads send: keys that never clash, every item once, a cycle that is left out in time."""

from collections import Counter

import pytest

from tests.helpers.caliper import node

POST = """
    const companies = ['demand', 'supply', 'demand'].map((side, n) => ({ company_id: `C-QQQQQ0000${n}`, side }));
    const breeds = ['Carp', 'Eel'];
    const market = { run: 'abcde', chaincode: 'shoal', msp_id: 'PlatformMSP', posting: 4, companies, breeds };
    (async () => {
        for (const roundIndex of [3, 12]) {
            for (const workerIndex of [0, 1, 2]) {
                const post = workload('post', { roundIndex, workerIndex, totalWorkers: 3 }, { lists: 4 }, market);
                for (let n = 0; n < 50; n += 1) {
                    await post.submitTransaction();
                }
            }
        }
        console.log(JSON.stringify(sent));
    })();
"""


def test_no_list_is_posted_twice():
    sent = node(POST)
    lists = [(entry["invokerIdentity"], one) for entry in sent for one in entry["argument"]["lists"]]
    assert len(lists) == 2 * 3 * 50 * 4
    assert len({one["list_id"] for _, one in lists}) == len(lists)
    assert all(one["list_id"].partition(".")[0] == company for company, one in lists)
    assert all(len(one["list_id"].partition(".")[2]) <= 32 for _, one in lists)
    assert {one["side"] for _, one in lists} == {"demand", "supply"}
    assert min(one["price_fen"] for _, one in lists if one["side"] == "demand") > max(
        one["price_fen"] for _, one in lists if one["side"] == "supply"
    )


ITEMS = """
    const crypto = require('crypto');
    const company = new Map(['C-BUYS', 'C-SELLS'].map((id) => [id, {
        company_id: id, key_id: 'k', key: crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }]));
    const items = Array.from({ length: 30 }, (_, n) => (
        { match_id: `4.${n}.Carp`, buyer: 'C-BUYS', seller: 'C-SELLS' }));
    const newcomers = items.map((_, n) => ({ company_id: `C-NEW${n}`, name: `${n}`, social_credit_code: `${n}` }));
    const market = {
        chaincode: 'shoal', channel: 'floor', msp_id: 'PlatformMSP', supervisor_msp_id: 'SupervisorMSP',
        deciding: 4, posting: 5, company, matches: items, contracts: items, newcomers, schemes: items,
    };
    const [name, times] = process.argv.slice(1);
    (async () => {
        const errors = [];
        for (const workerIndex of [0, 1]) {
            const given = { statements: 5, from: 10, to: 30 };
            const one = workload(name, { roundIndex: 0, workerIndex, totalWorkers: 2 }, given, market);
            for (let n = 0; n < Number(times); n += 1) {
                await one.submitTransaction().catch((error) => errors.push(error.message));
            }
        }
        console.log(JSON.stringify({ sent, errors }));
    })();
"""


@pytest.mark.parametrize(
    ("name", "field", "caller"),
    [
        ("decisions", "decisions", "operator"),
        ("evaluations", "evaluations", "operator"),
        ("appeals", "appeals", "operator"),
        ("verdicts", "decisions", "supervisor"),
    ],
)
def test_every_party_has_one_statement_and_buyers_come_first(name, field, caller):
    """20 matches, both parties, two workers, five a transaction: four transactions each, and none more."""
    found = node(ITEMS, name, "5")
    assert {entry["invokerIdentity"] for entry in found["sent"]} == {caller}
    assert {entry["invokerMspId"] for entry in found["sent"]} == {f"{'Supervisor' if caller == 'supervisor' else 'Platform'}MSP"}  # fmt: skip  # noqa: E501
    by_worker = {worker: [] for worker in (0, 1)}
    for entry in found["sent"]:
        by_worker[entry["workerIndex"]] += entry["argument"][field]
    sides = {
        worker: [one.get("side") or ("buyer" if one["company_id"] == "C-BUYS" else "seller") for one in statements]
        for worker, statements in by_worker.items()
    }
    assert all(found == ["buyer"] * 10 + ["seller"] * 10 for found in sides.values())
    subjects = Counter(
        (one["match_id"], side)
        for worker, kept in by_worker.items()
        for one, side in zip(kept, sides[worker], strict=True)
    )
    assert subjects == {(f"4.{n}.Carp", side): 1 for n in range(10, 30) for side in ("buyer", "seller")}
    assert [error for error in found["errors"] if "has 20 to send, not more" in error]
    assert len(found["errors"]) == 2
    if name == "verdicts":
        labels = Counter(one["label"] for kept in by_worker.values() for one in kept)
        assert labels == {"excellent": 20, "good": 20}


def test_every_newcomer_registers_once_as_itself():
    found = node(ITEMS, "register", "16")
    assert sorted(entry["invokerIdentity"] for entry in found["sent"]) == sorted(f"C-NEW{n}" for n in range(30))
    assert all(entry["invokerIdentity"] == entry["argument"]["company_id"] for entry in found["sent"])
    assert len(found["errors"]) == 2


CYCLE = """
    const place = { roundIndex: 0, workerIndex: 0, totalWorkers: 1 };
    const refuse = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new Error('it was sent');
    };
    const cycle = workload('cycle', place, { volume: 5, lists: 1, seconds: 60 }, {}, refuse);
    const file = `${process.env.SHOAL_OBSERVATIONS}/cycle-5.json`;
    const run = async (until) => {
        process.env.SHOAL_UNTIL = String(until);
        await cycle.submitTransaction().catch(() => {});
        return { sent: sent.length, kept: JSON.parse(require('fs').readFileSync(file)) };
    };
    (async () => {
        const now = Date.now() / 1000;
        const found = [await run(now + 30), await run(now + 90)];
        cycle.roundArguments.seconds = 0.01; // and it takes ten times as long
        found.push(await run(now + 30));
        cycle.roundArguments.seconds = 10;
        found.push(await run(now + 60));
        console.log(JSON.stringify(found));
    })();
"""


def test_a_cycle_that_may_not_end_in_time_is_left_out_and_sends_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOAL_OBSERVATIONS", str(tmp_path))
    late, early, slow, after = node(CYCLE)
    assert late["sent"] == 0
    assert (late["kept"]["left_out"], late["kept"]["failure"], late["kept"]["trades"]) == (True, None, 0)
    assert early["sent"] == 1
    assert (early["kept"]["left_out"], early["kept"]["failure"]) == (False, "it was sent")
    # The next one is taken to be as much slower as this one was.
    assert (slow["sent"], slow["kept"]["left_out"]) == (2, False)
    assert (after["sent"], after["kept"]["left_out"]) == (2, True)
