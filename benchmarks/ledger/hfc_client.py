"""hfc (fabric-sdk-py 1.0.0) under load, in a process of its own: its messages can't share one with the official ones.

`python hfc_client.py FILE`, with `PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=python`. FILE is JSON: `profile` (path of an
hfc network profile), `peers` (names), `channel`, `chaincode`, `msp_id`, `certificate`, `private_key` (paths) and
`deadline_s`.
Orders and answers: `benchmarks/ledger/process.py`. It uses one `Client`, as hfc's own documentation does.
"""

import asyncio
import json
import logging
import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hfc.fabric import Client
from hfc.fabric.user import create_user


class HfcClient:
    """One hfc client and one user."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._client = Client(net_profile=given["profile"])
        self._client.new_channel(given["channel"])
        self._user = create_user(
            "operator",
            "platform",
            self._client.state_store,
            given["msp_id"],
            given["private_key"],
            given["certificate"],
        )

    async def transact(self, function: str, argument: str) -> None:
        """Endorse by every peer, order, wait for the event of each; raises where that is not what happened."""
        calling = self._client.chaincode_invoke(
            requestor=self._user,
            channel_name=self._given["channel"],
            peers=self._given["peers"],
            args=[argument],
            cc_name=self._given["chaincode"],
            fcn=function,
            wait_for_event=True,
            wait_for_event_timeout=self._given["deadline_s"],
        )
        answer = await asyncio.wait_for(calling, self._given["deadline_s"])
        # A refusal comes back as the text of the answer, not as an exception.
        if not isinstance(answer, str) or not answer.startswith('{"changed":'):
            raise RuntimeError(f"answered {answer!r}"[:100])


async def carry_out(client: HfcClient, order: dict[str, Any]) -> dict[str, Any]:
    """The closed load of an order."""
    left = order["transactions"]
    errors: Counter[str] = Counter()
    latencies: list[float] = []
    began, cpu = time.perf_counter(), cpu_s()

    async def worker() -> None:
        nonlocal left
        while left > 0 and time.perf_counter() - began < order["limit_s"]:
            left -= 1
            started = time.perf_counter()
            try:
                await client.transact(order["function"], order["argument"].replace("{digest}", os.urandom(32).hex()))
            except Exception as error:  # noqa: BLE001 (a benchmark counts failures of any kind)
                errors[f"{type(error).__name__}: {error}"[:120]] += 1
            else:
                latencies.append(1000 * (time.perf_counter() - started))

    await asyncio.gather(*(worker() for _ in range(order["in_flight"])))
    seconds = time.perf_counter() - began
    return {
        "committed": len(latencies),
        "errors": dict(errors),
        "seconds": seconds,
        "cpu_s": cpu_s() - cpu,
        "latencies_ms": latencies,
    }


def cpu_s() -> float:
    """Processor time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def main(given: dict[str, Any]) -> None:
    """Until standard input ends."""
    logging.disable(logging.CRITICAL)  # hfc logs every message at its debug level, to standard error
    client = HfcClient(given)
    print(json.dumps("ready"), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await carry_out(client, json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
    os._exit(0)  # the threads of its gRPC channels would hold the process up
