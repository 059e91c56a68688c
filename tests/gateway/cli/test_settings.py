from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.settings import Settings


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "x" / ".."))
    monkeypatch.setenv("SHOAL_PORT", "8123")
    monkeypatch.setenv("SHOAL_MARKET_BREEDS", '["Crab"]')
    settings = Settings()
    assert (settings.home, settings.port, settings.market_breeds) == (tmp_path, 8123, ("Crab",))
    assert settings.database_url("records") == f"sqlite+aiosqlite:///{tmp_path}/gateway/records.sqlite"
    monkeypatch.setenv("SHOAL_RECORDS_URL", "postgresql+asyncpg:///shoal")
    assert Settings().database_url("records") == "postgresql+asyncpg:///shoal"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOAL_HOST", "0.0.0.0"),
        ("SHOAL_HOST", "192.168.1.5"),
        ("SHOAL_HOST", "localhost"),
        ("SHOAL_PORT", "70000"),
        ("SHOAL_CYCLE_SECONDS", "0"),
        ("SHOAL_SESSION_HOURS", "0"),
        ("SHOAL_MARKET_BREEDS", '[""]'),
    ],
)
def test_refuses_what_cannot_be(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
