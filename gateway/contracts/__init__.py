"""Contracts as parties see them, and their evaluations."""
