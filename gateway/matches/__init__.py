"""Matches as parties see them, and their decisions."""
