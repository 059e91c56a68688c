from pathlib import Path

import pytest

from network.errors import NetworkError
from network.wait import wait_until


def test_a_wait_ends_as_soon_as_the_check_is_content() -> None:
    answers = iter(["not yet", "not yet", None])
    wait_until(lambda: next(answers), process="p", awaited="it", log=None, timeout_s=30)
    assert next(answers, "used up") == "used up"


def test_an_expired_wait_names_process_purpose_reason_and_the_end_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "peer0.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    with pytest.raises(NetworkError) as failed:
        wait_until(lambda: "refused", process="peer0.platform", awaited="its health", log=log, timeout_s=0)
    text = str(failed.value)
    assert failed.value.code == "NETWORK_WAIT_EXPIRED"
    for part in ("peer0.platform", "its health", "refused", str(log), "line 99", "line 80"):
        assert part in text
    assert "line 79" not in text


@pytest.mark.parametrize("content", [None, ""])
def test_an_expired_wait_says_when_the_log_is_empty(tmp_path: Path, content: str | None) -> None:
    log = tmp_path / "p.log"
    if content is not None:
        log.write_text(content)
    with pytest.raises(NetworkError, match="is empty"):
        wait_until(lambda: "no", process="p", awaited="it", log=log, timeout_s=0)


def test_without_a_log_the_text_ends_with_the_reason() -> None:
    with pytest.raises(NetworkError, match=r"last: no$"):
        wait_until(lambda: "no", process="p", awaited="it", log=None, timeout_s=0)
