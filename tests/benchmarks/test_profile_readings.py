"""What the profile reads: metrics, files, sampled stacks."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from benchmarks.profile import fabric, go_profiles, sizes, stacks

TRACES = """File: peer
Type: cpu
Duration: 5.01s, Total samples = 1.52s (30.34%)
-----------+-------------------------------------------------------
     bytes:  16B
     1.50s   runtime.futex
             runtime.futexwakeup
             github.com/hyperledger/fabric/core/endorser.(*Endorser).ProcessProposal
-----------+-------------------------------------------------------
      20ms   syscall.Fsync
             github.com/hyperledger/fabric/common/ledger/blkstorage.(*blockfileWriter).append
-----------+-------------------------------------------------------
"""


class TestMetrics:
    def page(self, requests: int) -> str:
        registry = CollectorRegistry()
        height = Counter("ledger_transaction_count", "", ["channel"], registry=registry)
        duration = Histogram("ledger_block_processing_time", "", ["channel"], registry=registry)
        routes = Histogram("shoal_request_seconds", "", ["route"], registry=registry)
        Counter("not_chosen", "", registry=registry).inc()
        for number in range(requests):
            height.labels("a" if number % 2 else "b").inc()
            duration.labels("a").observe(0.5)
            routes.labels("/v1/matches").observe(0.25)
        return generate_latest(registry).decode()

    def test_labels_are_added_up_but_those_that_matter(self) -> None:
        found = fabric.parse(self.page(4))
        assert found["ledger_block_processing_time_count"] == 4
        assert found["ledger_block_processing_time_sum"] == 2
        assert found["shoal_request_seconds{/v1/matches}_sum"] == 1
        assert sum(value for name, value in found.items() if name.startswith("ledger_transaction_count")) == 4
        assert not any("bucket" in name or "created" in name or "not_chosen" in name for name in found)

    def test_a_difference_has_what_was_added(self) -> None:
        added = fabric.since(fabric.parse(self.page(4)), fabric.parse(self.page(10)))
        assert fabric.means(added)["ledger_block_processing_time"] == (6, 0.5)

    def test_what_was_restarted_counts_from_nothing(self) -> None:
        added = fabric.since(fabric.parse(self.page(10)), fabric.parse(self.page(4)))
        assert added["ledger_block_processing_time_count"] == 4

    @given(st.dictionaries(st.text(), st.floats(0, 1e6)))
    def test_nothing_happened(self, state: dict[str, float]) -> None:
        assert fabric.since(state, state) == {}


class TestSizes:
    def test_files_of_a_node_by_kind(self, tmp_path: Path) -> None:
        kinds = {
            "ledgersData/chains/chains/floor/blockfile_000000": "blocks",
            "ledgersData/chains/index/000001.log": "block index",
            "ledgersData/stateLeveldb/000003.ldb": "state",
            "ledgersData/historyLeveldb/000003.ldb": "history",
            "raft/wal/floor/0.wal": "raft log",
            "chains/floor/blockfile_000000": "blocks",
            "transientStore/LOCK": "other",
        }
        for number, path in enumerate(kinds):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(b"x" * (number + 1))
        found = sizes.node(tmp_path)
        assert found == {"blocks": 1 + 6, "block index": 2, "state": 3, "history": 4, "raft log": 5, "other": 7}

    def test_files_of_the_gateway(self, tmp_path: Path) -> None:
        for name, size in {
            "records.sqlite": 1,
            "records.sqlite-wal": 2,
            "projection.sqlite": 4,
            "gateway.log": 8,
        }.items():
            (tmp_path / name).write_bytes(b"x" * size)
        (tmp_path / "wallet.key").write_text("secret")
        assert sizes.gateway(tmp_path) == {
            "records database": 1, "records database (write-ahead log)": 2, "projection database": 4, "log": 8,
        }  # fmt: skip

    def test_what_is_laid_out_but_not_filled_counts_as_filled(self, tmp_path: Path) -> None:
        file = tmp_path / "wal"
        with file.open("wb") as opened:
            opened.truncate(64 << 20)
        assert sizes.size(file) < 1 << 20
        assert sizes.size(tmp_path / "gone") == 0


class TestStacks:
    LINES = (
        "run (gateway/serve.py:9);app (fastapi/routing.py:3);post (gateway/statements/service.py:7) 60",
        "run (gateway/serve.py:9);app (fastapi/routing.py:3);post (gateway/statements/service.py:9) 5",
        "run (gateway/serve.py:9);app (fastapi/routing.py:3);label (sentiment/classifier.py:7) 20",
        "_worker (concurrent/futures/thread.py:5);execute (aiosqlite/core.py:1) 10",
        "unheard of (elsewhere.py:1) 5",
    )

    def test_parts(self) -> None:
        assert stacks.by_part(self.LINES) == pytest.approx(
            {"requests: rules of the floor": 0.65, "classifier": 0.20, "database": 0.10, "other": 0.05}
        )

    def test_functions_whatever_their_line(self) -> None:
        assert stacks.hottest(self.LINES)[0] == ("post (gateway/statements/service.py)", 0.65)

    @given(st.lists(st.tuples(st.sampled_from(LINES), st.integers(1, 9)), min_size=1))
    def test_shares_are_of_the_whole(self, given_: list[tuple[str, int]]) -> None:
        lines = [f"{line.rpartition(' ')[0]} {count}" for line, count in given_]
        assert sum(stacks.by_part(lines).values()) == pytest.approx(1)

    def test_a_flame_graph_names_no_path_of_the_machine(self) -> None:
        svg = '<text id="title" x="1">/a/bin/py-spy record --pid 1 --output /b/x.svg</text><title>run (a.py:1)</title>'
        assert stacks.titled(svg, "Ours") == '<text id="title" x="1">Ours</text><title>run (a.py:1)</title>'

    def test_a_running_program_is_sampled(self, tmp_path: Path) -> None:
        program = "def spin():\n    while True: pass\nprint(flush=True)\nspin()\n"
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout is not None
                process.stdout.readline()
                with stacks.sampled(process.pid, tmp_path / "stacks.txt", "raw"):
                    time.sleep(1)
            except stacks.NotSampled as failed:
                pytest.skip(f"this system lets nobody read another process: {failed}")
            finally:
                process.kill()
        name, share = stacks.hottest((tmp_path / "stacks.txt").read_text("utf-8").splitlines())[0]
        assert name.startswith("spin ")
        assert share > 0.5

    def test_a_process_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(stacks.NotSampled), stacks.sampled(2**22 + 1, tmp_path / "stacks.txt", "raw"):
            time.sleep(0.3)


class TestGoProfiles:
    def test_stacks_and_parts(self) -> None:
        found = go_profiles.stacks(TRACES)
        assert [seconds for seconds, _ in found] == [1.5, pytest.approx(0.02)]
        assert go_profiles.by_part(found) == {"endorsement": 1.5, "commit: block files, fsync": pytest.approx(0.02)}
        assert go_profiles.hottest(found)[0] == ("runtime.futex", 1.5)

    def test_no_samples(self) -> None:
        assert go_profiles.stacks("File: peer\nType: cpu\n") == []
