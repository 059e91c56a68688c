"""Databases: engines, sessions, column types and migrations that both databases share."""
