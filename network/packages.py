"""Chaincode packages: an address per endorsing organisation, no code. Same contents, same id, always."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from network.files import write_bytes
from network.layout import Layout
from network.ports import Ports
from network.topology import Topology


@dataclass(frozen=True)
class Package:
    """A package file and the id that peers give it."""

    file: Path
    package_id: str


def package(label: str, address: str, dial_timeout: str) -> bytes:
    """The package that tells a peer to dial `address`."""
    connection = {"address": address, "dial_timeout": dial_timeout, "tls_required": False}
    code = _archive({"connection.json": json.dumps(connection).encode()})
    metadata = json.dumps({"type": "ccaas", "label": label}).encode()
    return _archive({"metadata.json": metadata, "code.tar.gz": code})


def package_id(label: str, content: bytes) -> str:
    """Fabric's id: label and SHA-256 of the file."""
    return f"{label}:{hashlib.sha256(content).hexdigest()}"


def write_packages(topology: Topology, ports: Ports, layout: Layout) -> None:
    """Writes a package for each endorsing organisation."""
    for org in topology.endorsers:
        address = f"127.0.0.1:{ports[f'chaincode.{org.name}/listen']}"
        content = package(topology.chaincode.name, address, topology.chaincode.dial_timeout)
        write_bytes(layout / "packages" / f"{org.name}.tar.gz", content)


def package_of(topology: Topology, layout: Layout, organisation: str) -> Package:
    """The package as written when the ledger was made."""
    file = layout / "packages" / f"{organisation}.tar.gz"
    return Package(file, package_id(topology.chaincode.name, file.read_bytes()))


def _archive(entries: dict[str, bytes]) -> bytes:
    """A tar.gz without times and owners."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)
