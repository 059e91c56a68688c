"""Credit scores, their history and opening credits."""
