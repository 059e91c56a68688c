"""Bytes that are kept: files by what they are for."""

from pathlib import Path

KINDS = (
    ("blocks", "ledgersData/chains/chains"),
    ("block index", "ledgersData/chains/index"),
    ("state", "ledgersData/stateLeveldb"),
    ("history", "ledgersData/historyLeveldb"),
    ("raft log", "raft/"),
)
"""Of a Fabric node: what is kept, and how its path in the node's ledger folder is told."""


def node(folder: Path) -> dict[str, int]:
    """Of a peer's or an orderer's ledger folder, bytes by kind."""
    found: dict[str, int] = {}
    for file in files(folder):
        path = file.relative_to(folder).as_posix()
        kind = next((name for name, part in KINDS if part in path), _other(path))
        found[kind] = found.get(kind, 0) + size(file)
    return found


def gateway(folder: Path) -> dict[str, int]:
    """Of the gateway's folder: each database with its log of writes, and the program's own log."""
    found: dict[str, int] = {}
    for file in files(folder):
        if ".sqlite" in file.name:
            kind = f"{file.name.partition('.')[0]} database" + (
                " (write-ahead log)" if file.name.endswith("-wal") else ""
            )
            found[kind] = found.get(kind, 0) + size(file)
        elif file.suffix == ".log":
            found["log"] = found.get("log", 0) + size(file)
    return found


def files(folder: Path) -> list[Path]:
    """All of them, below any subfolder."""
    return [file for file in folder.rglob("*") if file.is_file()]


def size(file: Path) -> int:
    """What it takes on the disk: files that are laid out beforehand count as far as they are filled. 0 once gone."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return 0
    return min(found.st_size, found.st_blocks * 512)


def _other(path: str) -> str:
    return "blocks" if path.startswith("chains/") else "block index" if path.startswith("index/") else "other"
