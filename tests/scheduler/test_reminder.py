"""What the clock tells people: one message each, in their hours, within the budget, edited not repeated."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from handlers import reminder as heard
from handlers.call import Call, Replace
from handlers.vocabulary import ACTIONS
from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.hours import in_window, local_day
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type, slug_of
from personas.rules.rule import Settled
from scheduler.outgoing import Drop, Post, Wait
from scheduler.reminder import collect, plan, render
from storage.delivery import Progress
from storage.installation import Workspace
from storage.store import Store
from tests.calls import make_call
from tests.conftest import TENANT, seeds
from tests.outbox import leased

MARA = Person("U0MARA", "Mara", tz="Europe/Berlin")
SAM = Person("U0SAM", "Sam", tz="America/New_York")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LONG_AGO = TUESDAY - timedelta(days=200)


def install(store: Store, *, at: datetime = LONG_AGO, people: tuple[Person, ...] = (MARA, SAM)) -> None:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0BOT", "U0SAM", frozenset(), at))
    with store.begin(TENANT) as tx:
        for person in people:
            tx.people.mirror(person, at)


def persona(store: Store, name: str, *, at: datetime, by: str = "U0MARA", **more: Any) -> int:
    job = Claim(0, 0, Facet.JOB, "When I arrive, I want to see my work")
    draft = Persona(0, slug_of(name), name, Type.USER, claims=(job,), **{"steward": "U0MARA", **more})
    with store.begin(TENANT) as tx:
        return tx.personas.create(draft, by=by, at=at)


def evidence(store: Store, persona_id: int, *, at: datetime, text: str = "I waited.") -> int:
    kind = (Kind.VERBATIM, Source.INTERVIEW, Polarity.SUPPORTS, State.FILED)
    piece = Evidence(0, 0, text, *kind, "U0MARA", at, at, persona_id=persona_id)
    with store.begin(TENANT) as tx:
        return tx.evidence.file(piece).id


def decision(store: Store, persona_id: int, *, at: datetime, logger: str = "U0MARA") -> int:
    with store.begin(TENANT) as tx:
        served = tx.personas.get(persona_id)
        assert served
        made = Decision(0, 0, "two paths", "they differ", Grounds.OPEN, logger, at, served=(served.ref,))
        return tx.decisions.log(made).id


def message(store: Store, now: datetime, user: str = "U0MARA") -> Any:
    with store.read(TENANT) as reading:
        newest = reading.reminders.bundles(user)
        return reading.reminders.message(newest[0].message, now) if newest else None


def press(store: Store, handler: Callable[[Call, Store], Any], value: str, now: datetime, **more: Any) -> Any:
    call = make_call(TENANT, more.pop("user", "U0MARA"), now, value=value, **more)
    return handler(call, store)


def tapped(word: str) -> Callable[[Call, Store], Any]:
    """The button of a way out, as the vocabulary answers it."""
    return lambda call, store: ACTIONS[f"reminder_{word}"](
        replace(call, action=f"reminder_{word}:{call.value}"), store
    )


def words(answer: Any) -> str:
    return str(answer.blocks)


def test_one_message_tells_everything_that_is_due(store: Store) -> None:
    install(store)
    first = persona(store, "New teammate", at=TUESDAY - timedelta(days=34))
    persona(store, "Ops admin", at=TUESDAY - timedelta(days=5))
    evidence(store, first, at=TUESDAY - timedelta(days=31))
    decision(store, first, at=TUESDAY - timedelta(days=6))
    assert collect(store, TUESDAY) == 1
    found = message(store, TUESDAY)
    assert [item.label for item in found.open] == ["New teammate", "D-1"]
    (delivery,) = leased(store, TUESDAY)
    with store.read(TENANT) as reading:
        said = render(reading, delivery, TUESDAY)
    assert isinstance(said, Post)
    assert "*New teammate*: nothing new for 31 days; never heard from support." in words(said)
    assert "*D-1* names *New teammate* but no evidence yet." in words(said)
    assert "One candidate from the record: EV-1." in words(said)


def test_running_it_twice_at_the_same_time_changes_nothing(store: Store) -> None:
    install(store)
    persona(store, "New teammate", at=LONG_AGO)
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: _patiently(store), range(10)))
    assert sum(made) == 1
    assert len(leased(store, TUESDAY)) == 1
    assert collect(store, TUESDAY + timedelta(hours=1)) == 0


def _patiently(store: Store) -> int:
    return collect(store, TUESDAY)


def test_without_a_steward_the_last_editor_hears_of_it_and_then_the_installer(lite: Store) -> None:
    install(lite, people=(MARA, SAM, replace(MARA, user="U0GONE", name="Gone", deleted=True)))
    persona(lite, "Edited", at=LONG_AGO, steward="")
    persona(lite, "Orphan", at=LONG_AGO, steward="U0GONE", by="U0GONE")
    with lite.read(TENANT) as reading:
        found = plan(reading, TUESDAY, silent_too=True)
        assert {saying.person.user: len(saying.due) for saying in found} == {"U0MARA": 1, "U0SAM": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"muted_until": TUESDAY + timedelta(days=2)}, "muted"),
        ({"stopped_at": LONG_AGO}, "asked not to be written to"),
    ],
)
def test_a_person_who_wants_silence_gets_nothing_and_the_plan_says_why(
    lite: Store, change: dict[str, Any], reason: str
) -> None:
    install(lite)
    persona(lite, "New teammate", at=LONG_AGO)
    with lite.begin(TENANT) as tx:
        tx.people.prefer("U0MARA", **change)
    assert collect(lite, TUESDAY) == 0
    with lite.read(TENANT) as reading:
        assert [saying.held for saying in plan(reading, TUESDAY, silent_too=True)] == [reason]


def test_the_first_week_of_an_installation_sends_nothing(lite: Store) -> None:
    install(lite, at=TUESDAY - timedelta(days=2))
    persona(lite, "New teammate", at=LONG_AGO)
    assert collect(lite, TUESDAY) == 0
    assert collect(lite, TUESDAY + timedelta(days=7)) == 1


def test_what_waits_to_be_sent_waits_for_the_hours_of_its_person_again(lite: Store) -> None:
    install(lite)
    persona(lite, "New teammate", at=LONG_AGO)
    collect(lite, TUESDAY)
    (delivery,) = leased(lite, TUESDAY)
    evening = TUESDAY + timedelta(hours=8)
    with lite.read(TENANT) as reading:
        waits = render(reading, delivery, evening)
        assert isinstance(waits, Wait)
        assert waits.until == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    press(lite, tapped("true"), "1", evening)
    with lite.read(TENANT) as reading:
        assert isinstance(render(reading, delivery, evening), Drop)


def test_an_answer_shows_in_place_and_the_rest_remains(store: Store) -> None:
    install(store)
    for name in ("Ops admin", "New teammate"):
        persona(store, name, at=LONG_AGO)
    collect(store, TUESDAY)
    answer = press(store, tapped("true"), "1", TUESDAY)
    assert isinstance(answer, Replace)
    assert "*Ops admin*: still true, noted." in words(answer)
    assert "*New teammate*: no evidence yet" in words(answer)
    assert [item.label for item in message(store, TUESDAY).open] == ["New teammate"]
    with store.read(TENANT) as reading:
        confirmed = reading.personas.get(1)
        assert confirmed
        assert confirmed.verified_by == "U0MARA"
    done = press(store, heard.snooze, "2:14", TUESDAY)
    assert "I'll ask once more on" in words(done)
    assert not message(store, TUESDAY).open


def test_nobody_answers_somebody_elses_reminder(lite: Store) -> None:
    install(lite)
    persona(lite, "Ops admin", at=LONG_AGO)
    collect(lite, TUESDAY)
    for handler in (tapped("true"), heard.snooze, tapped("judgement"), tapped("reverse")):
        with pytest.raises(Exception, match="Gone"):
            press(lite, handler, "1", TUESDAY, user="U0SAM")
    with pytest.raises(Exception, match="Gone"):
        press(lite, heard.less, "M1", TUESDAY, user="U0SAM", action="reminder_less:1")


@pytest.mark.parametrize(
    ("handler", "value", "grounds", "settled"),
    [
        (tapped("link"), "1:1", Grounds.EVIDENCE, Settled.LINKED),
        (tapped("judgement"), "1", Grounds.JUDGEMENT, Settled.JUDGEMENT),
        (tapped("reverse"), "1", Grounds.OPEN, Settled.REVERSED),
    ],
)
def test_an_open_decision_is_settled_by_one_press(
    store: Store, handler: Any, value: str, grounds: Grounds, settled: Settled
) -> None:
    install(store)
    served = persona(store, "Ops admin", at=TUESDAY - timedelta(days=9))
    evidence(store, served, at=TUESDAY - timedelta(days=8))
    decision(store, served, at=TUESDAY - timedelta(days=7))
    collect(store, TUESDAY)
    press(store, handler, value, TUESDAY)
    (item,) = message(store, TUESDAY).items
    assert item.settled is settled
    with store.read(TENANT) as reading:
        assert reading.decisions.get(1).grounds is grounds  # type: ignore[union-attr]
        assert reading.reminders.bundles("U0MARA")[0].answered_at == TUESDAY


def test_what_settles_itself_is_struck_off_and_counts_as_answered(store: Store) -> None:
    install(store)
    about = persona(store, "Ops admin", at=LONG_AGO)
    collect(store, TUESDAY)
    evidence(store, about, at=TUESDAY + timedelta(hours=1))
    collect(store, TUESDAY + timedelta(hours=2))
    assert [item.settled for item in message(store, TUESDAY).items] == [Settled.EVIDENCE]
    with store.read(TENANT) as reading:
        assert reading.reminders.bundles("U0MARA")[0].answered_at


def test_an_unanswered_message_is_edited_then_comes_once_a_month_and_says_so(lite: Store) -> None:
    install(lite)
    for number in range(9):
        persona(lite, f"Persona {number}", at=TUESDAY - timedelta(days=30 - 7 * number))
    told = []
    for number in range(60):
        now = TUESDAY + timedelta(days=number)
        if collect(lite, now):
            found = message(lite, now)
            told.append((number, found.bundle.message, found.bundle.monthly))
    assert [each[0] for each in told] == [0, 7, 14, 44]
    assert len({each[1] for each in told}) == 2
    assert [each[2] for each in told] == [False, False, True, True]
    # A channel takes one message a second.
    (older,), (newer,) = (leased(lite, TUESDAY + timedelta(days=60, seconds=second)) for second in (0, 1))
    with lite.read(TENANT) as reading:
        assert "once a month" in words(render(reading, newer, TUESDAY + timedelta(days=44, hours=1)))
    # Said thrice; that its items left it need not be wanted, since it was never sent: it is rendered as things stand then.
    assert older.wanted == 3


def test_a_message_slack_never_took_is_posted_anew(lite: Store) -> None:
    install(lite)
    persona(lite, "Ops admin", at=LONG_AGO)
    collect(lite, TUESDAY)
    (delivery,) = leased(lite, TUESDAY)
    with lite.system() as system:
        system.deliveries.ended(delivery, Progress.FAILED, error="channel_not_found")
    assert collect(lite, TUESDAY + timedelta(days=7)) == 1
    assert len(leased(lite, TUESDAY + timedelta(days=7))) == 1


def test_less_of_this_lowers_that_rule_for_that_person(lite: Store) -> None:
    install(lite)
    persona(lite, "Ops admin", at=LONG_AGO)
    collect(lite, TUESDAY)
    answer = press(lite, heard.less, "M1", TUESDAY, action="reminder_less:1")
    assert "each persona is brought up once" in words(answer)
    assert sum(collect(lite, TUESDAY + timedelta(days=number)) for number in range(1, 40)) == 0


HIRO, LOU = Person("U0HIRO", "Hiro", tz="Asia/Tokyo"), Person("U0LOU", "Lou", tz="Australia/Lord_Howe")
PEOPLE = (MARA, SAM, HIRO, LOU)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(6))
def test_in_a_year_nobody_hears_from_us_at_the_wrong_time_too_often_or_in_vain(
    lite: Store, seed: int
) -> None:
    """Daylight saving, clock jumps, random answers, mutes and holidays; what is due arrives all the same."""
    chance = random.Random(seed)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    year = Year(lite, chance)
    year.begin(now)
    while now < datetime(2027, 1, 1, tzinfo=UTC):
        now += timedelta(hours=chance.choice([3, 5, 9, 14, 31]), minutes=chance.randrange(60))
        year.live(now)
    assert len(year.posts) > 20
    assert all(count >= 2 for count in Counter(user for user, _ in year.posts).values())
    year.nothing_was_lost(now)


class Year:
    """A year of a team: what happens to it, and what was said to whom."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        self.store, self.chance = store, chance
        self.posts: list[tuple[str, datetime]] = []
        self.days: dict[str, list[date]] = defaultdict(list)
        self.last_tracks: dict[tuple[str, int, str], Any] = {}

    def begin(self, now: datetime) -> None:
        install(self.store, at=now, people=PEOPLE)
        for number in range(8):
            steward = PEOPLE[number % len(PEOPLE)].user
            more = {"steward": steward, "interval_days": 14 + number}
            persona(self.store, f"Persona {number}", at=now + timedelta(days=number), **more)

    def live(self, now: datetime) -> None:
        self.something_happens(now)
        collect(self.store, now)
        if self.chance.random() < 0.2:
            assert collect(self.store, now) == 0, "a second run at the same moment says nothing"
        self.send(now)

    def send(self, now: datetime) -> None:
        for delivery in leased(self.store, now):
            with self.store.read(TENANT) as reading:
                said, person = render(reading, delivery, now), reading.people.known(delivery.person)
            with self.store.system() as system:
                if isinstance(said, Wait):
                    assert said.until > now
                    system.deliveries.wait(delivery, until=said.until, reason=said.reason)
                elif isinstance(said, Drop):
                    system.deliveries.ended(delivery, Progress.CANCELLED, error=said.reason)
                else:
                    ts = delivery.ts or f"{delivery.id}.1"
                    system.deliveries.sent(delivery, channel="D1", ts=ts, note={})
                    if not delivery.ts:
                        self.posted(person, now)

    def posted(self, person: Person, now: datetime) -> None:
        assert in_window(now, person.tz)
        assert not any((person.muted(now), person.away, person.stopped_at))
        assert person.reachable
        today = local_day(now, person.tz)
        days = self.days[person.user]
        assert today not in days
        assert sum(today - timedelta(days=7) < day <= today for day in days) < 2
        days.append(today)
        self.posts.append((person.user, now))

    def something_happens(self, now: datetime) -> None:
        roll, person = self.chance.random(), self.chance.choice(PEOPLE)
        if roll < 0.03:
            self.prefer(person, now, muted_until=now + timedelta(days=self.chance.randrange(1, 20)))
        elif roll < 0.06:
            with self.store.begin(TENANT) as tx:
                tx.people.mirror(replace(person, away=self.chance.random() < 0.5), now)
        elif roll < 0.08 and person is PEOPLE[3]:
            self.prefer(person, now, stopped_at=self.chance.choice([None, now]))
        elif roll < 0.11:
            evidence(self.store, self.chance.randrange(1, 9), at=now)
        elif roll < 0.14:
            decision(self.store, self.chance.randrange(1, 9), at=now, logger=person.user)
        elif roll < 0.30:
            self.answer(person, now)

    def prefer(self, person: Person, now: datetime, **wish: Any) -> None:
        with self.store.begin(TENANT) as tx:
            tx.people.prefer(person.user, **wish)

    def answer(self, person: Person, now: datetime) -> None:
        found = message(self.store, now, person.user)
        if not found or not found.open:
            return
        item = self.chance.choice(found.open)
        key = str(item.track.id)
        if item.rule.id == "M4":
            way = self.chance.choice([tapped("judgement"), tapped("reverse")])
            press(self.store, way, key, now, user=person.user)
        elif self.chance.random() < 0.5:
            press(self.store, tapped("true"), key, now, user=person.user)
        else:
            press(self.store, heard.snooze, f"{key}:{self.chance.choice([7, 14, 30])}", now, user=person.user)

    def nothing_was_lost(self, now: datetime) -> None:
        """Whoever is free to hear from us and answers hears of everything that is due."""
        with self.store.begin(TENANT) as tx:
            for person in PEOPLE:
                tx.people.mirror(replace(person, away=False), now)
                tx.people.prefer(person.user, muted_until=None, stopped_at=None)
        for _ in range(24 * 90):
            now += timedelta(hours=1)
            self.answer_all(now)
            self.send(now)
            if collect(self.store, now) == 0 and self.settled(now):
                return
        raise AssertionError("something stayed due")

    def answer_all(self, now: datetime) -> None:
        for person in PEOPLE:
            if found := message(self.store, now, person.user):
                for item in found.open:
                    press(self.store, tapped("true") if item.rule.id == "M1" else tapped("judgement"),
                          str(item.track.id), now, user=person.user)  # fmt: skip

    def settled(self, now: datetime) -> bool:
        with self.store.read(TENANT) as reading:
            return not plan(reading, now, silent_too=True)
