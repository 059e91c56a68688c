"""The package stands alone: it imports nothing of ours but itself, and nothing that talks to the world."""

import ast
from pathlib import Path

import pytest

import matching

FILES = sorted(Path(matching.__file__).parent.rglob("*.py"))
FOREIGN = {"gateway", "sentiment", "network", "fabric_gateway", "shoal"}
WORLD = {"socket", "ssl", "http", "urllib", "sqlite3", "sqlalchemy", "httpx", "grpc", "asyncio", "subprocess", "random"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_imports(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            imported.add(node.module.split(".")[0])
    assert not imported & (FOREIGN | WORLD)
