"""Runs `go` in a module of the checkout with Shoal's toolchain: `python tools/go.py chaincode test ./...`.

`python tools/go.py chaincode gofmt -l .` runs the gofmt beside it.

The machine's Go where it is new enough, else the one of PyPI's wheel, as for the network's own build.
"""

import subprocess
import sys

from network.build import cache_folder
from network.go import find
from shoal.home import checkout, shoal_home


def main() -> int:
    """The exit status of `go`."""
    module, *arguments = sys.argv[1:]
    go = find(cache_folder(shoal_home()), lambda text: print(text, file=sys.stderr))
    command = [go.program.with_name("gofmt"), *arguments[1:]] if arguments[0] == "gofmt" else [go.program, *arguments]
    return subprocess.run(command, cwd=checkout() / module, env=go.environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
