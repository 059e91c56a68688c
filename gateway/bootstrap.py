"""What must be on a new ledger before anybody can trade: an open floor, a catalogue of breeds, an approved classifier.

Each step looks first and does only what is missing. The supervisor's approvals are signed here because this gateway
holds both identities; in a consortium of two organisations the supervisor looks at the proposals and approves in a
process of its own, and this module only proposes.
"""

import json
import secrets
from typing import Any

import structlog

from gateway.accounts.principal import Role
from gateway.accounts.service import Accounts
from gateway.context import Services
from gateway.errors import LedgerRefused
from gateway.files import write_private
from gateway.settings import Settings
from gateway.wallets.keyring import KEY_BYTES

log = structlog.get_logger(__name__)

_AUTHORITIES: tuple[Role, ...] = ("operator", "supervisor")


def ensure_secrets(settings: Settings) -> bool:
    """Makes the wallet key and the authorities' passwords where they are missing; whether anything was made."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = False
    if not settings.wallet_key_file.exists():
        write_private(settings.wallet_key_file, secrets.token_hex(KEY_BYTES) + "\n")
        made = True
    if not settings.bootstrap_credentials_file.exists():
        credentials = {name: {"name": name, "password": secrets.token_urlsafe(24)} for name in _AUTHORITIES}
        write_private(settings.bootstrap_credentials_file, json.dumps(credentials, indent=2) + "\n")
        made = True
    return made


async def ensure_accounts(accounts: Accounts, settings: Settings) -> None:
    """Makes the accounts of operator and supervisor from the credentials file, where they are missing."""
    credentials = json.loads(settings.bootstrap_credentials_file.read_text("utf-8"))
    for role in _AUTHORITIES:
        given = credentials[role]
        if await accounts.claim(given["name"], given["password"], role) is None:
            log.warning("bootstrap.password_differs", account=role, file=str(settings.bootstrap_credentials_file))


async def ensure_floor(services: Services) -> None:
    """Opens the floor: cycle 1 takes lists."""
    receipt = await services.ledger.submit(services.operator, "floor:OpenFloor", {})
    if receipt.answer.get("changed", True):
        log.info("bootstrap.floor_opened")


async def ensure_market(services: Services) -> None:
    """Parameters with the settings' catalogue where the ledger has none, and the classifier's digest."""
    await _ensure_parameters(services)
    await _ensure_model(services, services.classifier.digest)


async def _ensure_parameters(services: Services) -> None:
    ledger, operator = services.ledger, services.operator
    current: dict[str, Any] = await ledger.evaluate(operator, "market:GetParameters", {"version": 0})
    if current["version"] != 0:
        return
    proposed = {name: value for name, value in current.items() if name != "v"} | {
        "version": 1,
        "breeds": sorted(set(services.settings.market_breeds)),
        "admit_demo_codes": services.settings.admit_demo_codes,
    }
    await ledger.submit(operator, "market:ProposeParameters", proposed)
    proposal = await ledger.evaluate(services.supervisor, "market:GetProposal", {"version": 1})
    await ledger.submit(services.supervisor, "market:ApproveParameters", {"version": 1, "digest": proposal["digest"]})
    log.info("bootstrap.parameters_approved", version=1)


async def _ensure_model(services: Services, digest: str) -> None:
    argument = {"digest": digest}
    try:
        status = (await services.ledger.evaluate(services.operator, "market:GetModel", argument))["status"]
    except LedgerRefused as refused:
        if refused.code != "MODEL_UNKNOWN":
            raise
        await services.ledger.submit(services.operator, "market:ProposeModel", argument)
        status = "proposed"
    if status == "proposed":
        await services.ledger.submit(services.supervisor, "market:ApproveModel", argument)
        log.info("bootstrap.model_approved", digest=digest)
