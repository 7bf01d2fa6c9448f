"""Whatever is asked, by whomever, wherever: private words show only there and to who brought them; the number is right."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from handlers import commands, decision, evidence, evidence_form
from handlers.call import Call, Form, Options, Reply, UserError
from handlers.commands import OWN
from handlers.form_state import FormState
from personas.decision import Decision, Grounds
from personas.errors import CitedEvidence, KeptElsewhere
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.permission import Viewer
from personas.persona import PersonaRef
from personas.pulse import Audience, Mode, Pulse
from personas.views import home as home_view
from personas.views import reminder as reminder_view
from scheduler import decision as receipts
from scheduler import evidence as told_by
from scheduler.outgoing import Post
from storage.delivery import Delivery, Progress
from storage.home import home_of
from storage.store import Store, Writing
from tests.conftest import NOW, TENANT, seeds

pytestmark = pytest.mark.slow
Make = Callable[..., Call]
PLACES = ("C0ONBOARD", "G0ONE", "G0TWO", "")
PEOPLE = ("U0MARA", "U0PRIYA", "U0SAM")
SURFACES = (
    "admin", "admin evidence", "admin evidence marker", "admin words", "admin stuck", "admin decisions", "decisions",
    "proof", "list", "compare admin buyer", "first", "how sure are we that marker", "marker", "admin everything",
    "inbox", "pulses", "chain", "admin chain", "my data", "list evidence", "inbox share",
)  # fmt: skip
MARK = re.compile(r"marker(\d+)x")


@pytest.fixture(params=seeds(4))
def filled(
    request: pytest.FixtureRequest, lite: Store, call: Make
) -> tuple[Store, dict[str, tuple[str, str]]]:
    """Random pieces and decisions over a public and two private channels: marker -> (visibility, owner)."""
    dice = random.Random(request.param)
    commands.answer(call("start"), lite)
    kept: dict[str, tuple[str, str]] = {}
    with lite.begin(TENANT) as tx:
        admin = next(ref for ref in tx.personas.refs() if ref.slug == "admin")
        whole = tx.personas.get(admin.id)
        assert whole
        claims = [None, *(claim.id for claim in whole.claims)]
        pieces = []
        for number in range(9):
            visibility, owner = dice.choice(("", "G0ONE", "G0TWO")), dice.choice(PEOPLE)
            kept[str(number)] = (visibility, owner)
            pieces.append(tx.evidence.file(Evidence(
                0, 0, f"marker{number}x", Kind.STUCK, dice.choice(list(Source)), Polarity.SUPPORTS, State.FILED,
                owner, NOW, NOW, persona_id=admin.id, claim_id=dice.choice(claims), own_words=dice.random() < 0.5,
                source_key=str(number), visibility=visibility,
            )))  # fmt: skip
        for number in range(100, 106):
            visibility, owner = dice.choice(("", "G0ONE", "G0TWO")), dice.choice(PEOPLE)
            kept[str(number)] = (visibility, owner)
            tx.decisions.log(Decision(
                0, 0, f"marker{number}x", f"marker{number}x", Grounds.EVIDENCE, owner, NOW, served=(admin,),
                cited=tuple(dice.sample(pieces, 2)), channel=visibility or "C0ONBOARD", visibility=visibility,
            ))  # fmt: skip
        for number in range(200, 204):
            visibility, owner = dice.choice(("", "G0ONE", "G0TWO")), dice.choice(PEOPLE)
            kept[str(number)] = (visibility, owner)
            started(tx, admin, f"marker{number}x", visibility=visibility, author=owner)
    return lite, kept


def started(tx: Writing, persona: PersonaRef, question: str, *, visibility: str, author: str) -> None:
    """A pulse that is out; nobody had to be asked."""
    draft = tx.pulses.draft(Pulse(
        0, 0, persona, question, ("Yes", "No"), Mode.CONFIDENTIAL, author, NOW, NOW, visibility=visibility,
    ))  # fmt: skip
    assert tx.pulses.start(draft, Audience(), number=tx.pulses.next_number(), now=NOW, closes_at=NOW)


def leaked(said: Any, kept: dict[str, tuple[str, str]], viewer: Viewer) -> set[str]:
    """Markers that stand anywhere in what was said although the viewer may not read them."""
    return {number for number in MARK.findall(repr(said)) if not viewer.can_read(*kept[number])}


def asked(call: Call, store: Store) -> Any:
    try:
        return commands.answer(call, store)
    except UserError as user_error:
        return user_error.mistake


def hidden(said: Any) -> int:
    found = re.search(r"\+(\d+) from a private channel", str(said))
    return int(found[1]) if found else 0


def kind_of(number: str) -> str:
    """A piece of evidence has one digit, a decision begins with 1, a pulse with 2."""
    return number[0] if len(number) > 1 else ""


def test_no_answer_holds_what_its_reader_may_not_read(filled: Any, call: Make) -> None:
    store, kept = filled
    words = [
        *SURFACES,
        *(f"EV-{n}" for n in range(1, 10)),
        *(f"D-{n}" for n in range(1, 7)),
        *(f"pulse P-{n}" for n in range(1, 5)),
    ]
    for channel in PLACES:
        for user in PEOPLE:
            for text in words:
                make = call(text, user=user, channel=channel)
                assert not leaked(asked(make, store), kept, Viewer(channel, user)), text
                aloud = asked(replace(make, text=f"{text} share"), store)
                assert not (
                    isinstance(aloud, Reply) and aloud.shared and leaked(aloud, kept, Viewer(channel))
                )
                with suppress(UserError):
                    shared = commands.share(replace(make, value=text), store)
                    aloud = isinstance(shared, Reply) and shared.shared
                    assert not leaked(shared, kept, Viewer(channel, "" if aloud else user)), text
                    assert aloud is not text.startswith(tuple(OWN))


def test_the_number_of_what_is_not_shown_is_right(filled: Any, call: Make) -> None:
    store, kept = filled
    for channel in PLACES:
        for user in PEOPLE:
            viewer = Viewer(channel, user)
            unseen = {number for number, what in kept.items() if not viewer.can_read(*what)}
            pieces, decisions, pulses = ({n for n in unseen if kind_of(n) == kind} for kind in ("", "1", "2"))
            for text in ("admin evidence", "admin evidence marker1x", "admin evidence nothing"):
                assert hidden(asked(call(text, user=user, channel=channel), store)) == len(pieces), text
            for text in ("admin decisions", "proof"):
                said = str(asked(call(text, user=user, channel=channel), store))
                assert (f"+{len(decisions)} from a private channel" in said) is bool(decisions), text
            assert hidden(asked(call("pulses", user=user, channel=channel), store)) == len(pulses)
            elsewhere = {
                n for n, (place, _) in kept.items() if kind_of(n) == "1" and place not in {"", channel}
            }
            with store.read(TENANT) as reading:
                about = next(ref for ref in reading.personas.refs() if ref.slug == "admin")
                assert reading.decisions.elsewhere_for(about.id, channel=channel) == len(elsewhere)
            counted = {n for n, what in kept.items() if len(n) == 1 and what[0] not in {"", channel}}
            with store.read(TENANT) as reading:
                whole = reading.personas.all(channel=channel)
            assert sum(each.backing.hidden for each in whole) == len(counted)


def test_pickers_homes_receipts_and_reminders_hold_only_what_their_reader_may_read(
    filled: Any, call: Make
) -> None:
    store, kept = filled
    with store.read(TENANT) as reading:
        whole = reading.decisions.everything()
        for user in PEOPLE:
            assert not leaked(home_view.page(home_of(reading, user, NOW)), kept, Viewer(user=user))
            for case in reading.reminders.cases(NOW):
                item = reading.reminders.item(case, NOW)
                assert not leaked(reminder_view.words(item), kept, Viewer(user=case.person))
        for each in whole:
            sent = Delivery(
                1, TENANT, "decision", each.id, each.logger, each.channel, "", "k", Progress.PENDING
            )
            post = receipts.receipt(reading, sent, NOW)
            assert isinstance(post, Post)
            assert not leaked(post, kept, Viewer(each.channel))
            lone = receipts.private_receipt(reading, replace(sent, note={"channel": each.channel}), NOW)
            assert not leaked(lone, kept, Viewer(user=each.logger))
    for channel in PLACES:
        for user in PEOPLE:
            offered = decision.offered_evidence(call("", user=user, channel=channel), store)
            assert isinstance(offered, Options)
            assert not leaked(offered, kept, Viewer(channel, user))


def test_buttons_and_forms_about_a_private_piece_open_for_nobody_else(filled: Any, call: Make) -> None:
    store, kept = filled
    for number, (visibility, owner) in kept.items():
        if len(number) > 1 or not visibility:
            continue
        stranger = next(user for user in PEOPLE if user != owner)
        key = str(int(number) + 1)
        form_state = FormState(subject=int(key), channel="C0ONBOARD").dump()
        pressed = call(user=stranger, value=key, metadata=form_state, idempotency_key=f"view:{key}")
        for handler in (
            evidence.opened,
            evidence.count,
            evidence.undo,
            evidence_form.more,
            evidence_form.filed,
        ):
            with pytest.raises(UserError) as user_error:
                handler(pressed, store)
            assert user_error.value.mistake == KeptElsewhere(f"EV-{key}")
        assert isinstance(evidence.opened(replace(pressed, channel=visibility), store), Form)
        assert isinstance(evidence.opened(replace(pressed, user=owner), store), Form)


def test_what_cannot_be_withdrawn_names_only_decisions_that_may_be_read(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    with store.begin(TENANT) as tx:
        admin = next(ref for ref in tx.personas.refs() if ref.slug == "admin")
        piece = tx.evidence.file(Evidence(
            0, 0, "hm", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, "U0SAM", NOW, NOW,
            persona_id=admin.id,
        ))  # fmt: skip
        for number, place in enumerate(("G0ONE", "G0TWO")):
            tx.decisions.log(Decision(
                0, 0, "two", "x", Grounds.EVIDENCE, PEOPLE[number], NOW, served=(admin,), cited=(piece,),
                channel=place, visibility=place,
            ))  # fmt: skip
    for channel, user, named in (
        ("G0ONE", "U0SAM", ("D-1",)),
        ("C0ONBOARD", "U0MARA", ("D-1",)),
        ("C0ONBOARD", "U0SAM", ()),
    ):
        with pytest.raises(UserError) as user_error:
            evidence.undo(call(value=str(piece.id), user=user, channel=channel), store)
        assert user_error.value.mistake == CitedEvidence("EV-1", named)
        sent = Delivery(
            1, TENANT, "evidence_note", piece.id, user, channel, "", "k", Progress.PENDING,
            note={"say": "cited"},
        )  # fmt: skip
        with store.read(TENANT) as reading:
            told = str(told_by.note(reading, sent, NOW))
        assert set(re.findall(r"D-\d", told)) == set(named)
        assert ("a decision of a private channel" in told) is not bool(named)


def test_a_channel_that_gets_another_id_takes_what_is_its_own_along(filled: Any, call: Make) -> None:
    store, kept = filled
    with store.begin(TENANT) as tx:
        tx.channels.describe("G0ONE", name="one", private=True, shared=False, at=NOW)
        admin = next(ref for ref in tx.personas.refs() if ref.slug == "admin")
        tx.channels.bind("G0ONE", [admin.id], filing=True, by="U0MARA", at=NOW)
        tx.channels.moved("G0ONE", "C0NEW")
        assert (tx.channels.get("C0NEW").private, tx.channels.filing("C0NEW")) == (True, True)
        assert tx.channels.personas("C0NEW") == [admin]
        assert not tx.channels.get("G0ONE").known
        assert tx.tallies.differences() == []
    now = {number: ("C0NEW" if place == "G0ONE" else place, owner) for number, (place, owner) in kept.items()}
    said = asked(call("admin evidence", channel="C0NEW", user="U0NEW"), store)
    assert not leaked(said, now, Viewer("C0NEW"))
    assert hidden(said) == sum(place == "G0TWO" for number, (place, _) in now.items() if len(number) == 1)
