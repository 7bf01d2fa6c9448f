"""Questions as people type them: the same topic whatever the case, the politeness, the name, a typo or the plural."""

import time

import pytest

from personas.facet import Facet
from personas.questions.asked import Sureness, Talk
from personas.questions.question import Topic, understand
from personas.questions.table import FILE, table
from training.examples import sources

NAMES = {"ops-admin", "signing-buyer"}
ASKED: list[tuple[str, Topic | Facet]] = [
    ("what keeps the ops admin awake at night", Facet.RISK),
    ("what would a good week look like for the ops admin", Facet.SUCCESS),
    ("in which words does the ops admin describe the problem", Facet.WORDS),
    ("what is the ops admin responsible for", Facet.OWNS),
    ("what does the ops admin put off", Facet.AVOIDS),
    ("where does the ops admin struggle", Facet.STUCK),
    ("how sure are we about the ops admin", Topic.SURE),
    ("how many people did we talk to for the ops admin", Topic.COUNTED),
    ("who looks after the ops admin persona", Topic.STEWARD),
    ("what's new with the ops admin", Topic.NEWS),
    ("why does the ops admin leave us", Topic.LEAVING),
    ("does the ops admin care about branding", Topic.CARES),
]


@pytest.mark.parametrize(("text", "topic"), ASKED)
@pytest.mark.parametrize(
    "other",
    [
        str.upper,
        lambda text: f"hey, quick question: {text}? thanks!",
        lambda text: f"could you please tell me {text}",
        lambda text: text.replace("ops admin", "signing buyer"),
        lambda text: text.replace("the ops admin", "our ops admins"),
        lambda text: text.replace("the ops admin", "this user"),
        lambda text: text.replace("what ", "waht ").replace("how ", "hwo "),
        lambda text: f"  {text} ?? ",
    ],
)
def test_a_question_is_the_same_in_other_clothes(text: str, topic: Topic | Facet, other) -> None:  # type: ignore[no-untyped-def]
    assert understand(text, NAMES).topic == topic
    asked = understand(other(text), NAMES)
    assert topic in {asked.topic, *asked.nearest}
    assert asked.who.casefold().rstrip("s") in {"ops admin", "signing buyer", "this", "thi"}


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("why did we drop the wizard", Topic.WHY, "drop the wizard"),
        ("does the ops admin care about dark mode", Topic.CARES, "dark mode"),
        ("what does the ops admin say about invites", Facet.WORDS, "invites"),
        ("how does the ops admin feel about inviting people", Facet.WORDS, "inviting people"),
        ("do we have anything on webhooks", Topic.SEARCH, "webhooks"),
        ("why does the ops admin wait three days", Topic.SEARCH, "wait three days"),
        ("where do ops admins get stuck in onboarding", Facet.STUCK, "onboarding"),
        ("how sure are we about the invite step", Topic.SURE, "invite step"),
    ],
)
def test_what_is_left_over_orders_the_answer(text: str, topic: Topic | Facet, words: str) -> None:
    asked = understand(text, NAMES)
    assert (asked.topic, asked.words) == (topic, words)


def test_a_time_is_taken_from_the_question() -> None:
    asked = understand("what's new since May")
    assert asked.topic is Topic.NEWS
    assert asked.period
    assert asked.period.said == "since may"


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("hello", Talk.HELLO),
        ("hi there", Talk.HELLO),
        ("thanks!", Talk.THANKS),
        ("thank you so much", Talk.THANKS),
        ("stop", Talk.STOP),
        ("stop asking me", Talk.STOP),
    ],
)
def test_small_talk_asks_nothing(text: str, talk: Talk) -> None:
    asked = understand(text)
    assert (asked.topic, asked.talk) == (Topic.NONE, talk)


@pytest.mark.parametrize("text", ["what do buyers care about", "what does the buyer care about most"])
def test_what_somebody_cares_about_without_more_is_by_what_they_choose(text: str) -> None:
    assert understand(text, known=lambda: {"Signing buyer": "Signing buyer"}).topic is Facet.CRITERIA


def test_nothing_that_is_guessed_is_a_write() -> None:
    assert not {Topic.ADD, Topic.EDIT, Topic.RETIRE} & set(table().topics)


def test_what_is_not_sure_comes_with_the_nearest_topics() -> None:
    asked = understand("the ops admin and the blue thing over there maybe?", NAMES)
    assert asked.sureness is not Sureness.SURE
    assert len(asked.nearest) == 3


@pytest.mark.parametrize(
    "text",
    ["🎉", "🎉" * 900, "zebra " * 650, "¿?", "где застревает администратор", "a" * 4000, "ops admin " * 400],
)
def test_odd_text_is_answered_within_an_instant(text: str) -> None:
    table()
    started = time.process_time()
    understand(text, NAMES, lambda: {"Ops admin": "ops-admin"})
    assert time.process_time() - started < 0.1


def test_the_table_is_the_one_its_examples_make() -> None:
    assert table().sources == sources(), "The examples changed: run `make topics`."


def test_the_table_is_small() -> None:
    assert FILE.stat().st_size < 2_000_000
