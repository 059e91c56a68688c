"""Ledger writes as resources that a client can wait for or look up."""
