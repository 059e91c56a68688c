"""Supply and demand lists."""
