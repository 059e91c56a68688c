"""Registers companies: account, certificate, wallet, ledger, each step safe to repeat."""

import hashlib
from dataclasses import replace

from gateway.accounts.names import folded_name, normalised_name
from gateway.accounts.principal import Principal
from gateway.companies.codes import checked_code, company_id_of
from gateway.companies.schemas import CompanyIn
from gateway.context import Services
from gateway.errors import BadInput, Conflict, LedgerRefused
from gateway.ledger.port import Receipt
from gateway.operations.service import Work
from gateway.projection.repository import ProjectionRepository
from gateway.wallets.keys import new_private_key, signing_request

_FIELD_OF_CODE = {
    "NAME_TAKEN": "name",
    "CODE_TAKEN": "social_credit_code",
    "CODE_INVALID": "social_credit_code",
    "COMPANY_EXISTS": "social_credit_code",
}


class Registration:
    """One company's registration."""

    def __init__(self, services: Services, asked: CompanyIn) -> None:
        self._services = services
        self._password = asked.password
        self._name = normalised_name(asked.name)
        self._representative = normalised_name(asked.legal_representative)
        for field, value in (("name", self._name), ("legal_representative", self._representative)):
            if not value:
                raise BadInput("FIELD_RANGE", "must hold more than white space", field)
        self._code = checked_code(asked.social_credit_code, admit_demo=services.settings.admit_demo_codes)
        self._company_id = company_id_of(self._code)

    async def claim(self) -> Principal:
        """The account of this code: a new one, or the one that began this registration with this password.

        Fails with `NAME_TAKEN` and `CODE_TAKEN`.
        """
        async with self._services.projection() as session:
            named = await ProjectionRepository(session).company_by_name(self._name)
        if named is not None and named.company_id != self._company_id:
            raise Conflict("NAME_TAKEN", "another company has this name", "name")
        principal = await self._services.accounts.claim(self._code, self._password, "company", self._company_id)
        if principal is None:
            raise Conflict(
                "CODE_TAKEN",
                "this code is registered; log in, or repeat your own registration with its password",
                "social_credit_code",
            )
        return principal

    async def prepare(self) -> Work:
        """The registration as an operation."""
        return self._register

    async def _register(self, operation_id: str) -> Receipt:
        if not await self._services.wallets.has(self._company_id):
            await self._enrol()
        caller = await self._services.wallets.caller(self._company_id)
        argument = {
            "company_id": self._company_id,
            "name": self._name,
            "social_credit_code": self._code,
            "legal_representative_digest": self._representative_digest(),
        }
        try:
            receipt = await self._services.ledger.submit(
                caller, "companies:RegisterCompany", argument, operation_ids=[operation_id]
            )
        except LedgerRefused as refused:
            refused.field = _FIELD_OF_CODE.get(refused.code, refused.field)
            raise
        shown = {"company_id": self._company_id, "name": self._name, "social_credit_code": self._code}
        return replace(receipt, answer={**shown, "state": "registered"})

    async def _enrol(self) -> None:
        """Key pair and certificate. The secret is derived, not random: a registration that was cut off enrols again."""
        ca, keyring = self._services.ca, self._services.keyring
        secret = keyring.derive("enrolment", self._company_id).hex()
        await ca.register(self._company_id, secret, {"role": "company", "company_id": self._company_id})
        key = new_private_key()
        certificate = await ca.enroll(self._company_id, secret, signing_request(key, self._company_id))
        await self._services.wallets.store(self._company_id, ca.msp_id, certificate, key)

    def _representative_digest(self) -> str:
        """Hex SHA-256 over a salt and the folded name. The salt is derived from the wallet key: the same each time, and
        nobody can try names against the digest without it. The name itself is kept nowhere."""
        salt = self._services.keyring.derive("legal representative", self._company_id)
        return hashlib.sha256(salt + folded_name(self._representative).encode()).hexdigest()
