"""Appeals against labels: taken from the parties of a contract, decided by the supervisor, seen in the credit."""
