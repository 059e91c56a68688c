"""The ledger as the gateway's services see it, its adapter to Fabric, and the outbox of signed envelopes."""
