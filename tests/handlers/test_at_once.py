"""Several people at the same thing in the same moment, each on a connection of their own: nobody meets an error."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from handlers import ask, commands, decision, evidence, evidence_form, persona, pulse
from handlers.call import Answer, Call, Form, Nothing, Reply, UserError
from handlers.commands import Handler
from handlers.form_state import FormState
from personas.decision import Decision, Grounds, Validity
from personas.errors import ChangedMeanwhile, Mistake, NameTaken, Twice
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Facet
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.conftest import NOW, TENANT
from tests.handlers.decisions import state
from tests.handlers.pulses import MARA, USERS, picked, ticked, town, typed

Make = Callable[..., Call]
SentMessage = Answer | Mistake
ROUNDS = 3


def one(store: Store, handler: Handler, call: Call) -> SentMessage:
    """What a person reads, as the edge would have it; what else is raised is an error they would meet."""
    mine = store.for_user(call.user, call.now, idempotency_key=call.idempotency_key)
    try:
        return mine.retry_if_unsaved(lambda: handler(call, mine))
    except UserError as user_error:
        return user_error.mistake
    except DuplicateRequest:
        return Nothing()


def at_once(store: Store, acts: Sequence[tuple[Handler, Call]]) -> list[SentMessage]:
    """Every act in a thread, all let go in the same moment."""
    gate = threading.Barrier(len(acts))

    def run(act: tuple[Handler, Call]) -> SentMessage:
        gate.wait()
        return one(store, *act)

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def kinds(said: Iterable[SentMessage]) -> Counter[str]:
    return Counter(type(each).__name__ for each in said)


def personas(store: Store) -> dict[str, int]:
    with store.read(TENANT) as reading:
        return {ref.slug: ref.id for ref in reading.personas.refs()}


def lines(store: Store, what: str) -> int:
    """How often the log says this happened."""
    with store.read(TENANT) as reading:
        return sum(entry.what == what for entry in reading.audit.newest(500))


def test_three_hypotheses_are_begun_with_once(store: Store, call: Make) -> None:
    said = at_once(
        store,
        [(commands.answer, call("start", user=f"U{n}", idempotency_key=f"trigger:{n}")) for n in range(6)],
    )
    assert kinds(said) == {"Reply": 6}
    assert lines(store, "persona made") == len(personas(store)) == 3


def test_a_name_is_taken_once(store: Store, call: Make) -> None:
    for turn in range(ROUNDS):
        names = [f"Ärger {turn}", f"ärger {turn}", f"ÄRGER {turn}", f"Arger-{turn}"]
        said = at_once(
            store,
            [
                (
                    persona.created,
                    call(
                        user=f"U{place}", idempotency_key=f"view:{turn}{place}",
                        form={"name": typed(name), "type": picked("user"), "when": typed("a"), "want": typed("b"), "so": typed("c")},
                    ),
                )
                for place, name in enumerate(names)
            ],
        )  # fmt: skip
        assert kinds(said) == {"Reply": 1, "NameTaken": 3}
        assert all(isinstance(each, Reply | NameTaken) for each in said)
    assert len(personas(store)) == ROUNDS


def opened(store: Store, call: Make, words: str, user: str) -> str:
    form = persona.edit(call(words, user=user), store)
    assert isinstance(form, Form)
    return str(form.view["private_metadata"])


def test_two_stewards_do_not_save_over_each_other(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    for turn in range(ROUNDS):
        acts = []
        for user in ("U0MARA", "U0SAM"):
            form = {"lines": typed(f"Waits for {user} {turn}")}
            form_state = opened(store, call, "admin stuck", user)
            acts.append(
                (
                    persona.facet_edited,
                    call(
                        user=user,
                        form=form,
                        metadata=form_state,
                        idempotency_key=f"view:{turn}{user}",
                        trigger=user,
                    ),
                )
            )
        said = at_once(store, acts)
        assert kinds(said) == {"Reply": 1, "ChangedMeanwhile": 1}
        lost = next(each for each in said if isinstance(each, ChangedMeanwhile))
        with store.read(TENANT) as reading:
            whole = reading.personas.get(personas(store)["admin"])
        assert whole
        [claim] = whole.about(Facet.STUCK)
        assert lost.by
        assert lost.by in claim.text


def test_two_sides_of_a_persona_are_saved_by_two_people(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    facts = {
        "name": typed("Admin"),
        "type": picked("user"),
        "interval": typed("30"),
        "role": typed("Sets up"),
    }
    acts = [
        (persona.facet_edited, call(user="U0MARA", form={"lines": typed("Waits")}, idempotency_key="view:1",
                                    metadata=opened(store, call, "admin stuck", "U0MARA"))),
        (persona.facet_edited, call(user="U0SAM", form={"lines": typed("Fears loss")}, idempotency_key="view:2",
                                    metadata=opened(store, call, "admin risk", "U0SAM"))),
        (persona.edited, call(user="U0PRIYA", form=facts, idempotency_key="view:3",
                              metadata=opened(store, call, "admin", "U0PRIYA"))),
    ]  # fmt: skip
    assert kinds(at_once(store, acts)) == {"Reply": 3}
    with store.read(TENANT) as reading:
        whole = reading.personas.get(personas(store)["admin"])
    assert whole
    assert [claim.text for claim in whole.about(Facet.STUCK, Facet.RISK)] == ["Waits", "Fears loss"]
    assert whole.role == "Sets up"


def test_a_form_saved_twice_says_so(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    form_state = opened(store, call, "admin", "U0MARA")
    facts = {
        "name": typed("Admin"),
        "type": picked("user"),
        "interval": typed("30"),
        "role": typed("Sets up"),
    }
    acts = [
        (persona.edited, call(form=facts, idempotency_key="view:1", metadata=form_state)) for _ in range(2)
    ]
    said = [one(store, *act) for act in acts]
    assert isinstance(said[0], Reply)
    assert isinstance(said[1], Nothing | Twice)


def decided(store: Store, admin: int) -> Decision:
    with store.begin(TENANT) as tx:
        ref = next(each for each in tx.personas.refs() if each.id == admin)
        return tx.decisions.log(
            Decision(0, 0, "two paths", "alone", Grounds.OPEN, "U0MARA", NOW, served=(ref,))
        )


def test_a_decision_is_judged_and_taken_back_once(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    admin = personas(store)["admin"]
    for turn in range(ROUNDS):
        made = decided(store, admin)
        presses = [decision.judged, decision.taken_back] * 3
        form, metadata = state(why="Sales asked"), FormState(subject=made.id).dump()
        said = at_once(
            store,
            [
                (press, call(user=f"U{place}", value=str(made.id), form=form, metadata=metadata, idempotency_key=f"trigger:{turn}{place}",
                             ephemeral=True))
                for place, press in enumerate(presses)
            ],
        )  # fmt: skip
        assert kinds(said) == {"Replace": 3, "Reply": 3}
        with store.read(TENANT) as reading:
            kept = reading.decisions.get(made.id)
        assert kept
        assert kept.validity is Validity.REVERSED
        assert lines(store, "decision reversed") == turn + 1
        assert lines(store, "decision judged") <= turn + 1


def test_numbers_and_counts_hold_under_eight_hands(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    ids = personas(store)

    def file(turn: int, place: int) -> tuple[Handler, Call]:
        slug = ("admin", "buyer")[place % 2]
        form = {
            "quote": typed(f"said {turn} {place}"), "persona": picked(str(ids[slug])), "whose": picked("own"),
            "polarity": picked(("supports", "contradicts")[place % 3 == 0]), "source": picked("ticket"),
            "claim": picked(f"new:stuck:Waits for {turn}"),
        }  # fmt: skip
        return evidence_form.filed, call(user=f"U{place}", form=form, idempotency_key=f"view:{turn}{place}")

    for turn in range(ROUNDS):
        assert kinds(at_once(store, [file(turn, place) for place in range(8)])) == {"Reply": 8}
    with store.read(TENANT) as reading:
        assert [each.number for each in reading.evidence.everything()] == list(range(1, 8 * ROUNDS + 1))
        assert reading.tallies.differences() == []

    def log(place: int) -> tuple[Handler, Call]:
        chosen = {slug: {"x": {"selected_options": [{"value": str(ids[slug])}]}} for slug in ids}
        form = {
            "from": typed("one"), "to": typed("two"), "because": typed("so"), "served": chosen["admin"],
            "unserved": chosen["buyer"],
        }  # fmt: skip
        return decision.logged, call(user=f"U{place}", form=form, idempotency_key=f"view:d{place}")

    at_once(store, [log(place) for place in range(8)])
    with store.read(TENANT) as reading:
        assert [each.number for each in reading.decisions.everything()] == list(range(1, 9))


def test_colleagues_who_change_each_others_notes_do_not_wait_for_each_other(store: Store, call: Make) -> None:
    commands.answer(call("start"), store)
    people: dict[str, int] = dict(zip(("U0MARA", "U0SAM", "U0PRIYA"), personas(store).values(), strict=True))
    notes = []
    with store.begin(TENANT) as tx:
        for user, about in people.items():
            tx.deliveries.live("home", key=f"home:{user}", now=NOW, person=user)
            notes.append(tx.evidence.file(Evidence(
                0, 0, user, Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, user, NOW, NOW, persona_id=about,
            )))  # fmt: skip
    for turn in range(ROUNDS):
        presses = [
            (evidence.said, call(user=user, value=f"{note.id}:{turn % 2}", idempotency_key=f"trigger:{turn}{user}{note.id}"))
            for user in people
            for note in notes
        ]  # fmt: skip
        assert kinds(at_once(store, presses)) == {"Replace": 9}
    with store.read(TENANT) as reading:
        assert reading.tallies.differences() == []


def test_the_last_place_of_a_quota_is_taken_by_everybody_who_reached_for_it(store: Store) -> None:
    here = town(store)
    sent = here.ask(quota="5")
    for user in USERS[:4]:
        here.tap(user, sent, 0)
    said = at_once(
        store,
        [
            (
                ask.answered,
                here.call(user, value=f"{sent.id}:1", in_dm=True, idempotency_key=f"trigger:last{user}"),
            )
            for user in USERS[4:]
        ],
    )
    assert kinds(said) == {"Replace": 4}
    with store.read(TENANT) as reading:
        assert reading.pulses.progress(sent)[0] == 8
    here.tick(minutes=5)
    closed = here.pulse(sent.id)
    assert closed.outcome
    assert (closed.outcome.totals, closed.outcome.answers) == ((4, 4, 0), 8)


def test_a_pulse_is_sent_closed_and_filed_once(store: Store) -> None:
    here = town(store)
    answer = here.draft(people=USERS)
    form_state = answer.view["private_metadata"]  # type: ignore[union-attr]
    sends = [
        (pulse.sent, here.call(MARA, metadata=form_state, idempotency_key=f"view:{turn}", trigger=str(turn)))
        for turn in range(4)
    ]
    assert kinds(at_once(store, sends)) == {"Reply": 1, "Twice": 3}
    here.deliver()
    asked = here.pulse(FormState.load(form_state).subject)
    for user in USERS[:6]:
        here.tap(user, asked, 0)
    presses: list[tuple[Handler, Call]] = [
        (pulse.closed, here.call(MARA, value=str(asked.id), idempotency_key=f"trigger:c{turn}"))
        for turn in range(3)
    ]
    late = here.call(USERS[6], value=f"{asked.id}:1", in_dm=True, idempotency_key="trigger:late")
    said = at_once(store, [*presses, (ask.answered, late)])
    assert set(kinds(said)) <= {"Replace", "PulseClosed"}
    done = here.pulse(asked.id)
    assert done.outcome
    assert done.outcome.answers == (6 if "PulseClosed" in kinds(said) else 7)
    form: dict[str, Any] = {"claim": picked("0"), "supports": ticked("0")}
    form_state = FormState(subject=asked.id).dump()
    files = [
        (pulse.filed, here.call(MARA, form=form, metadata=form_state, idempotency_key=f"view:f{turn}"))
        for turn in range(4)
    ]
    assert kinds(at_once(store, files)) == {"Reply": 1, "Twice": 3}
    with store.read(TENANT) as reading:
        assert len(reading.evidence.everything()) == 1
        assert reading.tallies.differences() == []
