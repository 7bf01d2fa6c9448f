"""Whatever is changed, by whomever and however: what stands in Slack and would read otherwise now is brought up to date."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.demo import sample
from handlers import ask, vocabulary
from handlers.call import Answer, Call, Nothing, Quoted, Replace, UserError
from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.filing import CARD_INDEX, Found
from personas.people import Person
from personas.permission import Viewer
from personas.pulse import Mode, Pulse, Why
from personas.views import home as home_view
from scheduler import reminder
from scheduler.delivery_kind import KINDS
from scheduler.outgoing import Drop, Wait
from storage import ask as asking
from storage import filing, tables
from storage.delivery import MANY, PROMPT, WAVE, Delivery, Progress, delivery_of
from storage.home import home_of
from storage.installation import Workspace
from storage.privacy import delete_answers
from storage.store import Reading, Store, Writing
from tests.conftest import NOW, TENANT
from tests.faults.walking import LAST, PEOPLE, Handler, forms, steps
from tests.outbox import say_all

# Of each thing that can be said, pressed or submitted; and how often something has to come of it.
EACH, KEPT = 4, 60
QUESTION = "Did it help you?"
SEEDS = {"sqlite": 1, "postgresql": 2}
LONG_AGO = NOW - timedelta(days=60)
# Said once: Slack lets nobody edit them.
ONCE = frozenset({"evidence_note", "evidence_saved", "evidence_unread"})


@pytest.fixture
def team(store: Store) -> Store:
    """The sample's record with all that can stand in Slack: receipts, reminders, questions, results, marks, Homes."""
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "N", "U0BOT", "B0", "U0SAM", frozenset(), LONG_AGO))
    with store.begin(TENANT) as tx:
        tx.backups.restore(sample(NOW))
        for user in PEOPLE:
            tx.people.mirror(Person(user, user, tz="Europe/Berlin", team=TENANT, admin=True), NOW)
            tx.deliveries.live("home", key=f"home:{user}", now=NOW, person=user)
        refs = tx.personas.refs()
        tx.channels.bind("C0ONBOARD", [refs[0].id], filing=True, by="U0SAM", at=NOW)
        # Mara is the one who asks. Each of the others looks after a persona that nothing was heard of lately.
        for ref, user in zip(refs, PEOPLE[1:], strict=False):
            tx.personas.change(ref.id, by="U0NOBODY", at=LONG_AGO, steward=user, interval_days=1)
        for number, user in enumerate(PEOPLE[1:]):
            _decided(tx, number, user)
            _drafted(tx, number, user)
    reminder.collect(store, NOW)  # before the questions: nobody is written to that often
    with store.begin(TENANT) as tx:
        for mode, people in ((Mode.NAMED, PEOPLE[1:3]), (Mode.CONFIDENTIAL, PEOPLE[3:])):
            _asked(tx, mode, people)
        for decision in tx.decisions.everything():
            tx.deliveries.want(
                "decision", key=f"decision:{decision.id}", now=NOW, subject_id=decision.id, person=decision.logger,
                channel=decision.channel or "C0ONBOARD",
            )  # fmt: skip
    say_all(store, NOW)
    return store


def _decided(tx: Writing, number: int, user: str) -> None:
    """A decision that rests on nothing yet, told to whom it may concern."""
    served = tx.personas.refs()[number % 2]
    logged = tx.decisions.log(Decision(
        0, 0, f"way {number}", "they are alone", Grounds.OPEN, user, LONG_AGO, served=(served,),
        channel=("C0ONBOARD", "C0SALES")[number % 2],
    ))  # fmt: skip
    tx.deliveries.want(
        "decision_private", key=f"decision_private:{logged.id}", now=NOW, subject_id=logged.id, person=user,
        note={"channel": logged.channel},
    )  # fmt: skip


def _drafted(tx: Writing, number: int, user: str) -> None:
    tx.mark(tx.evidence.file(Evidence(
        0, 0, f"They waited {number}", Kind.STUCK, Source.MESSAGE, Polarity.NEW, State.DRAFT, user, NOW, NOW,
        source_key=str(number), channel="C0ONBOARD", ts=f"{number}.1",
    )), now=NOW)  # fmt: skip


def _asked(tx: Writing, mode: Mode, people: Sequence[str]) -> None:
    draft = tx.pulses.draft(Pulse(
        0, 0, tx.personas.refs()[0], QUESTION, ("Yes", "No"), mode, "U0MARA", NOW, NOW, picked=tuple(people), days=5,
    ))  # fmt: skip
    asking.send(tx, draft, asking.audience_of(tx, draft, NOW), number=tx.pulses.next_number(), now=NOW)


@dataclass(frozen=True)
class Living:
    """One message or Home in Slack: how it would read now, and whether it is about to be brought up to date."""

    row: Delivery
    words: str
    needs: str = ""

    @property
    def wanted(self) -> bool:
        return self.row.state is not Progress.SENT or self.row.wanted > self.row.shown

    def reads_as(self, before: "Living", user: str) -> bool:
        """Others see on their Home at once what needs them, and the rest when they open it."""
        if self.row.kind == "home" and self.row.person != user:
            return self.needs == before.needs
        return self.words in {"", before.words}


class Counted(Store):
    """A store that knows how often something was kept."""

    kept: list[str]

    @contextmanager
    def begin(self, tenant: str, *, now: datetime | None = None) -> Iterator[Writing]:
        with super().begin(tenant, now=now) as tx:
            yield tx
        self.kept.append(tenant)


def look(store: Store) -> dict[int, Living]:
    """Everything that lives on in Slack."""
    with store.read(TENANT) as reading:
        shelf = reading.deliveries
        rows = map(delivery_of, shelf.connection.execute(shelf.select(tables.Delivery)).all())
        return {row.id: _living(reading, row) for row in rows if row.shown and row.kind not in ONCE}


def _living(reading: Reading, row: Delivery) -> Living:
    if row.kind == "home":
        home = home_of(reading, row.person, NOW)
        return Living(
            row,
            repr(home_view.page(home)),
            repr([home_view._need(need, place) for place, need in enumerate(home.needs)]),
        )
    said = KINDS[row.kind].render(reading, row, NOW)
    return Living(row, "" if isinstance(said, Drop | Wait) else repr(said))


Act = tuple[str, Handler, Call]


def acts(store: Store, dice: random.Random) -> list[Act]:
    """Some of all that anybody can do, in any order; what takes things away comes last."""
    pressed = [(call.action, handler, call) for handler, call in steps(store, TENANT, TENANT)]
    both = [f"{number}:{which}" for number in (1, 2, 3) for which in (0, 1, 2, "tomorrow")]
    plain = {call.action: call for _, _, call in pressed}
    pressed += [
        (name, handler, replace(plain[name], value=value))
        for name, handler in vocabulary.ACTIONS.items() for value in both if name in plain
    ]  # fmt: skip
    submitted = [
        (name, vocabulary.SUBMISSIONS[name], replace(call, trigger=str(turn), idempotency_key=f"view:{turn}"))
        for turn, (name, call) in enumerate(forms(store, TENANT, TENANT))
    ]
    last = [each for each in submitted if each[0] in LAST]
    others = [(name, told, next(iter(plain.values()))) for name, told in TOLD.items()]
    chosen = _some(pressed, EACH, dice) + _some(submitted, EACH, dice) + others
    dice.shuffle(chosen)
    chosen.sort(key=lambda act: act[0] not in EARLY)
    by = [(name, handler, replace(call, user=dice.choice(PEOPLE))) for name, handler, call in chosen]
    return by + dice.sample(last, 2)


def _some(acts: Iterable[Act], most: int, dice: random.Random) -> list[Act]:
    """So many of each name."""
    named: dict[str, list[Act]] = defaultdict(list)
    for each in acts:
        named[each[0]].append(each)
    return [act for found in named.values() for act in dice.sample(found, min(most, len(found)))]


def _told(change: Callable[[Writing], Any]) -> Handler:
    """What nobody in particular does: Slack tells of it, or the clock comes to it."""

    def handler(call: Call, store: Store) -> Nothing:
        with store.begin(TENANT) as tx:
            change(tx)
        return Nothing()

    return handler


def _reacted(tx: Writing, *users: str) -> None:
    stands = ((CARD_INDEX, users),) if users else ()
    filing.settle(
        tx,
        Found("C0ONBOARD", "1.1", "They waited 1", author="U0SAM", reactions=stands),
        user="U0PRIYA",
        now=NOW,
    )


def _closed(tx: Writing) -> None:
    for pulse in tx.pulses.listed("U0MARA", viewer=Viewer(user="U0MARA")):
        asking.close(tx, pulse, why=Why.TIME, now=NOW)


def _hears(tx: Writing) -> None:
    """A piece about every persona."""
    for number, ref in enumerate(tx.personas.refs()):
        tx.evidence.file(Evidence(
            0, 0, "They waited", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, "U0NOBODY", NOW, NOW,
            persona_id=ref.id, source_key=f"heard {number}",
        ))  # fmt: skip


def _answers(call: Call, store: Store) -> Answer:
    """Somebody who was asked answers."""
    for pulse in _open(store):
        with suppress(UserError):
            ask.answered(replace(call, user="U0SAM", value=f"{pulse}:0"), store.for_user("U0SAM", NOW))
    return Nothing()


def _open(store: Store) -> list[int]:
    with store.read(TENANT) as reading:
        found = reading.pulses.listed("U0MARA", viewer=Viewer(user="U0MARA"))
    return [pulse.id for pulse in found if pulse.open and pulse.question == QUESTION]


# While questions are open, and nothing was heard of anybody.
EARLY = ("answers", "hears of everybody")
TOLD: dict[str, Handler] = {
    "hears of everybody": _told(_hears),
    "answers": _answers,
    "travels": _told(
        lambda tx: tx.people.mirror(Person("U0SAM", "Samira", tz="Asia/Tokyo", team=TENANT), NOW)
    ),
    "turns guest": _told(
        lambda tx: tx.people.mirror(Person("U0DEVIN", "Devin", team=TENANT, guest=True), NOW)
    ),
    "shares a channel": _told(
        lambda tx: tx.channels.describe("C0SALES", name="sales", private=False, shared=True, at=NOW)
    ),
    "lets go of a message": _told(_reacted),
    "reacts again": _told(lambda tx: _reacted(tx, "U0SAM", "U0PRIYA")),
    "renames": _told(
        lambda tx: tx.personas.change(tx.personas.refs()[0].id, by="U0SAM", at=NOW, name="Another name")
    ),
    "hands over": _told(
        lambda tx: tx.personas.change(tx.personas.refs()[1].id, by="U0SAM", at=NOW, steward="U0DEVIN")
    ),
    "takes answers away": _told(lambda tx: delete_answers(tx, "U0PRIYA", by="U0PRIYA", now=NOW)),
    "closes by the clock": _told(_closed),
    "restores": _told(lambda tx: tx.backups.restore(sample(NOW))),
}


def test_what_stands_in_slack_is_wanted_anew_whenever_it_would_read_otherwise(team: Store) -> None:
    seed = SEEDS[team.url.get_backend_name()]
    store = Counted.open(team.url.render_as_string(hide_password=False))
    store.kept, stale, before = list[str](), list[str](), look(team)
    for name, handler, call in acts(team, random.Random(seed)):
        kept = len(store.kept)
        with suppress(Exception):
            handler(call, store.for_user(call.user, NOW))
        if len(store.kept) == kept:
            continue
        after = look(team)
        stale += [
            f"{name} of {call.user} {call.value!r}: {each.row.kind} of {each.row.person}"
            for number, each in after.items()
            if number in before and not each.wanted and not each.reads_as(before[number], call.user)
        ]
        before = look(team) if say_all(team, NOW) else after
    store.close()
    assert stale == []
    assert len(store.kept) > KEPT


def test_a_new_name_reaches_every_receipt_reminder_result_and_home(team: Store) -> None:
    with team.begin(TENANT) as tx:
        admin = tx.personas.refs()[0]
        old = {
            number
            for number, each in look(team).items()
            if admin.name in each.words and each.row.kind != "home"
        }
        tx.personas.change(admin.id, by="U0MARA", at=NOW, name="Renamed")
    kinds = {each.row.kind for number, each in look(team).items() if number in old and each.wanted}
    assert all(each.wanted for number, each in look(team).items() if number in old)
    assert {"decision", "decision_private", "reminder", "result"} <= kinds


def test_what_does_not_name_a_persona_is_left_alone_when_a_piece_about_it_arrives(team: Store) -> None:
    with team.begin(TENANT) as tx:
        tx.evidence.file(Evidence(
            0, 0, "They waited", Kind.STUCK, Source.MESSAGE, Polarity.SUPPORTS, State.FILED, "U0SAM", NOW, NOW,
            persona_id=tx.personas.refs()[0].id,
        ))  # fmt: skip
    assert {each.row.kind for each in look(team).values() if each.wanted} <= {"home", "reminder"}


def test_an_answer_that_takes_the_place_of_its_message_is_not_said_twice(team: Store) -> None:
    [row] = [
        each.row for each in look(team).values() if each.row.kind == "ask" and each.row.person == "U0SAM"
    ][:1]
    place = (row.posted_channel, row.ts)
    call = Call(TENANT, "U0SAM", NOW, value=f"{row.subject_id}:0", message=Quoted(row.ts), channel=place[0])
    said = ask.answered(call, team.for_user("U0SAM", NOW, message=place))
    now = look(team)[row.id]
    assert isinstance(said, Replace)
    assert repr(said.blocks) in now.words
    assert not now.wanted
    ask.answered(replace(call, value=f"{row.subject_id}:1"), team.for_user("U0SAM", NOW))
    assert look(team)[row.id].wanted


def test_many_messages_that_one_change_brings_up_to_date_let_others_go_first(team: Store) -> None:
    with team.begin(TENANT) as tx:
        admin = tx.personas.refs()[0]
        for number in range(MANY + 1):
            logged = tx.decisions.log(
                Decision(0, 0, f"way {number}", "x", Grounds.OPEN, "U0MARA", NOW, served=(admin,))
            )
            tx.deliveries.want(
                "decision", key=f"many:{logged.id}", now=NOW, subject_id=logged.id, channel="C1"
            )
    say_all(team, NOW)
    assert {each.lane for each in lanes(team, "decision")} == {PROMPT}
    with team.begin(TENANT) as tx:
        tx.personas.change(admin.id, by="U0MARA", at=NOW, name="Renamed")
    assert {each.lane for each in lanes(team, "decision") if each.wanted > each.shown} == {WAVE}
    say_all(team, NOW)
    with team.begin(TENANT) as tx:
        tx.decisions.reverse(1, by="U0MARA", at=NOW)
    assert {each.lane for each in lanes(team, "decision") if each.wanted > each.shown} == {PROMPT}


def test_where_nothing_changed_nothing_is_said_not_even_to_who_acts(team: Store) -> None:
    store = team.for_user("U0MARA", NOW)
    store.hear(TENANT)
    with store.begin(TENANT) as tx:
        tx.deliveries.live("home", key="home:U0MARA", now=NOW, person="U0MARA")
    assert not any(each.wanted for each in look(team).values())


def lanes(store: Store, kind: str) -> list[Any]:
    """The rows of a kind as they are kept."""
    with store.read(TENANT) as reading:
        shelf = reading.deliveries
        here = tables.Delivery.__table__.c.kind == kind
        return list(shelf.connection.execute(shelf.select(tables.Delivery).where(here)))
