"""Fabric's and the gateway's own metrics: read, and subtracted from what they were."""

import urllib.request
from collections.abc import Mapping
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

Row = dict[str, Any]
READ_S = 10.0
CHOSEN = (
    "endorser_proposal_duration", "endorser_proposals_received", "chaincode_shim_request_duration",
    "ledger_block_processing_time", "ledger_blockstorage_and_pvtdata_commit_time", "ledger_blockstorage_commit_time",
    "ledger_statedb_commit_time", "gossip_privdata_validation_duration", "gossip_privdata_commit_block_duration",
    "gossip_state_commit_duration", "gossip_payload_buffer_size", "gossip_comm_messages_sent",
    "broadcast_enqueue_duration",
    "broadcast_validate_duration", "broadcast_processed_count", "blockcutter_block_fill_duration",
    "consensus_etcdraft_data_persist_duration", "consensus_etcdraft_committed_block_number", "deliver_blocks_sent",
    "ledger_transaction_count", "grpc_comm_conn_opened", "grpc_server_unary_request_duration",
    "shoal_request_seconds", "shoal_ledger_submit_seconds",
)  # fmt: skip
"""Families of which a stage's difference is kept (histograms and summaries: how many, and their sum)."""
BY_LABEL = {
    "chaincode_shim_request_duration": "type",
    "grpc_server_unary_request_duration": "method",
    "shoal_request_seconds": "route",
    "shoal_ledger_submit_seconds": "function",
}
"""Those that are kept apart by a label."""


def read(url: str) -> dict[str, float]:
    """Count and sum of each chosen family there. Raises OSError."""
    with urllib.request.urlopen(url, timeout=READ_S) as response:
        return parse(response.read().decode("utf-8"))


def parse(text: str) -> dict[str, float]:
    """Of Prometheus' text: `<family>_count`, `<family>_sum`, or the value of counters, over all labels but the one of
    `BY_LABEL`, which stands in braces behind the family.
    """
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        if family.name not in CHOSEN or family.type == "gauge":
            continue
        for sample in family.samples:
            if sample.name.endswith(("_bucket", "_created")):
                continue
            name = sample.name
            if label := BY_LABEL.get(family.name):
                name = f"{family.name}{{{sample.labels.get(label, '')}}}{name.removeprefix(family.name)}"
            found[name] = found.get(name, 0.0) + sample.value
    return found


def since(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """What was added. What was restarted since, and so counts from 0 again, counts as it stands."""
    added = {name: value - before.get(name, 0.0) for name, value in now.items()}
    return {name: now[name] if more < 0 else more for name, more in added.items() if more}


def means(difference: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """How many and mean seconds, of each family that has both."""
    counts = {name.removesuffix("_count"): value for name, value in difference.items() if name.endswith("_count")}
    return {
        name: (count, difference.get(f"{name}_sum", 0.0) / count) for name, count in counts.items() if count
    }  # fmt: skip
