"""Runs the application under uvicorn, on the loopback address, and says where."""

import gc
import json
import socket
from collections.abc import Sequence

import uvicorn

from gateway import logs
from gateway.app import create_app
from gateway.files import write_private
from gateway.settings import Settings

_DRAIN_S = 20
_YOUNG_OBJECTS = 50_000


class _Server(uvicorn.Server):
    """Writes the address once the start-up is through, not before."""

    def __init__(self, config: uvicorn.Config, settings: Settings, url: str) -> None:
        super().__init__(config)
        self._address_file = settings.address_file
        self._url = url

    async def startup(self, sockets: Sequence[socket.socket] | None = None) -> None:
        """Starts to serve."""
        await super().startup(sockets=list(sockets) if sockets else None)
        if self.started:
            _calm_the_collector()
            write_private(self._address_file, json.dumps({"url": self._url}) + "\n")


def _calm_the_collector() -> None:
    """What the start made stays (classifiers, routes, schemas): it is not looked through again for what can be freed,
    and hundreds of requests under way are not taken for garbage each time some more objects were made."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def serve(settings: Settings) -> int:
    """Serves until interrupted; the exit code (3: the start-up failed, the log says why)."""
    logs.configure()
    listening = _listening_socket(settings)
    url = f"http://{settings.host}:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_DRAIN_S,
        lifespan="on",
    )
    server = _Server(config, settings, url)
    server.run(sockets=[listening])
    return 0 if server.started else 3


def _listening_socket(settings: Settings) -> socket.socket:
    """The port asked for; else the one of the last run, so that clients find the gateway again; else any free one."""
    ports = [settings.port] if settings.port else [*_last_port(settings), 0]
    for port in ports:
        # The protocol is named because asyncio sets TCP_NODELAY only then, and accepted sockets inherit the name: an
        # answer's headers and body are two packets, and the second waited 40 ms for the first one's acknowledgement.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, port))
        except OSError:
            listening.close()
            if port == ports[-1]:
                raise
        else:
            return listening
    raise AssertionError("unreachable: the last port either binds or raises")


def _last_port(settings: Settings) -> list[int]:
    try:
        url: str = json.loads(settings.address_file.read_text("utf-8"))["url"]
        return [int(url.rsplit(":", 1)[1])]
    except (OSError, ValueError, KeyError):
        return []
