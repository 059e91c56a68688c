"""No argument, however malformed, ends a chaincode process: fuzzing the running one."""

import random

import pytest

from fabric_gateway import EvaluateError, GatewayError
from tests.scenarios.direct import chaincode, evaluate
from tests.scenarios.floor import TestFloor

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]

FUNCTIONS = (
    "floor:PostLists", "floor:postLists", "floor:SubmitScheme", "floor:GetCycle", "companies:RegisterCompany",
    "companies:GetCompany", "credit:ApplyCredit", "market:GetParameters", "market:ProposeParameters", "nothing", "",
    "floor:", ":", "org.hyperledger.fabric:GetMetadata", "floor:\x00", "\x00",
)  # fmt: skip
ARGUMENTS = (
    b"", b"{", b"null", b"[]", b"{}", b'{"cycle":1e999}', b'{"cycle":-1}', b'{"cycle":1,"cycle":2}', b"\xff\xfe",
    b'"\xff"', b'{"company_id":"\\u0000\\ud800"}', b'{"cycle":' + b"9" * 400 + b"}", b"[" * 20_000, b'{"a":' * 5_000,
    b'{"cycle":1} x', b'{"version":9223372036854775808}', "{\"company_id\":\"C-\u202e\U0001f41f\"}".encode(),
    b"\x00" * 100, b'{"lists":[' + b'{"side":"demand"},' * 1_000 + b"{}]}",
)  # fmt: skip
ROUNDS = 300


def chaincode_pids(floor: TestFloor) -> dict[str, int]:
    return {name: pid for name, pid in floor.processes().items() if "chaincode" in name}


async def test_malformed_arguments_are_refused_and_end_no_process(floor: TestFloor) -> None:
    before = chaincode_pids(floor)
    assert len(before) == 2
    rng = random.Random(20260101)
    async with chaincode(floor) as contract:
        for function in FUNCTIONS:
            for argument in ARGUMENTS:
                await call(contract, function, [argument])
        for _ in range(ROUNDS):
            await call(contract, rng.choice(FUNCTIONS), [mutated(rng) for _ in range(rng.randrange(4))])
        assert (await evaluate(contract, "market:GetParameters", version=0))["version"] >= 1
    assert chaincode_pids(floor) == before


async def call(contract: object, function: str, arguments: list[bytes]) -> None:
    """An answer or a coded refusal of at most 1 kB; never a lost process."""
    try:
        await contract.evaluate(function, *arguments)
    except EvaluateError as refused:
        text = refused.contract_message or ""
        assert "connection" not in str(refused), (function, arguments, refused)
        assert text.partition(":")[0].split(" ")[0].isupper(), (function, arguments[:1], str(refused)[:300])
        assert len(text.encode()) <= 1000
    except GatewayError as other:
        raise AssertionError((function, arguments)) from other


def mutated(rng: random.Random) -> bytes:
    """One of the arguments with some bytes changed."""
    made = bytearray(rng.choice(ARGUMENTS)[:2000] or b"{}")
    for _ in range(rng.randrange(1, 6)):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)
