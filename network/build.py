"""Fabric's programs and our chaincode, built once and kept in the cache under a key of what they are made from."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from network.errors import NetworkError
from network.files import locked, read_json, write_json
from network.go import Go, find
from network.progress import Progress
from shoal.home import checkout

_TOOLS = Path(__file__).with_name("tools")
# The same for all three, so that they share what Go compiled of its own library. SQLite, in the users' CA, is C and
# quick enough without the long optimisation.
_SETTINGS = {"CGO_ENABLED": "1", "CGO_CFLAGS": "-O1 -w"}
# Stack traces keep their lines; what a debugger needs costs an eighth of the time.
_WITHOUT_DEBUGGING = ("-ldflags=-s -w", "-gcflags=all=-dwarf=false")
_FABRIC_MODULE = "github.com/hyperledger/fabric"


@dataclass(frozen=True)
class Programs:
    """What a network runs: folders of Fabric's programs, of its sample settings, and the chaincode's program."""

    fabric: Path
    sample_settings: Path
    ca: Path
    chaincode: Path


def cache_folder(home: Path) -> Path:
    """`SHOAL_CACHE` where set (several networks then share it), else `<home>/cache`."""
    named = os.environ.get("SHOAL_CACHE")
    return Path(named).expanduser().resolve() if named else home / "cache"


def build(home: Path, chaincode_module: Path | None, progress: Progress) -> Programs:
    """Builds what the cache does not hold. `chaincode_module` is the Go module with `cmd/shoal`, by default ours."""
    cache = cache_folder(home)
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    module = chaincode_module or checkout() / "chaincode"
    go = find(cache, progress)
    # Three at once: while one of them links or downloads, another one compiles.
    with ThreadPoolExecutor(3) as pool:
        ca = pool.submit(_tools, cache, go, "fabric-ca", progress)
        fabric = pool.submit(_tools, cache, go, "fabric", progress)
        chaincode = pool.submit(_chaincode, cache, go, module, progress)
        folder = fabric.result()
        return Programs(folder / "bin", folder / "settings", ca.result() / "bin", chaincode.result())


def save(programs: Programs, file: Path) -> None:
    """Records where the programs are."""
    write_json(file, {name: str(path) for name, path in vars(programs).items()})


def saved(file: Path) -> Programs:
    """The programs as recorded. `NETWORK_NOT_UP` before the first `up`."""
    entries = read_json(file)
    if entries is None:
        raise NetworkError("NETWORK_NOT_UP", f"{file} is missing: run `shoal network up` first")
    return Programs(**{name: Path(path) for name, path in entries.items()})


def digest(files: Iterable[Path], root: Path, *more: str) -> str:
    """A key of names and contents: the same files give the same key, wherever they lie."""
    total = hashlib.sha256()
    for text in more:
        total.update(text.encode() + b"\0")
    for file in sorted(files):
        name, content = str(file.relative_to(root)).encode(), file.read_bytes()
        total.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return total.hexdigest()[:20]


def chaincode_sources(module: Path) -> list[Path]:
    """What the chaincode's program is built from: no tests, and nothing outside of the module."""
    sources = [file for file in module.rglob("*.go") if not file.name.endswith("_test.go")]
    return [*sources, *(module / name for name in ("go.mod", "go.sum") if (module / name).exists())]


def _tools(cache: Path, go: Go, name: str, progress: Progress) -> Path:
    """Folder with the programs of one tools module."""
    module = _TOOLS / name
    key = digest([module / "go.mod", module / "go.sum"], module, go.version)
    with _once(cache / "tools" / f"{name}-{key}") as (target, draft):
        if draft is not None:
            progress(f"building {name} (some minutes, once)")
            if name == "fabric-ca":
                _require_c_compiler(go, module)
            go.compile(
                "install", "-v", "-trimpath", *_WITHOUT_DEBUGGING, "tool", folder=module, progress=progress,
                settings=_SETTINGS | {"GOBIN": str(draft / "bin")},
            )  # fmt: skip
            if name == "fabric":
                source = Path(go.query("list", "-m", "-f", "{{.Dir}}", _FABRIC_MODULE, folder=module))
                (draft / "settings").mkdir()
                for settings in ("core.yaml", "orderer.yaml"):
                    (draft / "settings" / settings).write_bytes((source / "sampleconfig" / settings).read_bytes())
            progress(f"built {name}")
    return target


def _require_c_compiler(go: Go, module: Path) -> None:
    compiler = go.query("env", "CC", folder=module).split()[0]
    if shutil.which(compiler, path=go.environment.get("PATH", os.defpath)) is None:
        text = f"install a C compiler ({compiler}): the users' CA carries SQLite, which is in C"
        raise NetworkError("NETWORK_TOOLCHAIN_MISSING", text)


def _chaincode(cache: Path, go: Go, module: Path, progress: Progress) -> Path:
    """The chaincode's program."""
    if not (module / "cmd" / "shoal").is_dir():
        raise NetworkError("NETWORK_BUILD_FAILED", f"{module} has no cmd/shoal: it is no chaincode module")
    key = digest(chaincode_sources(module), module, go.version)
    with _once(cache / "chaincode" / key) as (target, draft):
        if draft is not None:
            progress("building the chaincode")
            command = ("build", "-v", "-trimpath", *_WITHOUT_DEBUGGING, "-o", str(draft / "shoal"), "./cmd/shoal")
            go.compile(*command, folder=module, progress=progress, settings=_SETTINGS)
            progress("built the chaincode")
    return target / "shoal"


@contextmanager
def _once(target: Path) -> Iterator[tuple[Path, Path | None]]:
    """Makes `target` once: gives a draft folder to fill where it is missing, and renames that when all went well.

    Two commands that need the same build at once wait for each other instead of building it twice.
    """
    if target.exists():
        yield target, None
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(target.with_name(f".{target.name}.lock")):
        if target.exists():
            yield target, None
            return
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            yield target, draft
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
