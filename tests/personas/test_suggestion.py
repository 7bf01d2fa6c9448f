"""Did you mean."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.questions.suggestion import closest

NAMES = ("Ops admin", "IT admin", "New teammate", "Signing buyer", "Compliance lead", "CFO")


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("opps-admin", ("Ops admin",)),
        ("osp admin", ("Ops admin",)),
        ("admin", ("Ops admin", "IT admin")),
        ("amdin", ("Ops admin", "IT admin")),
        ("new teamate", ("New teammate",)),
        ("NEW-TEAMMATES", ("New teammate",)),
        ("buyer", ("Signing buyer",)),
        ("byuer", ("Signing buyer",)),
        ("compliance", ("Compliance lead",)),
        ("CF0", ("CFO",)),
        ("wizard", ()),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_a_misspelt_name_finds_the_one_that_was_meant(word: str, names: tuple[str, ...]) -> None:
    """Nearest first."""
    assert closest(word, NAMES)[: len(names)] == names
    assert bool(closest(word, NAMES)) is bool(names)


def test_at_most_three_names_are_offered() -> None:
    """As buttons have to fit."""
    assert closest("admin", [f"Admin {letter}" for letter in "abcdef"]) == ("Admin a", "Admin b", "Admin c")


def test_a_thousand_names_are_searched_in_an_instant() -> None:
    """A fifth of a second would already be felt."""
    names = [f"Persona number {number} of the team" for number in range(1000)]
    started = time.perf_counter()
    closest("persna nubmer 7", names)
    assert time.perf_counter() - started < 0.2


@given(st.text(), st.lists(st.text()))
def test_only_known_names_are_offered(word: str, names: list[str]) -> None:
    """Whatever was typed."""
    assert set(closest(word, names)) <= set(names)
