"""Whom a question is about, anywhere in the sentence."""

import pytest

from personas.persona import key_of, slug_of
from personas.questions.question import Topic, understand

NAMES = {
    **{
        name: name
        for name in ("Ops admin", "Opsi", "Signing buyer", "Field technician", "IT admin", "User", "Risk")
    },
    "VP Finance": "signing-buyer",
}


def who(text: str) -> tuple[str, ...]:
    """The names, as a look-up finds them: keys that occur are known at once, the others when asked for."""
    words = [key_of(word) for word in text.split()]
    found = {key for key in map(key_of, NAMES) if key in "-".join(words)} - {"vp-finance", "user", "risk"}
    asked = understand(text, found, lambda: NAMES)
    return tuple(slug_of(name).rstrip("s") for name in (asked.who, *asked.others) if name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("what keeps the ops admin awake", ("ops-admin",)),
        ("what is it that ops admins put off?", ("ops-admin",)),
        ("what's on the Ops Admin's mind when the account comes late", ("ops-admin",)),
        ("tell me, what scares Opsi most", ("opsi",)),
        ("what scares the vp finance", ("signing-buyer",)),
        ("what scares the opps admin", ("ops-admin",)),
        ("what scares the feild technican", ("field-technician",)),
        ("where do signning buyers get stuck", ("signing-buyer",)),
        ("what are our buyers afraid of", ("signing-buyer",)),
        ("what do technicians avoid", ("field-technician",)),
        ("what should this user see first", ("thi",)),
        ("what are they afraid of", ("thi",)),
        ("what is the difference between ops admin and signing buyer", ("ops-admin", "signing-buyer")),
        ("ops admin vs signing buyer", ("ops-admin", "signing-buyer")),
        ("who has more say, the ops admin or the signing buyer?", ("ops-admin", "signing-buyer")),
    ],
)
def test_the_persona_is_found_wherever_it_stands(text: str, names: tuple[str, ...]) -> None:
    assert who(text) == names


def test_a_last_word_that_fits_two_stays_as_typed_so_that_one_is_asked_which() -> None:
    assert who("what are our admins afraid of") == ("admin",)


def test_a_word_that_is_spelt_right_is_no_slip_for_a_name() -> None:
    asked = understand("what do people test first", known=lambda: {"Tester": "tester"})
    assert asked.who != "tester"


def test_a_misspelt_name_alone_is_asked_about() -> None:
    asked = understand("opps admin", known=lambda: NAMES)
    assert (asked.topic, asked.who) == (Topic.CARD, "opps admin")


@pytest.mark.parametrize("name", ["User", "Risk"])
def test_a_persona_called_like_a_word_of_the_grammar_is_found_by_its_name(name: str) -> None:
    asked = understand(f"what scares the {name.lower()}", {key_of(name)})
    assert asked.who == name.lower()


def test_two_names_are_a_comparison() -> None:
    asked = understand("ops admin or signing buyer?", {"ops-admin", "signing-buyer"})
    assert asked.topic is Topic.COMPARE
