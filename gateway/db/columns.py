"""Column types and table conventions that both databases share."""

import os
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import orjson
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, LargeBinary, MetaData, Text
from sqlalchemy.types import TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its time zone: SQLite forgets the zone, so UTC is written and put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as compact JSON text, so that it can be part of a primary key in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        return None if value is None else tuple(orjson.loads(value))


# Fen and grams need more than 32 bits; JSON documents keep the order of their fields.
TYPES: dict[Any, Any] = {
    str: Text(),
    int: BigInteger(),
    bytes: LargeBinary(),
    datetime: UtcDateTime(),
    # None is SQL's NULL, not JSON's null: a missing answer is missing.
    dict[str, Any]: JSON(none_as_null=True),
    dict[str, int]: JSON(none_as_null=True),
    list[str]: JSON(none_as_null=True),
    list[dict[str, Any]]: JSON(none_as_null=True),
    tuple[str, ...]: TextTuple(),
}


def named_metadata() -> MetaData:
    """Metadata whose constraints have predictable names (migrations refer to them)."""
    return MetaData(naming_convention=NAMING_CONVENTION)


def new_id() -> str:
    """A random identifier: 32 hexadecimal digits."""
    return uuid4().hex


def new_ids(count: int) -> list[str]:
    """So many of them: the system is asked for random bytes once, for asking takes longer than to make one of them."""
    drawn = os.urandom(16 * count)
    return [UUID(bytes=drawn[16 * i : 16 * (i + 1)], version=4).hex for i in range(count)]


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Described:
    """Prints a row as its class and primary key, never its other columns (they may hold secrets)."""

    __slots__: ClassVar[tuple[str, ...]] = ()
    __mapper__: ClassVar[Any]

    def __repr__(self) -> str:
        key = [getattr(self, column.key) for column in self.__mapper__.primary_key]
        return f"{type(self).__name__}({', '.join(map(repr, key))})"
