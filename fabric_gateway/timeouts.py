"""How long each stage may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """Deadline of one call per stage, in seconds. It includes the wait for a free call slot.

    A `timeout_s` given to a single call only shortens it.
    """

    evaluate_s: float = 30.0
    endorse_s: float = 15.0
    submit_s: float = 5.0
    commit_status_s: float = 60.0
    deliver_s: float = 10.0
    """To open a stream, and to read one block where one block is asked for."""

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, is {getattr(self, name)}")
