"""The size alarm: a source file over 400 lines is named, one over 600 (tests: 900) fails."""

import subprocess
import sys
from pathlib import Path

from shoal.home import checkout

NAMED, MOST, MOST_IN_TESTS = 400, 600, 900
ENDINGS = ("*.py", "*.go", "*.sh")


def main() -> int:
    """1 where a file is too long."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *ENDINGS],
        cwd=checkout(),
        capture_output=True,
        text=True,
        check=True,
    )
    too_long = False
    for name in listed.stdout.split():
        path = checkout() / name
        lines = len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0
        limit = MOST_IN_TESTS if is_test(Path(name)) else MOST
        if lines > NAMED:
            print(f"{name}: {lines} lines{' - too long, split it' if lines > limit else ''}")
        too_long |= lines > limit
    return int(too_long)


def is_test(path: Path) -> bool:
    """Whether the file holds tests."""
    return path.parts[0] == "tests" or path.stem.endswith("_test")


if __name__ == "__main__":
    sys.exit(main())
