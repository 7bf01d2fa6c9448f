"""Reminders: the one-tap answers, hearing less of a rule, and silence."""

from collections.abc import Callable
from typing import Any

from handlers import form
from handlers.call import Answer, Call, Nothing, Replace, Reply, UserError
from handlers.find import whole
from personas.decision import Decision, Grounds
from personas.errors import Gone, UnreadableTime
from personas.evidence import State
from personas.hours import in_days
from personas.mute import Mute, parse_mute
from personas.people import Person
from personas.permission import Viewer
from personas.reminder import Track
from personas.rules import RULES
from personas.rules.rule import Answer as OneTap
from personas.rules.rule import Effect, Rule, Settled
from personas.views import reminder as view
from storage.store import Store, Writing

LESS_MOST = 2
SNOOZE_DAYS, SNOOZE_MAX = 7, 366


def answer(call: Call, store: Store) -> Answer:
    """One tap on a way out: do what its rule says unless it came to rest meanwhile, and show what is left."""
    key, _, choice = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        track = _track(tx, call, key)
        wanted = _answer(RULES[track.rule], call.action.partition(":")[0].removeprefix(view.ANSWER))
        if tx.reminders.is_open(track, call.now):
            EFFECTS[wanted.effect](tx, track.subject_id, call, choice)
            tx.reminders.close(track.id, wanted.settled, at=call.now)
        return _shown(tx, call, track.bundle_id)


def answered_at_home(call: Call, store: Store) -> Answer:
    """The same on Home, where it may never have been said: only whom its rule would tell."""
    rule_id, word, key, choice = (*call.value.split(":"), "", "", "", "")[:4]
    with store.begin(call.tenant) as tx:
        cases = tx.reminders.cases(call.now, person=call.user)
        case = next((each for each in cases if (each.rule.id, str(each.subject_id)) == (rule_id, key)), None)
        if case:
            EFFECTS[_answer(case.rule, word).effect](tx, case.subject_id, call, choice)
    return Nothing()


def snooze(call: Call, store: Store) -> Answer:
    """One extra ping on that day; the days of the rhythm stay as they were."""
    key, _, days = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        track = _track(tx, call, key)
        if not RULES[track.rule].snoozes:
            raise UserError(Gone("That reminder"))
        tz = tx.people.known(call.user).tz
        until = in_days(call.now, tz, min(form.number_in(days) or SNOOZE_DAYS, SNOOZE_MAX))
        tx.reminders.close(track.id, Settled.SNOOZED, at=call.now, not_before=until)
        return _shown(tx, call, track.bundle_id)


def less(call: Call, store: Store) -> Answer:
    """Less of this: the rule says each thing once to this person; asked again, not at all."""
    with store.begin(call.tenant) as tx:
        person = tx.people.known(call.user)
        if call.value in RULES and person.less.count(call.value) < LESS_MOST:
            tx.people.prefer(call.user, less=(*person.less, call.value))
        return _shown(tx, call, _message_of(call))


def more(call: Call, store: Store) -> Answer:
    """Hear of a rule as often as at the beginning."""
    with store.begin(call.tenant) as tx:
        person = tx.people.known(call.user)
        tx.people.prefer(call.user, less=tuple(rule for rule in person.less if rule != call.value))
    return Nothing()


def mute_here(call: Call, store: Store) -> Answer:
    """Mute, under a message: two weeks."""
    with store.begin(call.tenant) as tx:
        _mute(tx, call, "")
        return _shown(tx, call, _message_of(call))


def mute(call: Call, store: Store) -> Answer:
    """`/persona mute 2w`: no unasked message until then."""
    with store.begin(call.tenant) as tx:
        quiet = _mute(tx, call, call.text)
    return Reply(view.muted(quiet), "Muted")


def unmute(call: Call, store: Store) -> Answer:
    """`/persona unmute`."""
    with store.begin(call.tenant) as tx:
        person = tx.people.known(call.user)
        tx.people.prefer(call.user, muted_until=None)
    return Reply(view.unmuted(was=person.muted(call.now)), "Not muted")


def stop(call: Call, store: Store) -> Answer:
    """No question and no reminder ever, until allowed again."""
    with store.begin(call.tenant) as tx:
        tx.people.prefer(call.user, stopped_at=call.now)
    return Nothing()


def stop_asking(call: Call, store: Store) -> Answer:
    """`/persona stop asking me`: the words of the button, typed."""
    stop(call, store)
    return Reply(view.stopped(), "You won't be asked again")


def ask_again(call: Call, store: Store) -> Answer:
    """`/persona ask me again`."""
    allow(call, store)
    return Reply(view.allowed(), "You may be asked again")


def allow(call: Call, store: Store) -> Answer:
    """Questions and reminders may come again."""
    with store.begin(call.tenant) as tx:
        tx.people.prefer(call.user, stopped_at=None)
    return Nothing()


def _track(tx: Writing, call: Call, key: str) -> Track:
    """The item a button is about, if it is this person's own."""
    track = tx.reminders.track(form.number_in(key))
    if track is None or track.person != call.user:
        raise UserError(Gone("That reminder"))
    return track


def _answer(rule: Rule[Any], word: str) -> OneTap:
    """What a rule makes of one of its buttons."""
    if word not in rule.answers:
        raise UserError(Gone("That reminder"))
    return rule.answers[word]


def _verify(tx: Writing, persona_id: int, call: Call, _: str) -> None:
    tx.personas.verify(whole(tx, persona_id).id, by=call.user, at=call.now)


def _link(tx: Writing, decision_id: int, call: Call, piece: str) -> None:
    decision = _open_decision(tx, decision_id)
    chosen = tx.evidence.get(form.number_in(piece))
    if (
        chosen is None
        or chosen.state is not State.FILED
        or not Viewer(user=call.user).can_read(chosen.visibility, chosen.reporter)
    ):
        raise UserError(Gone("That evidence"))
    tx.decisions.link(decision.id, [chosen.id], by=call.user, at=call.now)


def _judge(tx: Writing, decision_id: int, call: Call, _: str) -> None:
    decision = _open_decision(tx, decision_id)
    tx.decisions.settle_as_judgement(decision.id, by=call.user, at=call.now)


def _reverse(tx: Writing, decision_id: int, call: Call, _: str) -> None:
    decision = _open_decision(tx, decision_id)
    tx.decisions.reverse(decision.id, by=call.user, at=call.now)


# What each answer does to the subject: the transaction, its id, who presses, and what they chose.
EFFECTS: dict[Effect, Callable[[Writing, int, Call, str], None]] = {
    Effect.VERIFY: _verify,
    Effect.LINK: _link,
    Effect.JUDGE: _judge,
    Effect.REVERSE: _reverse,
}


def _open_decision(tx: Writing, decision_id: int) -> Decision:
    decision = tx.decisions.get(decision_id)
    if decision is None or decision.grounds is not Grounds.OPEN:
        raise UserError(Gone("That open decision"))
    return decision


def _mute(tx: Writing, call: Call, words: str) -> Mute:
    person: Person = tx.people.known(call.user)
    quiet = parse_mute(words, now=call.now, tz=person.tz)
    if quiet is None:
        raise UserError(UnreadableTime(words))
    tx.people.prefer(call.user, muted_until=quiet.until)
    return quiet


def _message_of(call: Call) -> int:
    """Which message a button in its footer stands under."""
    return form.number_in(call.action.rpartition(":")[2])


def _shown(tx: Writing, call: Call, message_id: int | None) -> Answer:
    """The message with what was answered and the rest of the items."""
    message = tx.reminders.message(message_id or 0, call.now)
    if message is None or message.bundle.person != call.user:
        raise UserError(Gone("That reminder"))
    tx.reminders.answered(message.bundle.message, at=call.now)
    again = tx.reminders.message(message.bundle.message, call.now) or message
    return Replace(view.message(again, call.now), view.summary(again))
