"""Keys that the gateway holds for companies, encrypted at rest."""
