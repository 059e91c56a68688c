"""Failures of the view of the ledger."""

from gateway.errors import ShoalError, Unavailable


class ProjectionBehind(Unavailable):
    """`PROJECTION_BEHIND`: the view hasn't reached a block in time. The ledger has it; ask again."""


class ProjectionForeign(ShoalError):
    """`PROJECTION_FOREIGN`: the database was made from another ledger. `shoal projection rebuild` makes it anew."""


class ProjectionValue(ShoalError):
    """`PROJECTION_VALUE`: the ledger holds a value of a form that this version of the gateway doesn't read."""


class CheckpointMoved(Exception):
    """Somebody else applied or reset the view since the checkpoint was read: read it again."""
