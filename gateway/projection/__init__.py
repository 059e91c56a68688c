"""The SQL view of the ledger: deleted at any time, rebuilt from the blocks with the same rows."""
