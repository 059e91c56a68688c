"""What can go wrong with a network, each with one stable code.

NETWORK_TOPOLOGY_INVALID   the topology file breaks a rule; the text names the field
NETWORK_TOPOLOGY_CHANGED   the topology no longer is the one this ledger was made from
NETWORK_TOOLCHAIN_MISSING  no Go (or C compiler) that can build Fabric, and none could be fetched
NETWORK_BUILD_FAILED       a build ended with an error
NETWORK_TOOL_FAILED        a Fabric tool ended with an error, or not at all
NETWORK_PORT_TAKEN         a recorded port is used by somebody else
NETWORK_NO_PORT            no free port in the range
NETWORK_WAIT_EXPIRED       a process did not become what was awaited in time
NETWORK_BUSY               another command works on the same network
NETWORK_NOT_UP             the command needs a network that is up
NETWORK_CA_REFUSED         the users' CA refused a request
NETWORK_STOP_FAILED        a process did not end
"""


class NetworkError(Exception):
    """A failure of the network area: a stable `code` and a text that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"
