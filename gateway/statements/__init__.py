"""Signed statements: decisions and evaluations, collected and written in a few large transactions."""
