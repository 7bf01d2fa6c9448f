"""Home: what it shows to whom, and that it follows what its person does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers import home
from handlers.call import Call, Nothing, Publish, UserError
from handlers.vocabulary import ACTIONS
from personas.decision import Decision, Grounds
from personas.people import Person
from personas.persona import Persona, Type
from scheduler import home as later
from scheduler.outgoing import Home
from storage.delivery import Delivery
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import leased

MARA = Person("U0MARA", "Mara", tz="Europe/Berlin")


@pytest.fixture
def team(store: Store) -> Store:
    with store.begin(TENANT) as tx:
        for person in (MARA, replace(MARA, user="U0SAM", name="Sam", guest=True)):
            tx.people.mirror(person, NOW)
        old = Persona(0, "ops-admin", "Ops admin", Type.USER, steward="U0MARA")
        served = tx.personas.get(tx.personas.create(old, by="U0MARA", at=NOW - timedelta(days=40)))
        assert served
        tx.decisions.log(
            Decision(0, 0, "two paths", "they differ", Grounds.OPEN, "U0MARA", NOW, served=(served.ref,))
        )
    return store


def due(store: Store) -> list[Delivery]:
    return leased(store, NOW + timedelta(days=1))


def opened(store: Store, call: Callable[..., Call], user: str = "U0MARA") -> str:
    shown = home.opened(call(user=user, value="home"), store)
    assert isinstance(shown, Publish)
    return str(shown.view["blocks"])


def test_home_shows_what_needs_its_person(team: Store, call: Callable[..., Call]) -> None:
    text = opened(team, call)
    assert "Hello Mara" in text
    assert "'value': 'my data'" in text
    assert "D-1" in text
    assert "No evidence yet" in text


def test_whom_the_directory_does_not_name_sees_nothing_of_the_teams(
    team: Store, call: Callable[..., Call]
) -> None:
    text = opened(team, call, user="U0OLU")
    assert "does not name you" in text
    assert "ops-admin" not in text
    assert "D-1" not in text
    assert "action_id" not in text


def test_before_the_directory_was_read_nobody_is_one_of_the_team(
    store: Store, call: Callable[..., Call]
) -> None:
    with store.begin(TENANT) as tx:
        tx.personas.create(Persona(0, "ops-admin", "Ops admin", Type.USER), by="U0MARA", at=NOW)
    assert "ops-admin" not in opened(store, call, user="U0MARA")


def test_the_first_opening_says_nothing_twice_and_later_changes_show(
    team: Store, call: Callable[..., Call]
) -> None:
    opened(team, call)
    assert due(team) == []
    home.mute(call(), team.for_user("U0MARA", NOW))
    (delivery,) = due(team)
    assert delivery.key == "home:U0MARA"
    with team.read(TENANT) as reading:
        shown = later.render(reading, delivery, NOW)
    assert isinstance(shown, Home)
    assert "Muted: nothing from me until" in str(shown.view)


def test_what_others_do_leaves_my_home_alone(team: Store, call: Callable[..., Call]) -> None:
    opened(team, call)
    home.mute(call(user="U0PRIYA"), team.for_user("U0PRIYA", NOW))
    assert due(team) == []


def test_a_guest_sees_only_what_was_asked_of_them(team: Store, call: Callable[..., Call]) -> None:
    text = opened(team, call, user="U0SAM")
    assert "Nothing so far." in text
    assert "Ops admin" not in text
    assert "Stop questions and reminders" in text


def test_stopping_and_allowing_again(team: Store, call: Callable[..., Call]) -> None:
    assert isinstance(ACTIONS["home_stop"](call(), team), Nothing)
    assert "You stopped my questions and reminders." in opened(team, call)
    ACTIONS["home_allow"](call(), team)
    assert "At most one message a day and two a week" in opened(team, call)


def test_less_can_be_taken_back(team: Store, call: Callable[..., Call]) -> None:
    with team.begin(TENANT) as tx:
        tx.people.prefer("U0MARA", less=("M1", "M4"))
    assert "Usual rhythm about personas" in opened(team, call)
    ACTIONS["reminder_more"](call(value="M1"), team)
    with team.read(TENANT) as reading:
        assert reading.people.known("U0MARA").less == ("M4",)


def test_still_true_from_home_confirms_the_persona(team: Store, call: Callable[..., Call]) -> None:
    home.still_true(call(value="1"), team)
    with team.read(TENANT) as reading:
        persona = reading.personas.get(1)
        assert persona
        assert (persona.verified_by, persona.verified_at) == ("U0MARA", NOW)
    for gone in ("99", "x", ""):
        with pytest.raises(UserError):
            home.still_true(call(value=gone), team)


def test_the_messages_tab_is_no_home(team: Store, call: Callable[..., Call]) -> None:
    assert isinstance(home.opened(call(value="messages"), team), Nothing)
    assert due(team) == []
