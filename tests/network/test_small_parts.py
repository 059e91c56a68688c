"""Files, logs, packages, back-off, the build's cache, the profile, the CA's token."""

import base64
import gzip
import hashlib
import io
import json
import stat
import tarfile
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from network import build, ca_client, files, go, logs, packages, ports, profile, users_ca
from network.backoff import Backoff
from network.errors import NetworkError
from network.go import BuildCounter
from network.layout import Layout
from network.topology import Topology


class TestFiles:
    def test_a_written_file_is_its_owners_only(self, tmp_path: Path) -> None:
        file = files.write_json(tmp_path / "new" / "a.json", {"a": 1})
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert files.read_json(file) == {"a": 1}
        assert [entry.name for entry in file.parent.iterdir()] == ["a.json"]

    def test_a_missing_file_reads_as_none(self, tmp_path: Path) -> None:
        assert files.read_json(tmp_path / "a.json") is None

    def test_a_lock_is_held_by_one(self, tmp_path: Path) -> None:
        with (
            files.locked(tmp_path / "lock", wait=False),
            pytest.raises(BlockingIOError),
            files.locked(tmp_path / "lock", wait=False),
        ):
            pass
        with files.locked(tmp_path / "lock", wait=False):
            pass

    @given(st.lists(st.text(st.characters(categories=["L", "N"]), max_size=20), max_size=50), st.integers(1, 60))
    def test_a_tail_is_the_last_lines(self, tmp_path_factory: pytest.TempPathFactory, lines: list[str], n: int) -> None:
        log = tmp_path_factory.mktemp("log") / "a.log"
        log.write_text("\n".join(lines))
        assert files.tail(log, n) == "\n".join("\n".join(lines).splitlines()[-n:])


class TestLogs:
    def test_an_overlong_log_moves_aside_and_goes_on_at_its_start(self, tmp_path: Path) -> None:
        log = tmp_path / "a.log"
        with logs.open_log(log) as stream:
            stream.write(b"x" * 100)
            stream.flush()
            logs.limit_size(log, 99)
            stream.write(b"after")
        assert log.read_bytes() == b"after"
        assert (tmp_path / "a.log.1").read_bytes() == b"x" * 100

    def test_a_short_or_missing_log_is_left_alone(self, tmp_path: Path) -> None:
        log = tmp_path / "a.log"
        logs.limit_size(log, 10)
        log.write_bytes(b"x" * 10)
        logs.limit_size(log, 10)
        assert [entry.name for entry in tmp_path.iterdir()] == ["a.log"]


class TestPackages:
    def test_the_same_address_gives_the_same_package(self) -> None:
        one = packages.package("shoal", "127.0.0.1:1", "2s")
        assert one == packages.package("shoal", "127.0.0.1:1", "2s")
        assert one != packages.package("shoal", "127.0.0.1:2", "2s")

    @staticmethod
    def entries(package: bytes) -> dict[str, bytes]:
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(package))) as archive:
            return {name: archive.extractfile(name).read() for name in archive.getnames()}

    def test_it_holds_what_the_peer_reads(self) -> None:
        outer = self.entries(packages.package("shoal", "127.0.0.1:1", "2s"))
        inner = self.entries(outer["code.tar.gz"])
        assert json.loads(outer["metadata.json"]) == {"type": "ccaas", "label": "shoal"}
        assert json.loads(inner["connection.json"]) == {
            "address": "127.0.0.1:1",
            "dial_timeout": "2s",
            "tls_required": False,
        }

    def test_its_id_is_label_and_digest(self) -> None:
        assert packages.package_id("shoal", b"abc") == f"shoal:{hashlib.sha256(b'abc').hexdigest()}"


class TestBackoff:
    def test_pauses_double_up_to_ten_seconds_and_start_anew_after_a_long_life(self) -> None:
        backoff, now = Backoff(), 1000.0
        pauses = []
        for _ in range(9):
            assert backoff.may_start(now)
            backoff.started(now)
            pause = 0.0
            while not backoff.may_start(now + pause):
                pause += 0.1
            pauses.append(round(pause, 1))
            now += pause
        assert pauses == sorted(pauses)
        assert pauses[0] <= 0.3
        assert pauses[-1] == 10.0
        backoff.started(now + 31)
        assert backoff.may_start(now + 31.3)


class TestBuild:
    def test_the_key_depends_on_names_and_contents_and_not_on_the_place(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name / "cmd").mkdir(parents=True)
            (tmp_path / name / "cmd" / "main.go").write_text("package main")
            (tmp_path / name / "go.mod").write_text("module m")
        keys = {build.digest(build.chaincode_sources(tmp_path / n), tmp_path / n, "go1.26") for n in ("one", "two")}
        assert len(keys) == 1
        (tmp_path / "two" / "cmd" / "main_test.go").write_text("package main")
        assert build.digest(build.chaincode_sources(tmp_path / "two"), tmp_path / "two", "go1.26") in keys
        (tmp_path / "two" / "cmd" / "main.go").write_text("package main // changed")
        assert build.digest(build.chaincode_sources(tmp_path / "two"), tmp_path / "two", "go1.26") not in keys
        assert build.digest(build.chaincode_sources(tmp_path / "one"), tmp_path / "one", "go1.27") not in keys

    def test_a_thing_is_made_once_by_whoever_comes_first(self, tmp_path: Path) -> None:
        made = []

        def make() -> None:
            with build._once(tmp_path / "cache" / "thing") as (target, draft):
                if draft is not None:
                    made.append(1)
                    (draft / "content").write_text("x")
            assert (target / "content").read_text() == "x"

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 1

    def test_a_build_that_fails_leaves_nothing_that_looks_built(self, tmp_path: Path) -> None:
        def fail() -> None:
            with build._once(tmp_path / "thing") as (_, draft):
                (draft / "half").write_text("x")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert [entry.name for entry in tmp_path.iterdir()] == [".thing.lock"]

    def test_programs_are_recorded(self, tmp_path: Path) -> None:
        programs = build.Programs(tmp_path / "a", tmp_path / "b", tmp_path / "c", tmp_path / "d")
        build.save(programs, tmp_path / "programs.json")
        assert build.saved(tmp_path / "programs.json") == programs
        with pytest.raises(NetworkError, match="NETWORK_NOT_UP"):
            build.saved(tmp_path / "missing.json")

    def test_a_folder_without_the_command_is_no_chaincode(self, tmp_path: Path) -> None:
        toolchain = go.Go(Path("/nowhere/go"), "go1.26", {})
        with pytest.raises(NetworkError, match="NETWORK_BUILD_FAILED"):
            build._chaincode(tmp_path, toolchain, tmp_path, print)

    def test_the_cache_moves_alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHOAL_CACHE", str(tmp_path / "elsewhere"))
        assert build.cache_folder(tmp_path) == tmp_path / "elsewhere"
        monkeypatch.delenv("SHOAL_CACHE")
        assert build.cache_folder(tmp_path) == tmp_path / "cache"


class TestGo:
    @pytest.mark.parametrize(
        ("text", "version"),
        [("go1.26.8\n", (1, 26)), ("go1.25rc1", (1, 25)), ("go1.9.2", (1, 9)), ("devel +abc", None), ("", None)],
    )
    def test_versions(self, text: str, version: tuple[int, int] | None) -> None:
        assert go.parse_version(text) == version

    def test_without_a_home_its_caches_go_under_ours(self, tmp_path: Path) -> None:
        for given_home in ({}, {"HOME": ""}, {"HOME": str(tmp_path / "missing")}):
            environment = go.environment(tmp_path, given_home)
            assert environment["GOPATH"].startswith(str(tmp_path))
            assert environment["GOCACHE"].startswith(str(tmp_path))

    def test_with_a_home_they_stay_the_users(self, tmp_path: Path) -> None:
        environment = go.environment(tmp_path / "cache", {"HOME": str(tmp_path), "GOCACHE": "/kept"})
        assert "GOPATH" not in environment
        assert environment["GOCACHE"] == "/kept"

    def test_builds_do_not_ask_for_the_checkouts_version(self, tmp_path: Path) -> None:
        def flags(given: dict[str, str]) -> str:
            return go.environment(tmp_path, given | {"HOME": str(tmp_path)})["GOFLAGS"]

        assert flags({}) == "-buildvcs=false"
        assert flags({"GOFLAGS": "-mod=mod"}) == "-mod=mod -buildvcs=false"
        assert flags({"GOFLAGS": "-buildvcs=auto"}) == "-buildvcs=auto"

    def test_the_wheels_go_is_the_one_with_its_tools(self, tmp_path: Path) -> None:
        for file in ("bin/go", "go/bin/go", "go/VERSION", "go/pkg/tool/linux_amd64/compile"):
            (tmp_path / "wheel" / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "wheel" / file).write_text(file)
        assert go.place(tmp_path / "wheel", tmp_path / "placed")
        for file in ("bin/go", "pkg/tool/linux_amd64/compile"):
            assert (tmp_path / "placed" / file).read_text() == f"go/{file}"
            assert stat.S_IMODE((tmp_path / "placed" / file).stat().st_mode) == 0o755
        assert not go.place(tmp_path / "wheel", tmp_path / "again")

    def test_progress_is_told_every_ten_seconds(self) -> None:
        told: list[str] = []
        counter = BuildCounter("fabric", told.append)
        for second in range(25):
            counter.saw("go: downloading example.com/m v1.0.0" if second < 5 else "example.com/m/p", float(second))
        assert told == [
            "fabric: 5 modules fetched, 6 packages compiled",
            "fabric: 5 modules fetched, 16 packages compiled",
        ]

    def test_a_build_that_fails_tells_what_go_said(self, tmp_path: Path) -> None:
        toolchain = go.find(tmp_path, lambda _line: None)
        (tmp_path / "go.mod").write_text("module m\n\ngo 1.25\n")
        (tmp_path / "main.go").write_text("package main\n\nfunc main() { undefinedThing() }\n")
        with pytest.raises(NetworkError, match="undefinedThing") as failed:
            toolchain.compile("build", "-o", str(tmp_path / "m"), ".", folder=tmp_path, progress=print, settings={})
        assert failed.value.code == "NETWORK_BUILD_FAILED"


class TestProfile:
    @pytest.fixture
    def described(self, plan: Topology, layout: Layout) -> profile.Profile:
        return profile.describe(plan, ports.choose(ports.names(plan), layout.home), layout)

    def test_it_reads_as_written(self, described: profile.Profile, layout: Layout) -> None:
        profile.write(described, layout / "profile.json")
        assert profile.load(layout / "profile.json") == described

    def test_it_may_be_moved_with_its_folder(self, described: profile.Profile, layout: Layout, tmp_path: Path) -> None:
        profile.write(described, layout / "profile.json")
        assert str(layout.root) not in (layout / "profile.json").read_text()
        layout.root.rename(tmp_path / "moved")
        moved = profile.load(tmp_path / "moved" / "profile.json")
        assert moved.ca.registrar_secret_file == tmp_path / "moved" / "ca" / "registrar.secret"

    def test_it_names_who_may_do_what(self, described: profile.Profile) -> None:
        assert {name: who.msp_id for name, who in described.identities.items()} == {
            "operator": "PlatformMSP",
            "platform_admin": "PlatformMSP",
            "supervisor": "SupervisorMSP",
            "supervisor_admin": "SupervisorMSP",
        }
        assert described.peer_of("supervisor").name == "peer0.supervisor"

    def test_before_the_first_up_it_says_what_to_do(self, layout: Layout) -> None:
        with pytest.raises(NetworkError, match="shoal network up") as failed:
            profile.load(layout / "profile.json")
        assert failed.value.code == "NETWORK_NOT_UP"


class TestUsersCA:
    def test_its_registrar_can_make_clients_only(self, plan: Topology, layout: Layout) -> None:
        settings = users_ca.settings(plan, ports.choose(ports.names(plan), layout.home), "s3cret")
        (registrar,) = settings["registry"]["identities"]
        assert registrar["pass"] == "s3cret"
        assert registrar["attrs"]["hf.Registrar.Roles"] == "client"
        assert settings["address"] == "127.0.0.1"
        assert settings["tls"]["enabled"] is True

    def test_a_token_signs_method_path_body_and_certificate_with_a_low_s(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate, signature = ca_client.token(ca_client.Enrolment(b"CERT", pem), "POST", "/p", b"{}").split(".")
        assert base64.b64decode(certificate) == b"CERT"
        encode = lambda content: base64.b64encode(content).decode()  # noqa: E731
        signed = f"POST.{encode(b'/p')}.{encode(b'{}')}.{encode(b'CERT')}".encode()
        key.public_key().verify(base64.b64decode(signature), signed, ec.ECDSA(hashes.SHA256()))

    def test_an_enrolment_never_shows_its_key(self) -> None:
        assert "KEY" not in repr(ca_client.Enrolment(b"CERT", b"KEY"))
