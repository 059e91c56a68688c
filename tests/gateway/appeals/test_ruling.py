"""The supervisor's decision and what follows from it in the credit."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import LedgerRefused
from gateway.ledger.port import Caller, Receipt
from tests.helpers.appealing import BUYERS, GROUNDS, SELLERS, Dispute
from tests.helpers.cut import Cut, CutLedger
from tests.helpers.floor import Floor, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger


@pytest.fixture
async def dispute(floor: Floor) -> Dispute:
    """The buyer has appealed the seller's label."""
    made = await Dispute.on(floor)
    assert (await made.appeal(made.deal.buyer)).status_code == 201
    return made


async def test_a_correction_moves_credit_once_in_the_next_batch_and_the_history_keeps_both_entries(
    dispute: Dispute,
) -> None:
    await dispute.deal.advance("closed")
    decided = await dispute.decide()
    assert decided.json() == {"appeal_id": SELLERS, "status": "corrected", "label": "excellent"}
    assert decided.status_code == 201
    for number in (1, 2):
        assert await dispute.history(number) == [("LABELS_DIFFER", "3.0", "3.0")]
    for cycle in (2, 3):
        assert (await dispute.decide()).status_code == 201
        await dispute.deal.advance("closed", cycle)
        for number in (1, 2):
            corrected = [("LABELS_DIFFER", "3.0", "3.0"), ("APPEAL_CORRECTED", "3.0", "3.1")]
            assert await dispute.history(number) == corrected


async def test_a_correction_before_the_credit_was_applied_is_entered_right_after_it(dispute: Dispute) -> None:
    await dispute.decide()
    await dispute.deal.advance("closed")
    for number in (1, 2):
        assert await dispute.history(number) == [("LABELS_DIFFER", "3.0", "3.0"), ("APPEAL_CORRECTED", "3.0", "3.1")]


async def test_the_appeal_shows_its_decision_and_the_entries_that_followed(dispute: Dispute) -> None:
    await dispute.deal.advance("closed")
    await dispute.decide()
    await dispute.deal.advance("closed", 2)
    ids = [await dispute.deal.floor.company_id(number) for number in (1, 2)]
    entry = {"corrects": 2, "cycle": 2, "reason": "APPEAL_CORRECTED", "seq": 3, "before": "3.0", "after": "3.1"}
    for who, seen in ((dispute.deal.buyer, ids[:1]), (dispute.deal.seller, ids[1:]), (dispute.supervisor, sorted(ids))):
        shown = (await who.get(f"/appeals/{SELLERS}")).json()
        assert (shown["status"], shown["corrected_label"], shown["grounds"]) == ("corrected", "excellent", GROUNDS)
        assert shown["label"] == "good"
        assert shown["entries"] == [{"company_id": company, **entry} for company in seen]


async def test_a_confirmed_label_stands_and_no_credit_moves(dispute: Dispute) -> None:
    await dispute.deal.advance("closed")
    decided = await dispute.decide("good", grounds="It is unclear what was meant.")
    assert decided.json() == {"appeal_id": SELLERS, "status": "confirmed", "label": "good"}
    await dispute.deal.advance("closed", 2)
    shown = (await dispute.deal.buyer.get(f"/appeals/{SELLERS}")).json()
    assert (shown["status"], shown["corrected_label"], shown["entries"]) == ("confirmed", None, [])
    assert shown["grounds"] == "It is unclear what was meant."
    assert await dispute.history(1) == [("LABELS_DIFFER", "3.0", "3.0")]


async def test_both_labels_corrected_to_bad_take_a_tenth_from_both_once(dispute: Dispute) -> None:
    await dispute.deal.advance("closed")
    await dispute.appeal(dispute.deal.seller, "buyer", "The buyer praised in irony.")
    for appeal_id in (BUYERS, SELLERS):
        assert (await dispute.decide("bad", appeal_id)).status_code == 201
    await dispute.deal.advance("closed", 2)
    for number in (1, 2):
        assert await dispute.history(number) == [("LABELS_DIFFER", "3.0", "3.0"), ("APPEAL_CORRECTED", "3.0", "2.9")]


async def test_the_same_key_is_answered_again(dispute: Dispute) -> None:
    first = await dispute.decide(**{"Idempotency-Key": "k"})
    height = await dispute.deal.floor.ledger.height()
    again = await dispute.decide(**{"Idempotency-Key": "k"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert await dispute.deal.floor.ledger.height() == height


async def test_without_a_wait_it_is_an_operation(dispute: Dispute) -> None:
    answer = await dispute.decide(Prefer="wait=0")
    assert answer.status_code == 202
    assert answer.headers["location"].startswith("/v1/transactions/")


class TestRefusals:
    async def test_only_the_supervisor_decides(self, dispute: Dispute) -> None:
        for who in (
            dispute.deal.operator,
            dispute.deal.buyer,
            dispute.deal.seller,
            await dispute.deal.floor.company(3),
        ):
            assert problem(await dispute.decide(who=who))[:2] == (403, "ROLE_REQUIRED")
        assert (await dispute.deal.buyer.get(f"/appeals/{SELLERS}")).json()["status"] == "open"

    async def test_the_chain_does_not_take_the_operators_word_for_it_either(self, dispute: Dispute) -> None:
        services = dispute.deal.floor.services
        decision = {"match_id": "1.1.Lobster", "side": "seller", "label": "excellent", "grounds_digest": "ab" * 32}
        with pytest.raises(LedgerRefused) as refused:
            await services.ledger.submit(services.operator, "credit:DecideAppeals", {"decisions": [decision]})
        assert refused.value.code == "ROLE_REQUIRED"

    async def test_a_decision_is_final(self, dispute: Dispute) -> None:
        await dispute.decide()
        for label, grounds in (("bad", GROUNDS), ("excellent", "Other grounds.")):
            assert problem(await dispute.decide(label, grounds=grounds))[:2] == (409, "APPEAL_DECIDED")
        assert (await dispute.deal.buyer.get(f"/appeals/{SELLERS}")).json()["grounds"] == GROUNDS

    async def test_what_nobody_has_appealed(self, dispute: Dispute) -> None:
        assert problem(await dispute.decide(appeal_id=BUYERS))[:2] == (404, "APPEAL_UNKNOWN")

    @pytest.mark.parametrize(
        ("label", "grounds", "code", "field"),
        [
            ("great", "g", "FIELD_FORMAT", "label"),
            ("bad", "", "FIELD_RANGE", "grounds"),
            ("bad", " ", "FIELD_FORMAT", "grounds"),
        ],
    )
    async def test_bad_fields(self, dispute: Dispute, label: str, grounds: str, code: str, field: str) -> None:
        assert problem(await dispute.decide(label, grounds=grounds)) == (422, code, field)


class Meddling(CutLedger):
    """Before the last credit of a cycle, with which it closes, something else gets onto the ledger."""

    def __init__(self, ledger: SimLedger) -> None:
        super().__init__(ledger, Cut("nothing", done=False))
        self.meddle: Any = None
        self.closings = 0

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        if function == "credit:ApplyCredit":
            self.closings += 1
            meddle, self.meddle = self.meddle, None
            if meddle is not None:
                await meddle()
        return await super().submit(caller, function, argument, operation_ids=operation_ids)


@pytest.fixture
async def meddled(
    tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
) -> AsyncIterator[tuple[Meddling, Dispute]]:
    ledger = Meddling(simledger)
    async with floor_of(tmp_path, ledger, authority) as floor:
        dispute = await Dispute.on(floor)
        await dispute.appeal(dispute.deal.buyer)
        yield ledger, dispute


async def test_a_decision_just_before_the_last_credit_is_applied_with_it(meddled: tuple[Meddling, Dispute]) -> None:
    ledger, dispute = meddled
    ledger.meddle = dispute.decide
    job = await dispute.deal.advance("closed")
    assert job["problem"] is None
    assert ledger.closings == 1
    assert await dispute.history(1) == [("LABELS_DIFFER", "3.0", "3.0"), ("APPEAL_CORRECTED", "3.0", "3.1")]
