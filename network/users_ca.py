"""The users' CA: a root of its own, its settings, and the identities that a network itself needs."""

import secrets
from pathlib import Path
from typing import Any

from network import ca_client, tool
from network.files import write_bytes, write_text, write_yaml
from network.layout import Layout
from network.ports import Ports
from network.profile import CertificateAuthority, ProfileIdentity
from network.topology import Topology

_SETTINGS = "fabric-ca-server-config.yaml"


def settings(topology: Topology, ports: Ports, secret: str) -> dict[str, Any]:
    """The server's settings. The registrar's secret is in this file, never on a command line."""
    users = topology.users_ca
    return {
        "port": ports[f"{users.name}/listen"],
        "address": "127.0.0.1",
        "tls": {"enabled": True, "certfile": "tls-cert.pem"},
        "ca": {"name": users.name, "certfile": "ca-cert.pem"},
        "crl": {"expiry": users.crl_expiry},
        "registry": {
            "maxenrollments": -1,
            "identities": [
                {
                    "name": users.registrar,
                    "pass": secret,
                    "type": "client",
                    "affiliation": "",
                    "attrs": {
                        # Clients only: this CA can't make a peer or an admin that the channel would take.
                        "hf.Registrar.Roles": "client",
                        "hf.Registrar.DelegateRoles": "client",
                        "hf.Registrar.Attributes": "*",
                        "hf.Revoker": True,
                        "hf.GenCRL": True,
                    },
                }
            ],
        },
        "db": {"type": "sqlite3", "datasource": "fabric-ca-server.db"},
        "affiliations": {},
        "signing": {
            "default": {"usage": ["digital signature"], "expiry": "8760h"},
            "profiles": {
                "tls": {
                    "usage": ["signing", "key encipherment", "server auth", "client auth", "key agreement"],
                    "expiry": "87600h",
                }
            },
        },
        "csr": {
            "cn": f"{users.name}.{topology.domain}",
            "keyrequest": {"algo": "ecdsa", "size": 256},
            "names": [{"O": topology.host(users.organisation)}],
            "hosts": ["localhost", "127.0.0.1"],
            "ca": {"expiry": "131400h", "pathlength": 0},
        },
        "bccsp": {
            "default": "SW",
            "sw": {"hash": "SHA2", "security": 256, "filekeystore": {"keystore": "msp/keystore"}},
        },
        "operations": {"listenAddress": f"127.0.0.1:{ports[f'{users.name}/operations']}"},
        "metrics": {"provider": "disabled"},
    }


def create(topology: Topology, ports: Ports, layout: Layout, ca_programs: Path) -> bytes:
    """Makes the CA's folder with a new root and a new secret; the root certificate (PEM)."""
    folder = layout / "ca"
    secret = secrets.token_urlsafe(32)
    write_text(folder / "registrar.secret", secret)
    write_yaml(folder / _SETTINGS, settings(topology, ports, secret))
    tool.run(ca_programs / "fabric-ca-server", "init", "--home", str(folder), timeout_s=30)
    return (folder / "ca-cert.pem").read_bytes()


def enrol_operator(ca: CertificateAuthority, operator: ProfileIdentity, layout: Layout) -> None:
    """Gives the network its operator: a client of the users' CA with the attribute `role=operator`. Once."""
    if operator.certificate.exists() and operator.private_key.exists():
        return
    registrar = enrol_registrar(ca, layout)
    # A name of its own for each try: one that failed after registering would block the name for ever.
    name = f"operator-{secrets.token_hex(4)}"
    secret = ca_client.register(ca, registrar, name, {"role": "operator"})
    _store(ca_client.enrol(ca, name, secret), operator.certificate, operator.private_key)


def enrol_registrar(ca: CertificateAuthority, layout: Layout) -> ca_client.Enrolment:
    """The registrar's certificate and key, kept from the first time on."""
    folder = layout / "identities" / "registrar"
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not (certificate.exists() and key.exists()):
        secret = ca.registrar_secret_file.read_text().strip()
        _store(ca_client.enrol(ca, ca.registrar, secret), certificate, key)
    return ca_client.Enrolment(certificate.read_bytes(), key.read_bytes())


def _store(enrolment: ca_client.Enrolment, certificate: Path, key: Path) -> None:
    write_bytes(key, enrolment.private_key_pem)
    write_bytes(certificate, enrolment.certificate_pem)
