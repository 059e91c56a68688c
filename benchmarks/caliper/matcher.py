"""The matcher beside Caliper's worker: `lists, ratings, parameters` a line in, `schemes` a line out.

Says `"ready"` first, when its loops are compiled and loaded. Ends with its standard input.
"""

import json
import sys

from benchmarks.caliper.schemes import schemes_of

PARAMETERS = {
    "price_rule": "midpoint", "price_tolerance_permille": 0, "weight_tolerance_permille": 300,
    "epsilon_permille": 400, "phi_permille": 300, "gamma_permille": 300,
}  # fmt: skip


def warm_up() -> None:
    """A market that is not counted."""
    figures = {"breed": "Carp", "amount": 10, "left": 10, "freshness": 2, "weight_g": 10_000}
    lists = [
        figures | {"side": side, "list_id": f"{company}.{n}", "company_id": company, "price_fen": price + n}
        for side, company, price in (("demand", "C-BUYS", 1200), ("supply", "C-SELLS", 800))
        for n in range(50)
    ]
    schemes_of(lists, {"C-BUYS": 30, "C-SELLS": 30}, PARAMETERS)


def main() -> None:
    """A line an answer."""
    warm_up()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        schemes = schemes_of(asked["lists"], asked["ratings"], asked["parameters"])
        print(json.dumps({"schemes": schemes}), flush=True)


if __name__ == "__main__":
    main()
