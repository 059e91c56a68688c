"""Market parameters and model digests: proposed by the operator, approved by the supervisor."""
