"""The off-chain record: what the ledger doesn't hold and a backup must."""
