"""Random markets for the property tests: small enough for an oracle, crowded enough that lists compete."""

from hypothesis import strategies as st

from matching import Lot, Parameters
from matching.market import MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G

COMPANIES = [f"c{k}" for k in range(8)]

parameters = st.builds(
    Parameters,
    price_rule=st.sampled_from(["midpoint", "residual"]),
    price_tolerance_permille=st.sampled_from([0, 50, 1000]),
    weight_tolerance_permille=st.sampled_from([None, 0, 100, 300]),
)


@st.composite
def lots(draw, kind, max_size=7):
    """One side of one breed: unit prices close to each other, so that most pairs are near the limit of compatible."""
    count = draw(st.integers(1, max_size))
    return [_lot(draw, f"{kind}{k}", k) for k in range(count)]


def _lot(draw, list_id, order):
    amount = draw(st.integers(1, 12))
    left = draw(st.none() | st.integers(1, amount))
    price = amount * draw(st.integers(95, 105)) + draw(st.integers(0, 3))
    weight = amount * draw(st.integers(80, 120))
    return Lot(
        list_id,
        draw(st.sampled_from(COMPANIES)),
        "Eel",
        amount,
        price,
        draw(st.integers(1, 3)),
        weight,
        left,
        order,
    )


@st.composite
def markets(draw, max_size=7):
    """(demands, supplies, ratings) of one breed."""
    ratings = {company: draw(st.integers(0, 4)) for company in COMPANIES}
    return draw(lots("d", max_size)), draw(lots("s", max_size)), ratings


@st.composite
def extreme_lots(draw, list_id="x"):
    """Lots anywhere within the limits, the limits themselves included."""
    amount = draw(st.sampled_from([1, 2, 999, 1000, MAX_AMOUNT]) | st.integers(1, MAX_AMOUNT))
    least = -(-amount // 1000)
    return Lot(
        list_id,
        draw(st.sampled_from(COMPANIES)),
        draw(st.sampled_from(["Eel", "Carp"])),
        amount,
        draw(st.sampled_from([least, MAX_PRICE_FEN]) | st.integers(least, MAX_PRICE_FEN)),
        draw(st.integers(1, 3)),
        draw(st.sampled_from([least, MAX_WEIGHT_G]) | st.integers(least, MAX_WEIGHT_G)),
        draw(st.none() | st.integers(1, amount)),
    )
