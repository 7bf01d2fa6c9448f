"""The state of an install link: ours, in the browser it was issued to, for ten minutes, in one spelling."""

import re
from datetime import timedelta

import pytest

from bot.install_state import LASTS, InstallState
from tests.conftest import NOW

STATES = InstallState("client secret")


def test_a_state_is_letters_digits_hyphens_and_underscores_and_ends_after_ten_minutes() -> None:
    state = STATES.issue("b", now=NOW)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", state)
    assert STATES.end_of(state, "b", now=NOW + timedelta(minutes=9)) == NOW + LASTS
    assert STATES.end_of(state, "b", now=NOW + LASTS) is None


def test_a_state_counts_in_the_browser_it_was_issued_to_and_with_our_secret_alone() -> None:
    state = STATES.issue("b", now=NOW)
    assert STATES.end_of(state, "other", now=NOW) is None
    assert STATES.end_of(state, "", now=NOW) is None
    assert InstallState("another secret").end_of(state, "b", now=NOW) is None


ODD = [
    lambda state: f"0{state}",
    lambda state: f"{state}=",
    lambda state: f"{state}\n",
    lambda state: f" {state}",
    lambda state: state[:-1],
    lambda state: state.swapcase(),
    # The last letter carries bits that decoding ignores.
    lambda state: state[:-1] + chr(ord(state[-1]) + 1),
    lambda state: str(int(state.partition("-")[0]) + 60) + state[state.index("-") :],
    lambda state: state.translate({each: each + 0x660 - 0x30 for each in range(0x30, 0x3A)}),
    lambda _: "99999999999-" + "A" * 43,
    lambda _: "\ud800",
    lambda _: "",
]


@pytest.mark.parametrize("spelling", ODD)
def test_no_other_spelling_of_a_state_counts(spelling: object) -> None:
    assert callable(spelling)
    assert STATES.end_of(spelling(STATES.issue("b", now=NOW)), "b", now=NOW) is None
