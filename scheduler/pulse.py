"""What pulses say later: the question in each DM, the author's result, and what is due on the clock."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import sleep

from personas.people import Person
from personas.pulse import Ask, AskState, Given, Pulse, Why, held_until
from personas.views import ask as ask_view
from personas.views import pulse as view
from scheduler.failure_log import FailureLog
from scheduler.outgoing import Drop, Outgoing, Post, Wait
from storage import ask as asking
from storage.delivery import Delivery
from storage.store import Reading, Store, Writing

log = logging.getLogger(__name__)

# Between two pages of a wave: whoever waits to write goes first.
BREATH_S = 0.01


def ask(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The question to one person, as it stands for them now."""
    return asks(reading, [delivery], now)[0]


def asks(reading: Reading, deliveries: Sequence[Delivery], now: datetime) -> list[Outgoing]:
    """The same to several: what they share is read once."""
    rounds = {
        number: _round(reading, number, deliveries) for number in {each.subject_id for each in deliveries}
    }
    return [_asked(rounds[each.subject_id], each, now) for each in deliveries]


@dataclass(frozen=True, slots=True)
class _Round:
    """A pulse, and what is known of some of the people it is put to."""

    pulse: Pulse | None
    asks: Mapping[str, Ask] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    given: Mapping[str, Given] = field(default_factory=dict)


def _round(reading: Reading, number: int, deliveries: Sequence[Delivery]) -> _Round:
    users = {each.person for each in deliveries if each.subject_id == number}
    pulse = reading.pulses.get(number)
    if pulse is None:
        return _Round(None)
    asks = reading.pulses.asks_of(number, users)
    # Most of a wave is asked for the first time: nobody has said anything yet.
    done = {user for user, ask in asks.items() if ask.answered} | {
        each.person for each in deliveries if each.ts
    }
    given = reading.pulses.answers_of(pulse, users & done) if users & done else {}
    return _Round(pulse, asks, reading.people.some(users), given)


def _asked(about: _Round, delivery: Delivery, now: datetime) -> Outgoing:
    pulse, ask = about.pulse, about.asks.get(delivery.person)
    if pulse is None or ask is None:
        return Drop("there is nobody to ask any more")
    fresh = not delivery.ts
    earlier = delivery.note.get("round", 1) != ask.round
    # Its time may be up before the clock comes to close it: after a stop, or a night without us.
    over = not pulse.open or pulse.closes_at <= now
    if fresh and (earlier or over or ask.state is AskState.STOPPED):
        return Drop("it ended before it was asked")
    if earlier:
        return Post(ask_view.asked_again(), "Asked again")
    who = about.people.get(delivery.person) or Person(delivery.person, "")
    if fresh and (until := held_until(who, now)):
        return Wait(until, "outside their hours")
    given = about.given.get(delivery.person)
    return Post(ask_view.message(pulse, ask, who, given=given, now=now), ask_view.headline(pulse))


def not_asked(tx: Writing, delivery: Delivery, now: datetime) -> None:
    """Slack would not take the question: as if this person had never been asked."""
    ask = tx.pulses.ask_of(delivery.subject_id, delivery.person)
    if ask and ask.round == 1 and not ask.answered:
        tx.pulses.unask(ask)


def may_not_be_asked(tx: Writing, delivery: Delivery, now: datetime) -> None:
    """Nobody can find out whether the question arrived: nothing is said again by itself, and its author is told."""
    ask = tx.pulses.ask_of(delivery.subject_id, delivery.person)
    if ask and ask.state is AskState.ASKED and delivery.note.get("round", 1) == ask.round:
        tx.pulses.mark(delivery.subject_id, delivery.person, AskState.UNSURE)


def result(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The author's living result card."""
    return _card(reading, delivery, own=True)


def result_shared(reading: Reading, delivery: Delivery, now: datetime) -> Outgoing:
    """The same for a channel: totals, no names, no buttons."""
    return _card(reading, delivery, own=False)


def run_due(store: Store, now: datetime, failure_log: FailureLog | None = None) -> None:
    """Close what is over, ask whoever is due, and drop drafts nobody sent.

    One pulse that breaks must not keep the others waiting.
    """
    failure_log = failure_log or FailureLog()
    with store.system() as system:
        over, waiting = system.pulses.over(now), system.pulses.waiting(now)
        traces = bool(over) or system.pulses.just_closed(now)
        system.pulses.drop_drafts(now)
    due = [(_close, *each) for each in over] + [(_ask, *each) for each in waiting]
    for step, tenant, pulse_id in due:
        what = f"pulse {pulse_id} of {tenant}"
        if failure_log.ready(what, now):
            with failure_log.watched(what, now):
                step(store, tenant, pulse_id, now)
    if traces:
        asking.scrub(store.engine)


def _ask(store: Store, tenant: str, pulse_id: int, now: datetime) -> None:
    more = True
    while more:
        with store.begin(tenant, now=now) as tx:
            tx.pulses.locked(pulse_id)
            more = asking.hand_out(tx, pulse_id, now)
        if more:
            sleep(BREATH_S)


def _close(store: Store, tenant: str, pulse_id: int, now: datetime) -> None:
    with store.begin(tenant, now=now) as tx:
        pulse = tx.pulses.locked(pulse_id)
        if pulse and pulse.open and pulse.closes_at <= now:
            asking.close(tx, pulse, why=Why.TIME, now=now)
            log.info("%s of %s is closed", pulse.label, tenant)


def _card(reading: Reading, delivery: Delivery, *, own: bool) -> Outgoing:
    pulse = reading.pulses.get(delivery.subject_id)
    if pulse is None:
        return Drop("the pulse is gone")
    course = asking.course(reading, pulse)
    return Post(view.card(pulse, course, own=own), view.headline(pulse))
