"""A process is well when it listens at every port and says so."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from network.health import unhealthy
from network.processes import ProcessSpec


class Well(BaseHTTPRequestHandler):
    """Answers 200 to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def operations() -> Iterator[int]:
    """The port of a server that says that all is well."""
    with HTTPServer(("127.0.0.1", 0), Well) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def spec(operations_port: int, listen: int, *, health: bool = True) -> ProcessSpec:
    address = f"http://127.0.0.1:{operations_port}/healthz" if health else None
    ports = {"listen": listen, "operations": operations_port}
    return ProcessSpec("peer0.platform", "peer", [], {}, "", "", ports, address, "")


def listening() -> socket.socket:
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.bind(("127.0.0.1", 0))
    server.listen(1)
    return server


def test_a_peer_that_says_it_is_well_before_it_listens_is_not() -> None:
    with operations() as port:
        with closing(listening()) as server:
            listen = server.getsockname()[1]
            assert unhealthy(spec(port, listen)) is None
        reason = unhealthy(spec(port, listen))
        assert reason is not None
        assert f"port {listen}" in reason


def test_a_process_without_a_health_address_only_listens() -> None:
    with closing(listening()) as server, closing(listening()) as other:
        assert unhealthy(spec(other.getsockname()[1], server.getsockname()[1], health=False)) is None
