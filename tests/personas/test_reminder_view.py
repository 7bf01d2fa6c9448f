"""Reminders and Home fit into Slack whatever people write."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from personas.decision import Decision, Grounds, Proof
from personas.evidence import Backing, Evidence, Kind, Polarity, Source, State, Tally
from personas.home import Asked, Draft, Home, Need, Running
from personas.mute import Mute
from personas.people import Person
from personas.persona import Claim, Facet, Persona, PersonaRef, Type
from personas.pulse import AskState, Mode, Pulse
from personas.reminder import Bundle, Item, Message, Track
from personas.rules import RULES
from personas.rules.rule import Settled
from personas.rules.subject import DecisionSubject, PersonaSubject
from personas.views import home as home_view
from personas.views import reminder as view
from playground.surfaces import faults_in_blocks, faults_in_view, too_many_characters

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
MARA = Person("U0MARA", "Mara Lindqvist", tz="Europe/Lisbon")
STRANGE = (
    "Ops admin",
    "x" * 3000,
    "<!channel> & <@U1> {name} *b* `c` > d",
    "مدير العمليات 🧑‍💼",
    " \n\n ",
    "%s {0} {}",
)
STATES = list(Settled)


def persona(text: str, *tallies: Tally) -> Persona:
    return Persona(1, "ops-admin", text, Type.USER, created_at=NOW, backing=Backing(tallies))


def evidence(text: str, number: int = 88) -> Evidence:
    kind = (Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED)
    return Evidence(number, number, text, *kind, "U0MARA", NOW, NOW)


def decision(text: str) -> Decision:
    served = tuple(PersonaRef(n, "a", text) for n in range(4))
    return Decision(7, 44, text, text, Grounds.OPEN, "U0MARA", NOW, changed_from=text, served=served)


def pulse(text: str) -> Pulse:
    ref = PersonaRef(1, "ops-admin", text)
    return Pulse(
        3, 3, ref, text, (text, text), Mode.NAMED, "U0MARA", NOW, NOW + timedelta(days=5), opened_at=NOW
    )


def items(text: str, number: int) -> tuple[Item, ...]:
    track = Track("M1", 1, "U0MARA", NOW)
    ageing = [Item(replace(track, id=n), text, PersonaSubject(persona(text)), 34) for n in range(number)]
    about = DecisionSubject(decision(text), (evidence(text), evidence(text, 97)))
    open_ = [Item(Track("M4", 1, "U0MARA", NOW, id=50 + n), "D-44", about) for n in range(number)]
    ended = [
        Item(replace(track, id=90 + n, not_before=NOW), text, settled=how) for n, how in enumerate(STATES)
    ]
    return (*ageing, *open_, *ended)


def message(text: str, number: int, *, person: Person = MARA, monthly: bool = False) -> Message:
    bundle = Bundle(1, "U0MARA", date(2026, 11, 24), 1, NOW, monthly=monthly)
    return Message(bundle, person, items(text, number))


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_reminder_fits_whatever_it_is_about(text: str, number: int) -> None:
    for person in (MARA, replace(MARA, less=("M1", "M4", "M4"), muted_until=NOW + timedelta(days=3))):
        blocks = view.message(message(text, number, person=person, monthly=True), NOW)
        assert faults_in_blocks(blocks) == []
        assert not too_many_characters(blocks)
        assert view.summary(message(text, number, person=person))


def test_every_way_of_coming_to_rest_has_its_words() -> None:
    assert all(settled.words and Settled(settled.value) is settled for settled in Settled)


def test_every_answer_a_rule_offers_is_one_it_knows() -> None:
    subjects = {PersonaSubject: PersonaSubject(persona("x")),
                DecisionSubject: DecisionSubject(decision("x"), (evidence("x"),))}  # fmt: skip
    for rule in RULES.values():
        offered = {way.answer for way in rule.ways(subjects[rule.subject])} - {""}
        assert offered <= set(rule.answers)


def test_a_reminder_reads_as_a_colleague_would_say_it() -> None:
    interviews = Tally(Source.INTERVIEW, 4, 4, 4, 6)
    about = PersonaSubject(persona("New teammate", interviews))
    item = Item(Track("M1", 1, "U0MARA", NOW), "New teammate", about, 34)
    assert view.words(item) == (
        "*New teammate*: nothing new for 34 days; never heard from support. "
        "Smallest step: one ticket or one question."
    )
    assert view.plain_words(item) == "nothing new for 34 days; never heard from support"
    verified = replace(about.persona, verified_at=NOW + timedelta(days=1))
    confirmed = replace(item, subject=PersonaSubject(verified), days=1)
    assert view.plain_words(confirmed).startswith("confirmed 1 day ago, nothing new since")
    text = str(view.message(message("Ops admin", 1, monthly=True), NOW))
    assert "once a month now" in text
    assert "!" not in text.replace("<!date", "")


@pytest.mark.parametrize("quiet", [Mute(NOW, "two weeks"), Mute(NOW)])
def test_mute_says_how_long_and_what_still_comes(quiet: Mute) -> None:
    blocks = view.muted(quiet)
    assert faults_in_blocks(blocks) == []
    assert "except replies to what you ask" in str(blocks)


def needs(text: str) -> tuple[Need, ...]:
    refs = tuple(PersonaRef(n, f"p{n}", text) for n in range(5))
    draft = replace(evidence(text), state=State.DRAFT)
    return (Asked(pulse(text), AskState.ASKED), Draft(draft, refs), Draft(replace(draft, id=9), ()),
            Item(Track("M4", 7, "U0MARA", NOW), "D-44", DecisionSubject(decision(text))),
            Item(Track("M1", 1, "U0MARA", NOW), text, PersonaSubject(persona(text)), 40), Running(pulse(text), 3, 8))  # fmt: skip


def everything(text: str, people: int) -> Home:
    several = tuple(replace(persona(text), id=n, slug=f"p{n}").line for n in range(people))
    month = Proof(24, 3, 2, 1)
    asked = tuple(Asked(replace(pulse(text), id=n), state) for n, state in enumerate(AskState))
    recent = tuple(replace(decision(text), id=n, number=n + 1) for n in range(5))
    return Home(MARA, NOW, asked, needs(text), personas=several, how_many=people, month=month, recent=recent)


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("people", [0, 1, 3, 200])
def test_home_fits_whatever_there_is(text: str, people: int) -> None:
    it = everything(text, people)
    settings: list[dict[str, Any]] = [
        {}, {"stopped_at": NOW}, {"muted_until": NOW + timedelta(days=1)}, {"less": ("M1", "M4")}, {"guest": True},
        {"name": ""},
    ]  # fmt: skip
    for change in settings:
        drafts = tuple(Draft(replace(evidence(text), id=n), it.needs[1].offered) for n in range(9))  # type: ignore[union-attr]
        for each in (replace(it, needs=drafts), it, replace(it, needs=(), asked=(), recent=())):
            shown = home_view.page(replace(each, person=replace(MARA, **change)))
            assert faults_in_view(shown, kind="home") == []
            assert len(shown["blocks"]) <= home_view.BLOCKS_MOST


def test_an_empty_home_says_what_this_is_and_how_to_begin() -> None:
    blocks = home_view.page(Home(MARA, NOW))["blocks"]
    text = str(blocks)
    assert home_view.WHAT_THIS_IS in text
    assert "First steps" in text
    assert "/invite @Dramatis" in text
    pressed = [each for block in blocks for each in block.get("elements", ()) if each["type"] == "button"]
    assert [each["text"]["text"] for each in pressed if each.get("style") == "primary"] == [
        "Start with three hypotheses"
    ]
    labels = [each["text"]["text"] for each in pressed]
    assert labels.count("Import") == 1
    assert "Log a decision" not in labels
    assert "Nothing needs you" not in text


def test_the_main_button_of_home_fits_what_is_there() -> None:
    guess = Persona(1, "ops-admin", "Ops admin", Type.USER)
    known = replace(guess, claims=(Claim(1, 1, Facet.FIRST, "The status"),))

    def main(*people: Persona) -> list[str]:
        lines, knows = tuple(each.line for each in people), any(each.about(Facet.FIRST) for each in people)
        it = Home(MARA, NOW, personas=lines, how_many=len(people), knows_first=knows)
        blocks = home_view.page(it)["blocks"]
        assert "Nothing needs you. Nice." in str(blocks)
        pressed = (each for block in blocks for each in block.get("elements", ()))
        return [each["text"]["text"] for each in pressed if each.get("style") == "primary"]

    assert main(guess) == ["What should they see first?"]
    assert main(guess, known) == ["Log a decision"]


def test_a_persona_on_home_opens_by_a_press_and_says_what_is_newest() -> None:
    heard = Backing((Tally(Source.TICKET, 2, 2, newest=NOW),))
    told = Persona(7, "ops-admin", "Ops admin", Type.USER, backing=heard)
    row = next(
        block
        for block in home_view.page(Home(MARA, NOW, personas=(told.line,), how_many=1))["blocks"]
        if "Ops admin" in str(block)
    )
    assert (row["accessory"]["type"], row["accessory"]["value"]) == ("button", "ops-admin")
    assert "newest evidence <!date" in row["text"]["text"]


def test_a_decision_on_home_says_because_of_whom_and_why() -> None:
    decision = Decision(
        1, 1, "two paths", "they set up alone", Grounds.OPEN, "U0MARA", NOW,
        served=(PersonaRef(7, "ops-admin", "Ops admin"),),
    )  # fmt: skip
    told = Persona(7, "ops-admin", "Ops admin", Type.USER)
    text = str(home_view.page(Home(MARA, NOW, personas=(told.line,), how_many=1, recent=(decision,))))
    assert "*Because of Ops admin:*  they set up alone" in text


def test_the_reason_names_everything_that_came() -> None:
    two = [
        Item(
            Track("M1", n, "U0MARA", NOW, id=n),
            name,
            PersonaSubject(replace(persona(name), interval_days=days)),
            34,
        )
        for n, (name, days) in enumerate((("Ops admin", 30), ("New teammate", 60)))
    ]
    logged = [
        Item(Track("M4", n, "U0MARA", NOW, id=n), f"D-{n}", DecisionSubject(replace(decision("x"), number=n)))
        for n in (3, 5)
    ]
    why = str(view.message(Message(message("x", 0).bundle, MARA, (*two, *logged)), NOW))
    assert (
        "Because you look after Ops admin and New teammate, which ask for something new every 30 to 60 days, "
        "and you logged D-3 and D-5 and left their evidence open."
    ) in why
    why = str(view.message(Message(message("x", 0).bundle, MARA, (two[0],)), NOW))
    assert "Because you look after Ops admin, which asks for something new every 30 days." in why
