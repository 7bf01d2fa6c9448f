"""A rule nobody has heard of yet: one row, and the whole product plans, words, shows and answers it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.tick import _lines
from handlers import reminder as heard
from handlers.vocabulary import ACTIONS
from personas.hours import local_day
from personas.rules import RULES
from personas.rules.rule import Answer, Effect, Rule, Settled, Way, Words
from personas.rules.subject import PersonaSubject
from personas.views.home import page
from scheduler.outgoing import Post
from scheduler.reminder import collect, render
from storage.home import home_of
from storage.store import Store
from tests.conftest import TENANT
from tests.outbox import leased
from tests.scheduler.test_reminder import TUESDAY, install, message, persona, press, words


def _since(subject: PersonaSubject) -> datetime | None:
    return None if subject.persona.verified_at else subject.persona.created_at


def _ripe_on(_: PersonaSubject, since: datetime, tz: str) -> date:
    return local_day(since + timedelta(days=5), tz)


def _words(subject: PersonaSubject, days: int) -> Words:
    return Words("*{name}* was dreamt up {days} days ago.", {"name": subject.label, "days": str(days)})


def _why(subjects: Sequence[PersonaSubject]) -> Words:
    return Words("you dreamt up {names}", {"names": tuple(subject.label for subject in subjects)})


def _ways(_: PersonaSubject) -> tuple[Way, ...]:
    return (Way(label="Seen one", answer="seen"), Way(label="All of them", command="list"))


DREAM = Rule(
    id="M99",
    subject=PersonaSubject,
    explained="a persona nobody ever confirmed; to who made it up",
    one="dream",
    many="dreams",
    since=_since,
    ripe_on=_ripe_on,
    to=lambda subject: (subject.persona.edited_by,),
    rhythm=(0, 3),
    settled=lambda _: Settled.TRUE,
    lacks=lambda _, __: "never seen",
    headline="still a dream",
    words=_words,
    why=_why,
    ways=_ways,
    answers={"seen": Answer(Effect.VERIFY, Settled.TRUE)},
    snoozes=True,
)


@pytest.fixture(autouse=True)
def _in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, DREAM.id, DREAM)


@pytest.fixture
def told(store: Store) -> Store:
    """Sam made up a persona nine days ago; Mara looks after it."""
    install(store)
    persona(store, "Dreamer", at=TUESDAY - timedelta(days=9), by="U0SAM")
    assert collect(store, AFTERNOON) == 1
    return store


# In Sam's hours too.
AFTERNOON = TUESDAY + timedelta(hours=6)


def tap(store: Store, handler: Any, word: str, value: str, at: datetime = AFTERNOON) -> str:
    return words(press(store, handler, value, at, user="U0SAM", action=f"reminder_{word}:1"))


def home(store: Store, user: str, at: datetime = AFTERNOON) -> str:
    with store.read(TENANT) as reading:
        return str(page(home_of(reading, user, at)))


def test_it_is_planned_for_whom_it_names_and_said_in_its_words(told: Store) -> None:
    (delivery,) = leased(told, AFTERNOON)
    assert delivery.person == "U0SAM"
    with told.read(TENANT) as reading:
        said = render(reading, delivery, AFTERNOON)
    assert isinstance(said, Post)
    assert "*Dreamer* was dreamt up 9 days ago." in words(said)
    assert "Why this? Because you dreamt up Dreamer." in words(said)
    assert all(label in words(said) for label in ("Seen one", "All of them", "Snooze", "Less of this"))
    assert said.text == "Dreamer: still a dream"


def test_a_dry_run_says_what_it_is_and_what_is_due(told: Store) -> None:
    with told.read(TENANT) as reading:
        lines = "\n".join(_lines(reading, AFTERNOON + timedelta(days=3)))
    assert "M99  Dreamer: never seen" in lines
    assert "M99: a persona nobody ever confirmed; to who made it up; on day 0, day 3." in lines


def test_it_is_answered_with_one_tap_and_not_said_again(told: Store) -> None:
    assert "*Dreamer*: still true, noted." in tap(told, heard.answer, "seen", "1")
    with told.read(TENANT) as reading:
        seen = reading.personas.get(1)
    assert seen
    assert seen.verified_by == "U0SAM"
    assert sum(collect(told, AFTERNOON + timedelta(days=day)) for day in range(1, 20)) == 0


@pytest.mark.parametrize("word", ["true", "link", "dance", ""])
def test_the_answers_of_another_rule_are_not_its_own(told: Store, word: str) -> None:
    with pytest.raises(Exception, match="Gone"):
        tap(told, heard.answer, word, "1")


def test_it_stands_on_the_home_of_whom_it_names_and_is_answered_there(told: Store) -> None:
    assert "*Dreamer*\\nNever seen." in home(told, "U0SAM")
    assert "Never seen" not in home(told, "U0MARA")
    press(told, ACTIONS["home_answer"], "M99:seen:1", AFTERNOON, user="U0MARA")
    assert "Never seen" in home(told, "U0SAM")
    press(told, ACTIONS["home_answer"], "M99:seen:1", AFTERNOON, user="U0SAM")
    assert "Never seen" not in home(told, "U0SAM")


def test_it_is_snoozed_and_comes_back_once(told: Store) -> None:
    assert "I'll ask once more on" in tap(told, heard.snooze, "snooze", "1:14")
    assert "Never seen" not in home(told, "U0SAM")
    came = [day for day in range(1, 30) if collect(told, AFTERNOON + timedelta(days=day))]
    assert came == [14]


def test_it_is_lowered_and_brought_back_by_name(told: Store) -> None:
    assert "each dream is brought up once, not twice" in tap(told, heard.less, "less", "M99")
    assert "dreams are not brought up any more" in tap(told, heard.less, "less", "M99")
    assert "Usual rhythm about dreams" in home(told, "U0SAM")
    assert sum(collect(told, AFTERNOON + timedelta(days=day)) for day in range(1, 20)) == 0
    press(told, heard.more, "M99", AFTERNOON, user="U0SAM")
    assert collect(told, AFTERNOON + timedelta(days=20)) == 1


def test_who_is_muted_hears_nothing_of_it_either(told: Store) -> None:
    assert "Muted until" in tap(told, heard.mute_here, "mute", "1")
    assert sum(collect(told, AFTERNOON + timedelta(days=day)) for day in range(1, 10)) == 0


def test_a_rule_that_is_no_more_leaves_its_messages_readable(
    told: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RULES, DREAM.id)
    found = message(told, AFTERNOON, "U0SAM")
    assert found.items == ()
    with pytest.raises(Exception, match="Gone"):
        tap(told, heard.answer, "seen", "1")
    assert collect(told, AFTERNOON + timedelta(days=3)) == 0
