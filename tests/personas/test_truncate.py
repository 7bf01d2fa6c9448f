"""A cut text: between words, shown, and never through what is one sign, one entity or one token."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.views.parts import ELLIPSIS, cut, esc

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
HEART = "\u2764\ufe0f"
FLAG = "\U0001f1f5\U0001f1f9"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
ACCENTED = "e\u0301"
SIGNS = [FAMILY, THUMB, HEART, FLAG, SCOTLAND, ACCENTED, "a", "ß", "語"]
TOKENS = ["<!date^1|3 Mar 2026>", "<#C0ONE>", "<https://a.example/b|a link>"]

words = st.lists(st.sampled_from(["I", "waited", "until", "something", "invite?", *SIGNS[:6]]), min_size=1)


@given(st.text(), st.integers(1, 80))
def test_a_cut_text_is_a_beginning_of_the_whole_and_fits(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith(ELLIPSIS) and text.startswith(short.removesuffix(ELLIPSIS)))


@given(words, st.integers(20, 120))
def test_every_word_that_is_left_is_whole(said: list[str], limit: int) -> None:
    kept = cut(" ".join(said), limit).removesuffix(ELLIPSIS).split()
    assert kept == said[: len(kept)]


@given(st.lists(st.sampled_from(SIGNS), min_size=1), st.integers(1, 60))
def test_a_sign_of_several_characters_is_kept_or_left_out_whole(signs: list[str], limit: int) -> None:
    kept = cut("".join(signs), limit).removesuffix(ELLIPSIS)
    assert any(kept == "".join(signs[:number]) for number in range(len(signs) + 1))


@given(st.text(alphabet="<>& ab"), st.integers(1, 60))
def test_an_entity_is_kept_or_left_out_whole(text: str, limit: int) -> None:
    assert re.search(r"&(?!amp;|lt;|gt;)", cut(esc(text), limit)) is None


@given(st.lists(st.sampled_from([*TOKENS, "newest", "·"]), min_size=1), st.integers(1, 120))
def test_a_date_a_name_and_a_link_are_kept_or_left_out_whole(parts: list[str], limit: int) -> None:
    short = cut(" ".join(parts), limit)
    assert short.count("<") == short.count(">")


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("I waited until I had something to show", 20, "I waited until I…"),
        ("I waited until I", 16, "I waited until I"),
        ("I waited until", 9, "I waited…"),
        ("a" * 50, 10, "a" * 9 + ELLIPSIS),
        ("one < two and three", 12, "one < two…"),
    ],
)
def test_it_reads_as_a_person_would_shorten_it(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short
