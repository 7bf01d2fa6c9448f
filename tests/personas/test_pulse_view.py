"""What people see of a pulse fits into Slack, whatever they typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, PersonaRef, Type
from personas.pulse import Ask, AskState, Audience, Course, Given, LeftOut, Mode, Outcome, Pulse, Why
from personas.views import ask as ask_view
from personas.views import pulse as view
from personas.views import pulse_form
from playground.surfaces import faults_in_blocks, faults_in_view, too_many_characters

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
STRANGE = "<!channel> & *b* `c` \u202eabc 🦄 >"
LONG, SHORT, ODD = "long", "short", "odd"
WORDS = {LONG: "w" * 150, SHORT: "?", ODD: STRANGE}
LABELS = {LONG: tuple(f"{n}{'x' * 59}" for n in range(5)), SHORT: (), ODD: (STRANGE, "<@U0JO>")}
MODES = tuple(Mode)


def pulse(size: str, mode: Mode, **more: Any) -> Pulse:
    given: dict[str, Any] = {
        "id": 1, "number": 3, "persona": PersonaRef(1, "end-user", WORDS[size][:60] or "E", Type.USER),
        "question": WORDS[size], "options": LABELS[size], "mode": mode, "author": "U0MARA",
        "reason": WORDS[size], "channel": "C0BETA", "made_at": NOW, "opened_at": NOW,
        "closes_at": NOW + timedelta(days=7), "quota": 8, "picked": ("U0JO",), **more,
    }  # fmt: skip
    return Pulse(**given)


def person(size: str) -> Person:
    return Person("U0JO", WORDS[size] if size != SHORT else "", tz="Europe/Berlin")


def outcome_of(asked: Pulse, size: str) -> Outcome:
    many = 40 if size == LONG else 5
    comments = tuple((WORDS[size] * 4)[:600] for _ in range(many))
    return Outcome(
        13,
        many,
        totals=tuple(many if not place else 0 for place in range(len(asked.options))),
        comments=comments,
    )


def check(blocks: list[dict[str, Any]]) -> None:
    assert blocks
    assert faults_in_blocks(blocks) == []
    assert not too_many_characters(blocks)
    assert "<!channel>" not in str([block for block in blocks if block["type"] in {"section", "context"}])


@pytest.mark.parametrize(("size", "mode"), list(product(WORDS, MODES)))
def test_every_state_of_the_message_in_the_dm_is_taken_by_slack(size: str, mode: Mode) -> None:
    asked = pulse(size, mode)
    for state, again, number in product(AskState, (None, NOW), (1, 2)):
        ask = Ask(1, "U0JO", state, date(2026, 11, 24), round=number, again_at=again)
        for given in (None, Given("k", 0 if asked.options else None, (WORDS[size] * 4)[:600])):
            check(ask_view.message(asked, ask, person(size), given=given, now=NOW))
            check(ask_view.question(asked, ask, person(size), given=given, now=NOW))
            closed = replace(asked, closed_at=NOW, outcome=outcome_of(asked, size))
            check(ask_view.message(closed, ask, person(size), given=given, now=NOW))
    for blocks in (ask_view.added(asked), ask_view.added(asked, needs_choice=True), ask_view.tapped(asked),
                   ask_view.taken_back(), ask_view.nothing_open(), ask_view.nothing_open(look_up=True),
                   ask_view.asked_again()):  # fmt: skip
        check(blocks)


@pytest.mark.parametrize(("size", "mode"), list(product(WORDS, MODES)))
def test_every_state_of_the_result_is_taken_by_slack(size: str, mode: Mode) -> None:
    asked = pulse(size, mode)
    told = outcome_of(asked, size)
    names = {0: [f"U{number}" for number in range(40)]}
    closed = replace(asked, closed_at=NOW, closed_why=Why.HAND.value, outcome=told)
    for each, own in product((asked, closed), (True, False)):
        for course in (
            Course(0, 0), Course(4, 13), Course(8, 13), Course(40, 13, told, names, "EV-9"),
            Course(4, 13, Outcome(13, 4, shown=False)), Course(40, 13, told),
        ):  # fmt: skip
            check(view.card(each, course, own=own))
            check([*view.card(each, course, own=own), *view.sharing(each, course)])
    check(view.on_its_way(asked, at_once=3, people=13))
    check(view.on_its_way(asked, at_once=1, people=1))
    check(view.listing([(closed, 40)] * 20))
    check(view.listing([]))
    piece = Evidence(
        1, 9, "t", Kind.PULSE, Source.PULSE, Polarity.SUPPORTS, State.FILED, "U0MARA", NOW, NOW, n=5, m=8
    )
    check(view.filed(asked, piece, WORDS[size]))
    assert "<!channel>" not in view.headline(asked)


@pytest.mark.parametrize(("size", "mode"), list(product(WORDS, MODES)))
def test_every_form_is_taken_by_slack(size: str, mode: Mode) -> None:
    asked = pulse(size, mode)
    found = Audience(
        tuple(Person(f"U{number}", WORDS[size]) for number in range(300)), left_out=dict.fromkeys(LeftOut, 12)
    )
    reach = pulse_form.Reach(3, "tomorrow", 2)
    claims = tuple(Claim(number, 1, Facet.STUCK, WORDS[size] * 4) for number in range(1, 151))
    persona = Persona(1, "end-user", WORDS[size][:60], Type.USER, claims=claims)
    told = replace(outcome_of(asked, size), answers=max(1, outcome_of(asked, size).answers))
    forms = [
        pulse_form.draft_form(metadata="{}"),
        pulse_form.draft_form(metadata="{}", draft=asked),
        pulse_form.send_form(
            asked, found, reach=reach, thoughts=["Ask one of them.", "x" * 150], metadata="{}"
        ),
        pulse_form.send_form(
            asked,
            Audience((Person("U", ""),)),
            reach=pulse_form.Reach(0),
            problem="Nobody is left",
            metadata="{}",
        ),
        pulse_form.sentence_form(asked, sentence=WORDS[size] * 4, metadata="{}"),
        pulse_form.evidence_form(asked, told, persona, metadata="{}"),
        pulse_form.evidence_form(asked, told, replace(persona, claims=()), metadata="{}"),
        pulse_form.share_form(asked, metadata="{}"),
    ]
    for each in forms:
        assert faults_in_view(each, kind="modal") == []


def test_words_in_plain_fields_are_not_escaped_and_in_texts_they_are() -> None:
    asked = pulse(ODD, Mode.NAMED)
    ask = Ask(1, "U0JO", AskState.ASKED, date(2026, 11, 24), round=1)
    blocks = str(ask_view.question(asked, ask, person(ODD), now=NOW))
    assert "'text': '<!channel> & *b* `c` abc 🦄 >'" in blocks
    assert "&lt;!channel&gt; &amp; *b*" in blocks


def test_in_confidence_the_card_never_shows_names() -> None:
    asked = pulse(ODD, Mode.CONFIDENTIAL)
    assert "U0JO" not in str(view.card(asked, Course(3, 8)))


def test_not_now_offers_only_days_before_the_close() -> None:
    ask = Ask(1, "U0JO", AskState.ASKED, date(2026, 11, 24), round=1)
    short = pulse(SHORT, Mode.NAMED, closes_at=NOW + timedelta(days=2))
    offered = str(ask_view.question(short, ask, person(SHORT), now=NOW))
    assert "Tomorrow" in offered
    assert "Next week" not in offered
