"""Alembic's entry to the migrations of the database `projection`."""

from gateway.db.alembic_env import run
from gateway.projection.models import ProjectionBase

run("projection", ProjectionBase.metadata)
