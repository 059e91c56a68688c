from pathlib import Path

import pytest
from click.testing import CliRunner

from network import api
from network.cli import cli
from network.errors import NetworkError
from network.files import locked
from network.layout import Layout


@pytest.mark.parametrize("command", [api.up, api.down, api.reset, api.publish_crl])
def test_a_second_command_on_the_same_network_is_refused(layout: Layout, command: object) -> None:
    with locked(layout / "lock"), pytest.raises(NetworkError) as refused:
        command(layout.home)
    assert refused.value.code == "NETWORK_BUSY"


@pytest.mark.parametrize("question", [api.status, api.load_profile])
def test_before_the_first_up_questions_say_what_to_do(tmp_path: Path, question: object) -> None:
    with pytest.raises(NetworkError, match="shoal network up") as refused:
        question(tmp_path)
    assert refused.value.code == "NETWORK_NOT_UP"
    assert list(tmp_path.iterdir()) == []


def test_down_of_nothing_is_harmless(tmp_path: Path) -> None:
    api.down(tmp_path)
    api.reset(tmp_path)


def test_the_program_tells_a_failure_with_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path))
    result = CliRunner().invoke(cli, ["status"])
    assert result.exit_code == 1
    assert result.stderr.startswith("NETWORK_NOT_UP: ")


def test_reset_asks_first(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(layout.home))
    (layout / "ports.json").write_text("{}")
    assert CliRunner().invoke(cli, ["reset"], input="n\n").exit_code == 1
    assert (layout / "ports.json").exists()
    assert CliRunner().invoke(cli, ["reset", "--yes"]).exit_code == 0
    assert not (layout / "ports.json").exists()
