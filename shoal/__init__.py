"""Shoal: an online trading floor for aquatic products. This package holds the command line and what all areas share."""
