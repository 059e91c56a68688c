"""What the users write down: every request with its answer, and every write that the floor said yes to."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

Verdict = Literal["done", "expected", "unexpected"]
Kind = Literal["company", "list", "amended", "withdrawn", "decision", "evaluation", "unknown"]
NO_ANSWER, ACCEPTED = "NO_ANSWER", "ACCEPTED"
"""Our own codes: the connection gave no answer; the floor took what it should have refused."""


class Request(NamedTuple):
    """One request. `at` is when it began, seconds since 1970; `code` is empty where it was done."""

    at: float
    name: str
    ms: float
    status: int
    code: str
    verdict: Verdict


class Answer(NamedTuple):
    """What the floor said. `status` 0: nothing."""

    status: int
    body: dict[str, Any]
    location: str = ""

    @property
    def done(self) -> bool:
        """Whether it said yes."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The problem's code, empty where there's none."""
        return "" if self.done else str(self.body.get("code", NO_ANSWER if self.status == 0 else f"HTTP_{self.status}"))

    @property
    def open(self) -> bool:
        """Whether what was asked for may have been done all the same."""
        return self.status == 0 or self.status >= 500


def verdict(answer: Answer, expected: Collection[str], *, wrong: bool) -> tuple[str, Verdict]:
    """Code and judgement. What is `wrong` must be refused, with one of the `expected` codes; what isn't may be."""
    if answer.done:
        return (ACCEPTED, "unexpected") if wrong else ("", "done")
    return answer.code, "expected" if answer.code in expected else "unexpected"


class Journal:
    """A file of its own for each process, a JSON object a line."""

    def __init__(self, file: Path) -> None:
        self._opened: IO[str] = file.open("a", encoding="utf-8", buffering=1)

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def request(self, request: Request, detail: str = "") -> None:
        """Write a request down; `detail` is what was said of one that should not have failed."""
        self._line({"request": list(request)} | ({"detail": detail} if detail else {}))

    def write(self, kind: Kind, company_id: str, **fields: Any) -> None:
        """Write down what the floor said yes to, or of which nobody knows (`unknown`, with `what`)."""
        self._line({"write": kind, "company_id": company_id} | fields)

    def _line(self, entry: dict[str, Any]) -> None:
        self._opened.write(json.dumps(entry, ensure_ascii=False) + "\n")


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Everything that all processes wrote. A last line that was cut off by a kill is left out."""
    for file in sorted(folder.glob("journal-*.jsonl")):
        for line in file.read_text("utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)


def read(folder: Path) -> tuple[list[Request], list[dict[str, Any]], list[str]]:
    """Requests in the order of their beginnings, writes in the order in which they were written down, and what was said
    of failures.
    """
    requests, writes, details = [], [], []
    for entry in lines(folder):
        if "request" in entry:
            requests.append(Request(*entry["request"]))
        else:
            writes.append(entry)
        if "detail" in entry:
            details.append(f"{entry['request'][1]}: {entry['detail']}")
    return sorted(requests), writes, details
