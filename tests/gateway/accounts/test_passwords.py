"""Password hashes: right and wrong ones, other settings' hashes, what a hash tells of its cost."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.accounts.passwords import Passwords, Work
from tests.helpers.floor import CHEAP_PASSWORDS

# Of "käse-password-12", made by the reference implementation with its own settings: four lanes.
FOUR_LANES = "$argon2id$v=19$m=65536,t=3,p=4$ygW4VaA0suh9xvuoupL9yQ$2LUOugXELYgW53toHLntcbJGd99SIrcSVlNfjJnN3/c"


@pytest.fixture(scope="module")
def passwords():
    return Passwords(CHEAP_PASSWORDS)


@settings(max_examples=50, deadline=None)
@given(password=st.text(st.characters(codec="utf-8"), max_size=200), other=st.text(st.characters(codec="utf-8")))
def test_only_the_password_itself_is_right(passwords, password, other):
    async def judged():
        stored = await passwords.hash(password)
        return await passwords.verify(stored, password), await passwords.verify(stored, other)

    assert asyncio.run(judged()) == (True, other == password)


async def test_a_hash_names_its_cost_and_no_two_are_the_same():
    made = Passwords()
    first, second = await made.hash("one and the same"), await made.hash("one and the same")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second


async def test_hashes_of_other_settings_hold(passwords):
    assert await passwords.verify(FOUR_LANES, "käse-password-12")
    assert not await passwords.verify(FOUR_LANES, "kase-password-12")
    dearer = await Passwords(Work(passes=2, memory_bytes=16 << 10)).hash("pass")
    assert await passwords.verify(dearer, "pass")


@pytest.mark.parametrize("stored", ["", "no hash", "$argon2id$v=19$m=65536,t=3,p=1$", "$argon2id$" + "x" * 300, "é"])
async def test_what_is_no_hash_is_never_right(passwords, stored):
    assert not await passwords.verify(stored, "pass")


async def test_nobody_has_the_spare_hash_s_password(passwords):
    assert not await passwords.verify(None, "nobody has this password")
