"""What the emoji on a message mean for the record, decided without a database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.filing import Found
from personas.people import Person, Place
from personas.persona import PersonaRef
from personas.reaction import (
    Change,
    Support,
    as_filed,
    change_of,
    is_watched,
    reactors,
    reporter_of,
    watched_emoji,
    why_not_filed,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OPS, BUYER = PersonaRef(1, "ops-admin", "Ops admin"), PersonaRef(2, "buyer", "Buyer")
MESSAGE = Found("C1", "1.0", "I gave up.", author="U0BOT")
PIECE = Evidence(
    1, 1, "I gave up.", Kind.STUCK, Source.MESSAGE, Polarity.NEW, State.DRAFT, "U1", NOW, NOW, seen_by=("U1",)
)


def support(*now: str, before: tuple[str, ...] = ("U1",)) -> Support:
    return Support(before, now, now)


@pytest.mark.parametrize(
    ("state", "stands", "cited", "own", "change"),
    [
        (State.FILED, support("U1", "U2"), False, [], Change.NOTHING),
        (State.FILED, support(), False, [], Change.WITHDRAW),
        (State.FILED, support(), True, [], Change.KEEP),
        (State.DRAFT, support("U1"), False, [OPS], Change.NAME),
        (State.DRAFT, support("U1"), False, [OPS, BUYER], Change.NOTHING),
        (State.FILED, support("U1"), False, [OPS], Change.NOTHING),
        (State.WITHDRAWN, support("U1"), False, [OPS], Change.NOTHING),
        (State.WITHDRAWN, support("U1", "U2"), False, [], Change.RESTORE),
    ],
)
def test_a_piece_follows_the_emoji_that_stand_on_its_message(
    state: State, stands: Support, *, cited: bool, own: list[PersonaRef], change: Change
) -> None:
    assert change_of(replace(PIECE, state=state), stands, own, cited=cited) is change


def test_whoever_filed_it_in_a_form_stands_behind_it_without_an_emoji() -> None:
    assert change_of(PIECE, Support(("U1",), (), ("U1",)), [], cited=False) is Change.NOTHING


def test_it_is_filed_only_where_nobody_can_doubt_whom_it_is_about() -> None:
    filed = as_filed(PIECE, [OPS], [BUYER], ("U1", "U2"))
    assert (filed.state, filed.persona_id, filed.seen_by) == (State.FILED, 1, ("U1", "U2"))
    assert as_filed(PIECE, [], [BUYER], ("U1",)).persona_id == 2
    draft = as_filed(PIECE, [], [OPS, BUYER], ("U1",))
    assert (draft.state, draft.persona_id) == (State.DRAFT, None)


def test_only_members_file_and_the_one_who_just_did_is_named() -> None:
    people = {
        "U1": Person("U1", "Jo"),
        "U2": Person("U2", "Guest", guest=True),
        "U3": Person("U3", "Bot", is_bot=True),
        "U4": Person("U4", "Ana"),
    }
    marks = (("card_index", ("U0BOT", "U1", "U2", "U0UNMET")), ("ops", ("U3", "U4")), ("tada", ("U5",)))
    message = replace(MESSAGE, reactions=marks)
    users = reactors(message, watched_emoji(["ops"]), people, bot_user="U0BOT")
    assert users == ("U1", "U4")
    assert reporter_of(users, "U4") == "U4"
    assert reporter_of(users, "U2") == "U1"


def test_words_stay_in_direct_messages_and_shared_channels_and_where_filing_is_off() -> None:
    here = Place("C1", filing=True)
    assert why_not_filed(MESSAGE, here) == ""
    assert why_not_filed(MESSAGE, replace(here, shared=True)) == "shared"
    assert why_not_filed(replace(MESSAGE, channel="D1"), here) == "private"
    assert is_watched(MESSAGE, here, bot_user="U0OTHER")
    assert not is_watched(MESSAGE, here, bot_user="U0BOT")
    assert not is_watched(MESSAGE, replace(here, filing=False), bot_user="U0OTHER")
