"""Trading companies: registration and look-up."""
