"""Property tests are not timed: a first call imports and allocates, and a machine may be busy."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
