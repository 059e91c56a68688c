"""A model as a folder: `model.json` (what it is, and its digest) and `arrays.npz` (its numbers). Never a pickle.

The digest is the SHA-256 of the canonical JSON of `model.json` without its own field `digest`. That JSON names the
SHA-256 of `arrays.npz`, which is stored uncompressed and so has the same bytes for the same numbers: the digest covers
everything.
"""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any, cast

import numpy as np

from sentiment import analysers, families, normalise
from sentiment.errors import SentimentError
from sentiment.families import FIRST
from sentiment.labels import LABELS
from sentiment.lexicon import Lexicon
from sentiment.model import Model
from sentiment.reading import Reading

FORMAT = 3
MANIFEST, ARRAYS = "model.json", "arrays.npz"


def save(model: Model, folder: Path, extra: dict[str, str] | None = None) -> str:
    """Writes the model and the `extra` text files (name → content) to `folder`, and gives the digest.

    The folder is replaced only when everything is written; a failure leaves the old one in place.
    """
    arrays = _pack(model)
    manifest = _manifest(model) | {"arrays_sha256": hashlib.sha256(arrays).hexdigest()}
    manifest["digest"] = _digest(manifest)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        (fresh / ARRAYS).write_bytes(arrays)
        (fresh / MANIFEST).write_text(_spell(manifest), encoding="utf-8")
        for name, content in (extra or {}).items():
            (fresh / name).write_text(content, encoding="utf-8")
        _put(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return cast(str, manifest["digest"])


def load(folder: Path) -> tuple[Model, str]:
    """The model in `folder` and its digest. Fails with SENTIMENT_MODEL if anything is missing or not as written."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        arrays = (folder / ARRAYS).read_bytes()
        manifest: dict[str, Any] = json.loads(text)
        if not isinstance(manifest, dict) or text != _spell(manifest) or manifest.get("digest") != _digest(manifest):
            raise _refused(folder, f"{MANIFEST} does not have the digest it names")
        if manifest.get("arrays_sha256") != hashlib.sha256(arrays).hexdigest():
            raise _refused(folder, f"{ARRAYS} does not have the digest that {MANIFEST} names")
        if manifest["versions"] != _versions():
            raise _refused(folder, f"it is of versions {manifest['versions']}, this program is of {_versions()}")
        return _unpack(manifest, arrays), manifest["digest"]
    except OSError as error:
        raise _refused(folder, f"it cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise _refused(folder, f"it is not in the expected form ({error})") from error


def _refused(folder: Path, why: str) -> SentimentError:
    return SentimentError("SENTIMENT_MODEL", f"the model in {folder} is refused: {why}; restore it or train it anew")


def _put(fresh: Path, folder: Path) -> None:
    old = fresh.with_name(fresh.name + ".old")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _versions() -> dict[str, int]:
    rules = {"normalise": normalise, "analysers": analysers, "families": families}
    return {"format": FORMAT} | {name: module.VERSION for name, module in rules.items()}


def _manifest(model: Model) -> dict[str, Any]:
    return {
        "versions": _versions(),
        "labels": list(LABELS),
        "language": model.language,
        "analyser": model.lexicon.analyser.name,
        "stop_words": sorted(model.lexicon.analyser.stop_words),
        "families": list(model.families),
        "short_below": model.short_below,
        "unsure_below": [reading.unsure_below for reading in model.readings],
        "known_share_below": model.known_share_below,
        "terms": len(model),
    }


def _spell(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _digest(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(_spell({k: v for k, v in manifest.items() if k != "digest"}).encode()).hexdigest()


def _pack(model: Model) -> bytes:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        units=np.frombuffer("\n".join(model.lexicon.units[FIRST:]).encode(), dtype=np.uint8),
        keys=model.keys.astype("<u8"),
        scale=model.scale.astype("<f4"),
        coefficients=model.coefficients.astype("<f4"),
        maps=np.stack([reading.map for reading in model.readings]).astype("<f8"),
        intercepts=np.stack([reading.intercepts for reading in model.readings]).astype("<f8"),
        handicaps=np.stack([reading.handicaps for reading in model.readings]).astype("<f8"),
    )
    return buffer.getvalue()


def _unpack(manifest: dict[str, Any], packed: bytes) -> Model:
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        units = arrays["units"].tobytes().decode().split("\n")
        keys, scale, coefficients = arrays["keys"], arrays["scale"], arrays["coefficients"]
        maps, intercepts, handicaps = arrays["maps"], arrays["intercepts"], arrays["handicaps"]
    n, k, classes = manifest["terms"], len(coefficients), len(LABELS)
    shapes = (keys.shape, scale.shape, coefficients.shape, maps.shape, intercepts.shape, handicaps.shape)
    if shapes != ((n,), (n,), (k, n), (2, classes, k), (2, classes), (2, classes)) or not n:
        raise ValueError("the arrays' shapes do not agree")
    codes, ids = families.unpack(keys)
    known = {families.FAMILIES[name].code for name in manifest["families"]}
    if not set(np.unique(codes).tolist()) <= known or ids.max() >= FIRST + len(units) or (keys[1:] <= keys[:-1]).any():
        raise ValueError("the terms do not fit the families and units")
    short, long = map(Reading, maps, intercepts, handicaps, map(float, manifest["unsure_below"]))
    if manifest["labels"] != list(LABELS):
        raise ValueError("unknown labels")
    return Model(
        language=manifest["language"],
        lexicon=Lexicon(analysers.ANALYSERS[manifest["analyser"]](frozenset(manifest["stop_words"])), units),
        families=tuple(manifest["families"]),
        keys=keys,
        scale=scale,
        coefficients=coefficients,
        readings=(short, long),
        short_below=manifest["short_below"],
        known_share_below=manifest["known_share_below"],
    )
