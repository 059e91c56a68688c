"""Signed statements: decisions on matches and evaluations of contracts, collected and written in a few large transactions."""
