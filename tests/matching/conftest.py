"""Property tests are not timed: the first call of a solver imports and allocates."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
