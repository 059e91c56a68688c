"""Log-ins and bearer tokens."""
