"""Writes collected statements from time to time and whenever there are many, so that few wait for their stage's end."""

import structlog

from gateway.errors import ShoalError
from gateway.statements.canonical import KINDS
from gateway.statements.flush import StatementWriter

log = structlog.get_logger(__name__)


async def flush_for_ever(writer: StatementWriter, every_s: float) -> None:
    """Until cancelled. A failed flush is tried again the next time; nothing is lost by it."""
    while True:
        await writer.due(every_s)
        for kind in KINDS:
            try:
                written = await writer.flush(kind)
            except ShoalError as error:
                log.warning("statements could not be written yet", kind=kind, code=error.code)
            else:
                if written:
                    log.info("statements written", kind=kind, count=written)
