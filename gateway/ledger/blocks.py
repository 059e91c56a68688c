"""From a Fabric block to the ledger's: the chaincode's own writes, keys taken apart, values decoded."""

import base64
from typing import Any

import orjson

import fabric_gateway
from gateway.ledger.keys import split_key
from gateway.ledger.port import LedgerBlock, LedgerTransaction, LedgerWrite


def ledger_block(block: fabric_gateway.Block, chaincode: str) -> LedgerBlock:
    """The block with the writes to `chaincode`'s state; other namespaces (the lifecycle's) are left out."""
    return LedgerBlock(
        block.number,
        tuple(
            LedgerTransaction(
                transaction.id,
                transaction.index,
                transaction.is_valid,
                transaction.validation_code.name,
                # What an invalid transaction would have written is nobody's business.
                tuple(
                    ledger_write(write.key, None if write.is_delete else write.value)
                    for write in transaction.writes
                    if write.namespace == chaincode
                )
                if transaction.is_valid
                else (),
            )
            for transaction in block.transactions
        ),
        block.hash.hex(),
        block.previous_hash.hex(),
    )


def ledger_write(key: str, value: bytes | None) -> LedgerWrite:
    """A write of a key; `value` None deletes it. A value that is no JSON object is kept whole, as `raw_base64`."""
    object_type, attributes = split_key(key)
    return LedgerWrite(object_type, attributes, None if value is None else _decode(value))


def _decode(value: bytes) -> dict[str, Any]:
    try:
        decoded = orjson.loads(value)
    except ValueError:
        decoded = None
    return decoded if isinstance(decoded, dict) else {"raw_base64": base64.b64encode(value).decode()}
