"""One whole cycle on a simulated ledger, transaction by transaction: something of every kind of key."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fabric_gateway.signer import low_s
from gateway.ledger.port import Caller
from gateway.statements.canonical import decision_digest, statement_bytes
from tests.helpers.identities import CertificateAuthority, key_id
from tests.helpers.simledger import SimLedger

MATCH = "1.1.Lobster"
BUYER, SELLER, IDLE = "C-BUYER1", "C-SELLER1", "C-IDLE1"
MODEL = "cd" * 32


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Trading:
    """The parties of the cycle, and its steps."""

    ledger: SimLedger
    operator: Caller
    supervisor: Caller
    companies: dict[str, Caller]

    @classmethod
    def on(cls, ledger: SimLedger, authority: CertificateAuthority) -> "Trading":
        companies = {name: authority.company(name) for name in (BUYER, SELLER, IDLE)}
        return cls(ledger, authority.operator(), authority.supervisor(), companies)

    async def operate(self, function: str, **argument: Any) -> dict[str, Any]:
        return (await self.ledger.submit(self.operator, function, argument)).answer

    async def supervise(self, function: str, **argument: Any) -> dict[str, Any]:
        return (await self.ledger.submit(self.supervisor, function, argument)).answer

    async def ask(self, function: str, **argument: Any) -> dict[str, Any]:
        return await self.ledger.evaluate(self.operator, function, argument)

    async def open(self) -> None:
        """The floor, its parameters and a proposal of others, a model, three companies, opening credits of two."""
        await self.operate("floor:OpenFloor")
        parameters = await self.ask("market:GetParameters", version=0)
        proposal = {name: value for name, value in parameters.items() if name != "v"}
        proposal |= {"version": 1, "admit_demo_codes": True, "breeds": ["Carp", "Lobster"]}
        await self.operate("market:ProposeParameters", **proposal)
        stored = await self.ask("market:GetProposal", version=1)
        await self.supervise("market:ApproveParameters", version=1, digest=stored["digest"])
        await self.operate("market:ProposeParameters", **{**proposal, "version": 2})
        await self.operate("market:ProposeModel", digest=MODEL)
        await self.supervise("market:ApproveModel", digest=MODEL)
        for number, (company_id, caller) in enumerate(self.companies.items()):
            argument = {
                "company_id": company_id,
                "name": f"Müller & Söhne {number}",
                "social_credit_code": f"DEMO{number:014d}",
                "legal_representative_digest": digest(company_id),
            }
            await self.ledger.submit(caller, "companies:RegisterCompany", argument)
        openings = [{"company_id": name, "tenths": 42, "evidence_digest": digest(name)} for name in (BUYER, SELLER)]
        await self.operate("credit:ProposeOpenings", openings=openings)
        approved = [{"company_id": name, "tenths": 42} for name in (BUYER, SELLER)]
        await self.supervise("credit:ApproveOpenings", openings=approved)

    async def post(self, company_id: str, side: str, local: str, *, keep: bool = False, breed: str = "Lobster") -> None:
        a_list = {
            "side": side,
            "list_id": f"{company_id}.{local}",
            "breed": breed,
            "amount": 100,
            "price_fen": 800_000,
            "freshness": 3,
            "weight_g": 20_000,
            "good_till_cancelled": keep,
        }
        await self.ledger.submit(self.companies[company_id], "floor:PostLists", {"cycle": 1, "lists": [a_list]})

    async def intake(self) -> None:
        """Lists of which two match, one is carried, one is withdrawn and one withdrawn and posted again."""
        await self.post(SELLER, "supply", "s1")
        await self.post(BUYER, "demand", "d1")
        await self.post(IDLE, "supply", "s1", keep=True, breed="Carp")
        await self.post(IDLE, "demand", "gone")
        await self.post(IDLE, "demand", "again", breed="Carp")
        for local, breed in (("gone", "Lobster"), ("again", "Carp")):
            argument = {"cycle": 1, "side": "demand", "breed": breed, "list_id": f"{IDLE}.{local}"}
            await self.ledger.submit(self.companies[IDLE], "floor:WithdrawList", argument)
        await self.post(IDLE, "demand", "again", breed="Carp")

    async def match(self) -> None:
        """Freezing, one trade of lobster, none of carp (both lists are one company's)."""
        await self.operate("floor:FreezeCycle", cycle=1)
        trade = {
            "demand_id": f"{BUYER}.d1",
            "supply_id": f"{SELLER}.s1",
            "amount": 100,
            "price_fen": 800_000,
            "weight_g": 20_000,
        }
        # Both are rated A; a piece at the limit price scores 2 000 000 − 400 000.
        proof = [{"buyer_rating": "A", "seller_rating": "A", "demand": [1_600_000], "supply": [0]}]
        for breed, trades, steps in (("Lobster", [trade], proof), ("Carp", [], [])):
            scheme = {"cycle": 1, "breed": breed, "round": 1, "trades": trades, "certificate": {"steps": steps}}
            await self.operate("floor:SubmitScheme", **scheme)
        await self.operate("floor:PublishMatches", cycle=1)

    def sign(self, company_id: str, kind: Any, body: bytes, subject: str = MATCH) -> dict[str, Any]:
        caller = self.companies[company_id]
        key = load_pem_private_key(caller.private_key_pem, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        message = statement_bytes(
            channel="floor", kind=kind, subject=subject, company_id=company_id, expiry_cycle=9, digest=body
        )
        signature = base64.b64encode(low_s(key.sign(message, ec.ECDSA(SHA256())))).decode()
        return {
            "match_id": MATCH,
            "company_id": company_id,
            "key_id": key_id(caller),
            "expiry_cycle": 9,
            "signature": signature,
        }

    async def settle(self) -> None:
        """Both accept; the contract is written and evaluated; credit moves; the cycle closes."""
        accepted = decision_digest(accept=True)
        decisions = [{**self.sign(name, "decision", accepted), "accept": True} for name in (BUYER, SELLER)]
        await self.operate("floor:RecordDecisions", cycle=1, decisions=decisions)
        await self.operate("floor:StartSettling", cycle=1)
        for breed in ("Lobster", "Carp"):
            await self.operate("floor:SettleBreed", cycle=1, breed=breed)
        evaluations = [
            {
                **self.sign(name, "evaluation", bytes.fromhex(digest(name))),
                "label": "excellent",
                "text_digest": digest(name),
                "model_digest": MODEL,
            }
            for name in (BUYER, SELLER)
        ]
        await self.operate("credit:RecordEvaluations", evaluations=evaluations)
        await self.operate("credit:ApplyCredit", cycle=1, limit=5000, close=False)
        await self.operate("floor:CloseCycle", cycle=1)

    async def appeal(self) -> None:
        """Both labels are appealed by the buyer; the seller's is corrected, and its credit due in the next cycle."""
        appeals = [
            {
                **self.sign(BUYER, "appeal", bytes.fromhex(digest(side)), f"{side}.{MATCH}"),
                "side": side,
                "reason_digest": digest(side),
            }
            for side in ("buyer", "seller")
        ]
        await self.operate("credit:RecordAppeals", appeals=appeals)
        decision = {"match_id": MATCH, "side": "seller", "label": "good", "grounds_digest": digest("grounds")}
        await self.supervise("credit:DecideAppeals", decisions=[decision])
