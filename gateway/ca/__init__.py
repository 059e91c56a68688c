"""The consortium's certificate authority for users."""
