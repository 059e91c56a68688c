"""The audit of whole cycles finds what was lost and what was doubled."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.caliper.audit import faults_of
from benchmarks.caliper.identities import Company
from network.profile import ProfileIdentity

NAMES = ("C-BUYS", "C-SELLS", "C-LOOKS")


@dataclass
class Ledger:
    """Contracts by cycle and credit entries by company, in pages of seven."""

    contracts: dict = field(default_factory=dict)
    entries: dict = field(default_factory=dict)

    async def evaluate(self, function, *, page_size, bookmark, **argument):
        if function == "floor:ListContracts":
            assert argument["from_cycle"] == argument["to_cycle"]
            items = self.contracts.get(argument["from_cycle"], [])
        else:
            assert function == "credit:ListCreditEntries"
            items = self.entries.get(argument["company_id"], [])
        start = int(bookmark or 0)
        end = start + min(7, page_size)
        return {"items": items[start:end], "bookmark": str(end) if end < len(items) else ""}


def ledger(*volumes):
    """As it is after whole cycles of these volumes; everybody has a newcomer's entry, which is of no contract."""
    made = Ledger(entries={name: [{"serial": 0}] for name in NAMES})
    serial = 90001
    for cycle, volume in enumerate(volumes, 1):
        made.contracts[cycle] = []
        for n in range(volume):
            ids = {"match_id": f"{cycle}.{n}.Carp", "demand_id": f"C-BUYS.{cycle}-{n}", "supply_id": f"C-SELLS.{cycle}-{n}"}  # fmt: skip  # noqa: E501
            made.contracts[cycle].append({"serial": serial, "buyer": "C-BUYS", "seller": "C-SELLS", **ids})
            made.entries["C-BUYS"].append({"serial": serial})
            made.entries["C-SELLS"].append({"serial": serial})
            serial += 1
    return made


async def audited(chain, *volumes):
    identity = ProfileIdentity("PlatformMSP", None, None)
    companies = [Company(name, "", "demand", "", "", identity) for name in NAMES]
    cycles = [{"cycle": number, "volume": volume} for number, volume in enumerate(volumes, 1)]
    return await faults_of(chain, cycles, companies)


@given(st.lists(st.integers(1, 40), max_size=4))
async def test_whole_cycles_have_no_faults(volumes):
    assert await audited(ledger(*volumes), *volumes) == (sum(volumes), [])


def lose_a_contract(chain):
    chain.contracts[2].pop()


def double_a_contract(chain):
    chain.contracts[2].append(chain.contracts[2][0] | {"serial": 95000, "match_id": "2.77.Carp"})


def give_a_serial_twice(chain):
    chain.contracts[2][0] |= {"serial": chain.contracts[1][0]["serial"]}


def trade_a_list_twice(chain):
    chain.contracts[2][3]["supply_id"] = chain.contracts[2][4]["supply_id"]


def lose_credit(chain):
    chain.entries["C-SELLS"].pop(3)


def apply_credit_twice(chain):
    chain.entries["C-BUYS"].append(chain.entries["C-BUYS"][-1])


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lose_a_contract, "audit of cycle-20: 19 contracts on the ledger for 20 trades"),
        (double_a_contract, "demand_id C-BUYS.2-0 is in 2 contracts"),
        (give_a_serial_twice, "serial number 90001 is of 2 contracts"),
        (trade_a_list_twice, "supply_id C-SELLS.2-4 is in 2 contracts"),
        (lose_credit, "contract 90003 has 0 credit entries of its seller"),
        (apply_credit_twice, "has 2 credit entries of its buyer"),
    ],
)
async def test_what_was_lost_or_doubled_is_found(break_it, says):
    chain = ledger(5, 20)
    break_it(chain)
    _, faults = await audited(chain, 5, 20)
    assert [text for text in faults if says in text]
