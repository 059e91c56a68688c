import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from gateway.companies.codes import checked_code, company_id_of
from gateway.errors import BadInput

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@st.composite
def valid_codes(draw: st.DrawFn) -> str:
    """A department, a kind, a district, an organisation, and the right check character."""
    first = draw(st.sampled_from(["91", "92", "93", "51", "11"]))
    district = draw(st.sampled_from(["110000", "310000", "440300"]))
    rest = draw(st.text(ALPHABET, min_size=9, max_size=9))
    return first + district + rest + uscc.calc_check_digit(first + district + rest)


@given(valid_codes())
def test_a_right_check_character_is_admitted_and_every_other_one_refused(code: str):
    assert checked_code(code.lower(), admit_demo=False) == code
    for character in set(ALPHABET) - {code[-1]}:
        with pytest.raises(BadInput) as refused:
            checked_code(code[:-1] + character, admit_demo=True)
        assert (refused.value.code, refused.value.field) == ("CODE_INVALID", "social_credit_code")


@pytest.mark.parametrize("code", ["DEMO00000000000001", "DEMOABCDEFGHIJKLMN"])
def test_demo_codes_need_the_setting(code: str):
    assert checked_code(code, admit_demo=True) == code
    with pytest.raises(BadInput):
        checked_code(code, admit_demo=False)


@pytest.mark.parametrize(
    "code", ["DEMO0000000000001", "DEMO000000000000012", "DEMO-0000000000001", "XDEMO0000000000001"]
)
def test_what_only_looks_like_a_demo_code_is_refused(code: str):
    with pytest.raises(BadInput):
        checked_code(code, admit_demo=True)


@given(st.text(ALPHABET, min_size=18, max_size=18))
def test_a_company_always_gets_the_same_id(code: str):
    assert re.fullmatch(r"C-[A-Z2-7]{10}", company_id_of(code))
    assert company_id_of(code) == company_id_of(code)
