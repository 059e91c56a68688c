"""Alembic's entry to the migrations of the database `records`."""

from gateway.db.alembic_env import run
from gateway.records.models import RecordsBase

run("records", RecordsBase.metadata)
