"""What every HTTP endpoint shares: problems, principals, waiting, idempotency, health, metrics."""
