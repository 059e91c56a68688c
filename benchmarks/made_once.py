"""Things that are installed or built on first use and kept in the cache."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network.files import locked


@contextmanager
def made_once(target: Path) -> Iterator[Path | None]:
    """A draft folder that becomes `target` when all went well; None where `target` is there already.

    Two runs that need the same thing wait for each other.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(target.with_name(f".{target.name}.lock")):
        if target.exists():
            yield None
            return
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            yield draft
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
