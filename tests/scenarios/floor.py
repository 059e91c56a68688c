"""A whole floor of a test's own: network, gateway, companies, and the ways to break it."""

import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from stdnum.cn import uscc

from gateway.settings import Settings
from network import api as network
from shoal.client import Floor
from shoal.home import checkout

SHOAL = checkout() / ".venv" / "bin" / "shoal"
COMMAND_S = 420


@dataclass
class Trader:
    """A company with its log-in."""

    company_id: str
    name: str
    rest: Floor


@dataclass
class TestFloor:
    """A network and a gateway under `home`; what was built is shared through the checkout's cache."""

    __test__ = False

    home: Path
    settings: Settings = field(init=False)
    _anybody: Floor | None = None

    def __post_init__(self) -> None:
        self.settings = Settings(home=self.home)

    @property
    def environment(self) -> dict[str, str]:
        """For the `shoal` program."""
        cache = os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache"))
        return os.environ | {"SHOAL_HOME": str(self.home), "SHOAL_CACHE": cache, "SHOAL_LOGINS_PER_MINUTE": "1000"}

    def shoal(self, *arguments: str) -> str:
        """Runs `shoal …` and gives what it printed; fails with all of it."""
        done = subprocess.run(
            [SHOAL, *arguments], env=self.environment, capture_output=True, text=True, timeout=COMMAND_S, check=False
        )
        assert done.returncode == 0, f"shoal {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def up(self) -> None:
        """Brings everything up, or what is missing of it."""
        self.shoal("network", "up")
        self.shoal("gateway", "up")

    def down(self) -> None:
        """Stops everything."""
        if self._anybody is not None:
            self._anybody.close()
            self._anybody = None
        self.shoal("gateway", "down")
        self.shoal("network", "down")

    @property
    def url(self) -> str:
        """Where the gateway listens."""
        return str(json.loads(self.settings.address_file.read_text())["url"])

    def anybody(self) -> Floor:
        """A caller without a token."""
        if self._anybody is None or self._anybody.url != self.url:
            self._anybody = Floor(self.url)
        return self._anybody

    def authority(self, role: str) -> Floor:
        """Operator or supervisor, logged in."""
        given = json.loads(self.settings.bootstrap_credentials_file.read_text())[role]
        return self.anybody().logged_in(given["name"], given["password"])

    def trader(self, name: str, score: str | None = None) -> Trader:
        """A new company, with an opening credit if `score` is given."""
        code, password = new_code(), secrets.token_urlsafe(16)
        floor = self.anybody()
        floor.post(
            "/companies", name=name, social_credit_code=code, legal_representative="R. Epresentative", password=password
        )
        rest = floor.logged_in(code, password)
        company_id = rest.get("/sessions/current")["company_id"]
        if score is not None:
            self.authority("operator").post(f"/companies/{company_id}/opening-credit", score=score)
            self.authority("supervisor").post(f"/companies/{company_id}/opening-credit/approval", score=score)
        return Trader(company_id, name, rest)

    def processes(self) -> dict[str, int]:
        """Process ids by the network's own names, and the gateway's."""
        found = {status.name: status.pid for status in network.status(self.home) if status.pid is not None}
        return found | {"gateway": self.gateway_pid()}

    def gateway_pid(self) -> int:
        """The process that listens at the gateway's port."""
        port = int(self.url.rsplit(":", 1)[1])
        for connection in psutil.net_connections("tcp"):
            address = connection.laddr
            if connection.status == psutil.CONN_LISTEN and address and address.port == port and connection.pid:
                return connection.pid
        raise AssertionError("the gateway doesn't listen")

    def kill(self, name: str) -> None:
        """kill -9 of one process, by its name in `processes()`."""
        os.kill(self.processes()[name], signal.SIGKILL)

    def kill_all(self) -> None:
        """kill -9 of every process, keeper first so that it restarts none."""
        pids = self.processes()
        for name in sorted(pids, key=lambda name: name != "keeper"):
            os.kill(pids[name], signal.SIGKILL)
        until("every process is gone", lambda: not any(alive(pid) for pid in pids.values()))

    def projection_digests(self) -> dict[str, str]:
        """A digest of all rows, by table, of a view that shows the whole ledger."""

        def whole() -> dict[str, Any] | None:
            found = json.loads(self.shoal("projection", "status", "--json"))
            return dict(found["tables"]) if found["blocks"] == found["height"] else None

        tables = until("the view shows every block", whole)
        return {name: table["sha256"] for name, table in tables.items()}


def new_code() -> str:
    """A unified social credit code that nobody has, with a right check character."""
    base = "91310115" + "".join(secrets.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    return base + uscc.calc_check_digit(base)


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie doesn't)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(what: str, holds: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Waits for a truthy answer and gives it; says what it waited for when it never comes."""
    deadline = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            if answer := holds():
                return answer
        except Exception as error:  # noqa: BLE001 - the floor is being broken on purpose
            last = error
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds:.0f} s until {what}; last: {last!r}")
