"""What the gateway stands on: a ledger, a certificate authority, and the identities of operator and supervisor."""

from dataclasses import dataclass

from gateway.ca.fabric_ca import FabricCertificateAuthority
from gateway.ca.port import CertificateAuthority
from gateway.errors import ShoalError
from gateway.ledger.fabric import FabricLedger
from gateway.ledger.outbox import Outbox
from gateway.ledger.port import Caller, Ledger
from gateway.settings import Settings
from network.errors import NetworkError
from network.profile import Profile, ProfileIdentity, load


@dataclass(frozen=True, slots=True)
class Backend:
    """All that differs between a Fabric network and a test."""

    ledger: Ledger
    ca: CertificateAuthority
    operator: Caller
    supervisor: Caller


def fabric_backend(settings: Settings, outbox: Outbox) -> Backend:
    """The network of this home, by its profile; fails with the network's code when it isn't up."""
    try:
        profile = load(settings.network_folder / "profile.json")
    except NetworkError as error:
        raise ShoalError(error.code, str(error.args[0])) from error
    try:
        return _connected(profile, outbox)
    except (OSError, KeyError) as error:
        raise ShoalError(
            "NETWORK_NOT_UP", f"the network's profile isn't whole ({error}): run `shoal network up`"
        ) from error


def _connected(profile: Profile, outbox: Outbox) -> Backend:
    operator, supervisor = _caller(profile.identities["operator"]), _caller(profile.identities["supervisor"])
    ca = FabricCertificateAuthority(
        operator.msp_id,
        profile.ca.url,
        profile.ca.tls_ca,
        profile.ca.registrar,
        profile.ca.registrar_secret_file.read_text("utf-8").strip(),
    )
    return Backend(FabricLedger.from_profile(profile, operator, outbox), ca, operator, supervisor)


def _caller(identity: ProfileIdentity) -> Caller:
    return Caller(identity.msp_id, identity.certificate.read_bytes(), identity.private_key.read_bytes())
