"""Proposes and approves market parameters and models: the operator's act, then the supervisor's."""

from dataclasses import replace
from typing import Any

from gateway.context import Services
from gateway.errors import BadInput, Conflict, LedgerRefused
from gateway.ledger.port import Receipt
from gateway.market.schemas import ParametersIn
from gateway.operations.service import Work

_VERSIONS_TRIED = 3


async def current_parameters(services: Services) -> dict[str, Any]:
    """The parameters in force, as the ledger has them now."""
    return await services.ledger.evaluate(services.operator, "market:GetParameters", {"version": 0})


async def proposal(services: Services, version: int) -> dict[str, Any]:
    """`{parameters, digest}`; fails with `PROPOSAL_UNKNOWN`."""
    return await services.ledger.evaluate(services.operator, "market:GetProposal", {"version": version})


async def propose_parameters(services: Services, asked: ParametersIn) -> Work:
    """Proposes them as the next version; fails with `PARAM_INVALID`, `BREED_REMOVED`."""
    if asked.epsilon_permille + asked.phi_permille + asked.gamma_permille != 1000:
        raise BadInput("PARAM_INVALID", "epsilon, phi and gamma must sum to 1000", "epsilon_permille")
    breeds = sorted(asked.breeds)
    if len(set(breeds)) != len(breeds):
        raise BadInput("PARAM_INVALID", "each breed may be named once", "breeds")

    async def work(operation_id: str) -> Receipt:
        refused: LedgerRefused | None = None
        for _ in range(_VERSIONS_TRIED):
            version = asked.version or int((await current_parameters(services))["version"]) + 1
            argument = {**asked.model_dump(), "version": version, "breeds": breeds}
            try:
                receipt = await services.ledger.submit(
                    services.operator, "market:ProposeParameters", argument, operation_ids=[operation_id]
                )
            except LedgerRefused as error:
                if error.code != "PARAM_VERSION" or asked.version is not None:
                    raise
                # Another version was approved meanwhile.
                refused = error
            else:
                standing = await proposal(services, version)
                return replace(receipt, answer={"version": version, "digest": standing["digest"]})
        raise refused or Conflict("PARAM_VERSION", "the current version keeps changing; propose again")

    return work


async def approve_parameters(services: Services, version: int, digest: str) -> Work:
    """Makes the proposal current; fails with `PROPOSAL_UNKNOWN`, `PROPOSAL_CHANGED`."""

    async def work(operation_id: str) -> Receipt:
        argument = {"version": version, "digest": digest}
        receipt = await services.ledger.submit(
            services.supervisor, "market:ApproveParameters", argument, operation_ids=[operation_id]
        )
        return replace(receipt, answer={"version": version})

    return work


async def propose_model(services: Services, digest: str) -> Work:
    """Proposes a classifier."""

    async def work(operation_id: str) -> Receipt:
        receipt = await services.ledger.submit(
            services.operator, "market:ProposeModel", {"digest": digest}, operation_ids=[operation_id]
        )
        standing = await services.ledger.evaluate(services.operator, "market:GetModel", {"digest": digest})
        return replace(receipt, answer={"digest": digest, "status": standing["status"]})

    return work


async def approve_model(services: Services, digest: str) -> Work:
    """Approves a classifier; fails with `PROPOSAL_UNKNOWN`."""

    async def work(operation_id: str) -> Receipt:
        receipt = await services.ledger.submit(
            services.supervisor, "market:ApproveModel", {"digest": digest}, operation_ids=[operation_id]
        )
        return replace(receipt, answer={"digest": digest, "status": "approved"})

    return work
