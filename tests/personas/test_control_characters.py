"""What nobody sees turns nothing around: neither in a sentence nor on a button, a menu, a headline or a form."""

import pytest

from personas.control_characters import with_visible_control_characters
from personas.views import parts

UNSEEN = ["\u202e", "\u202a", "\u2066", "\u2069", "\x00", "\x1b", "\x9b", "\u200b", "\ufeff", "\u206a"]
NEEDED = ["tab\tand\nline", "🏳️\u200d🌈", "می\u200cخواهم", "שלום\u200f!", "🏴\U000e0067\U000e0062\U000e007f"]
PLACES = [
    parts.esc,
    lambda text: parts.button(text, "a")["text"]["text"],
    lambda text: parts.option(text, "v")["text"]["text"],
    lambda text: parts.option("label", "v", text)["description"]["text"],
    lambda text: parts.header(text)["text"]["text"],
    lambda text: parts.text_input("a", placeholder=text)["placeholder"]["text"],
    lambda text: parts.field("b", text, {})["label"]["text"],
    lambda text: parts.confirm("Sure?", text, yes="Yes")["text"]["text"],
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_shown_nowhere(place: object, character: str) -> None:
    assert callable(place)
    assert place(f"Ops {character}admin") == "Ops admin"


@pytest.mark.parametrize("text", NEEDED, ids=ascii)
def test_what_words_and_emoji_are_made_with_stays(text: str) -> None:
    assert parts.esc(text) == text
    assert parts.button(text, "a")["text"]["text"] == text


def test_a_button_of_nothing_but_what_nobody_sees_is_an_empty_one() -> None:
    assert parts.button("\u202e\u200b", "a")["text"]["text"] == " "


@pytest.mark.parametrize("character", [*UNSEEN, "\u200e", "\u200f", "\u061c", "\u2028", "\r"], ids=ascii)
def test_a_terminal_is_shown_what_nobody_would_see(character: str) -> None:
    shown = with_visible_control_characters(f"One{character}two\n\t🏳️\u200d🌈")
    assert shown == f"One{ascii(character)[1:-1]}two\n\t🏳️\u200d🌈"
