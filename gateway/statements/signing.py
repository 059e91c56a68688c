"""Makes signed statements."""

from collections.abc import Sequence
from typing import NamedTuple

from gateway.db.columns import new_ids, now
from gateway.statements.canonical import Kind, appeal_id, statement_bytes
from gateway.statements.stated import Stated
from gateway.wallets.service import Wallets


class Draft(NamedTuple):
    """What is to be stated: `digest` is that of the body, `cycle` the match's."""

    kind: Kind
    match_id: str
    cycle: int
    side: str
    digest: bytes
    expiry_cycle: int


class Signer:
    """Signs with the companies' keys."""

    def __init__(self, channel: str, wallets: Wallets) -> None:
        self._channel = channel
        self._wallets = wallets

    async def sign(self, company_id: str, drafts: Sequence[Draft]) -> list[Stated]:
        """The company's statements, not kept yet; the bodies are left to be filled in."""
        key_id, signatures = await self._wallets.sign_all(company_id, [self._message(company_id, d) for d in drafts])
        moment = now()
        return [
            Stated(
                id=new_id,
                kind=draft.kind,
                match_id=draft.match_id,
                company_id=company_id,
                side=draft.side,
                key_id=key_id,
                expiry_cycle=draft.expiry_cycle,
                signature=signature,
                cycle=draft.cycle,
                created_at=moment,
            )
            for new_id, draft, signature in zip(new_ids(len(drafts)), drafts, signatures, strict=True)
        ]

    def _message(self, company_id: str, draft: Draft) -> bytes:
        return statement_bytes(
            channel=self._channel,
            kind=draft.kind,
            subject=appeal_id(draft.side, draft.match_id) if draft.kind == "appeal" else draft.match_id,
            company_id=company_id,
            expiry_cycle=draft.expiry_cycle,
            digest=draft.digest,
        )
