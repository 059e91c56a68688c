"""The ledger's composite keys: U+0000, object type, U+0000, then each attribute followed by U+0000.

Numbers in attributes are eight decimal digits (serial numbers: twelve), so that keys sort as numbers.
"""

_SEPARATOR = "\x00"


def split_key(key: str) -> tuple[str, tuple[str, ...]]:
    """Object type and attributes of a composite key. A key that isn't composite has type "" and itself as attribute."""
    if len(key) < 2 or not key.startswith(_SEPARATOR) or not key.endswith(_SEPARATOR):
        return "", (key,)
    object_type, *attributes = key[1:-1].split(_SEPARATOR)
    return object_type, tuple(attributes)


def join_key(object_type: str, attributes: tuple[str, ...]) -> str:
    """The composite key; the inverse of `split_key`."""
    return _SEPARATOR + _SEPARATOR.join((object_type, *attributes)) + _SEPARATOR
