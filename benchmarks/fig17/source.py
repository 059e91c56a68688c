"""What the source printed of its own system (section 5.3 and Figure 17), and nothing that it didn't.

W. Wang et al., the paper whose market this is, measured with Caliper on Fabric: "within 1298 s (approximately 21.6
minutes), the system can complete up to 1000 transactions"; of the quarter of a cycle of two hours: "more than 1000
transactions (1443 as the up limit) can be matched and processed". The figure's other points are not in its text.
"""

MEASURED = (1_000, 1_298.0)
"""Transactions, seconds."""
QUARTER = (1_443, 1_800.0)
"""What it foretells for 30 minutes, by Figure 17."""
VOLUMES = (5, 20, 100, 200, 500, 1_000)
"""Of its Figure 17."""
