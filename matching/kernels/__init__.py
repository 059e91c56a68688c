"""Compiled loops over lists and trees. They release the GIL; what decides is in integers."""
