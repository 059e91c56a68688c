"""Why a list was matched or not, and how a match came about."""
