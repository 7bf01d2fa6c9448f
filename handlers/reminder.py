"""Reminders: the one-tap answers, hearing less of a rule, and silence."""

from collections.abc import Callable

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
from personas.reminder import AGEING, RULES, UNCITED, Rule, Settled, Track
from personas.views import reminder as view
from storage.store import Store, Writing

LESS_MOST = 2
SNOOZE_DAYS, SNOOZE_MAX = 7, 366
Settle = Callable[[Writing, Track], Settled]


def still_true(call: Call, store: Store) -> Answer:
    """Nothing new, still true: a valid answer that costs one tap."""

    def confirm(tx: Writing, track: Track) -> Settled:
        tx.personas.verify(whole(tx, track.subject_id).id, by=call.user, at=call.now)
        return Settled.TRUE

    return _settle(call, store, AGEING, confirm)


def snooze(call: Call, store: Store) -> Answer:
    """One extra ping on that day; the days of the rhythm stay as they were."""
    key, _, days = call.value.partition(":")
    with store.begin(call.tenant) as tx:
        track = _track(tx, call, key, AGEING)
        tz = tx.people.known(call.user).tz
        until = in_days(call.now, tz, min(form.number_in(days) or SNOOZE_DAYS, SNOOZE_MAX))
        tx.reminders.close(track.id, Settled.SNOOZED, at=call.now, not_before=until)
        return _shown(tx, call, track.bundle_id)


def link(call: Call, store: Store) -> Answer:
    """Link one of the candidates from the record."""
    key, _, piece = call.value.partition(":")

    def cite(tx: Writing, track: Track) -> Settled:
        decision = _decision(tx, track)
        chosen = tx.evidence.get(form.number_in(piece))
        if (
            chosen is None
            or chosen.state is not State.FILED
            or not Viewer(user=call.user).can_read(chosen.visibility, chosen.reporter)
        ):
            raise UserError(Gone("That evidence"))
        tx.decisions.link(decision.id, [chosen.id], by=call.user, at=call.now)
        return _receipt(tx, call, decision, Settled.LINKED)

    return _settle(call, store, UNCITED, cite, key)


def judgement(call: Call, store: Store) -> Answer:
    """It's a judgement call: nobody is asked for evidence again."""

    def judge(tx: Writing, track: Track) -> Settled:
        decision = _decision(tx, track)
        tx.decisions.settle_as_judgement(decision.id, by=call.user, at=call.now)
        return _receipt(tx, call, decision, Settled.JUDGEMENT)

    return _settle(call, store, UNCITED, judge)


def take_back(call: Call, store: Store) -> Answer:
    """The decision is reversed; it stays on record."""

    def reverse(tx: Writing, track: Track) -> Settled:
        decision = _decision(tx, track)
        tx.decisions.reverse(decision.id, by=call.user, at=call.now)
        return _receipt(tx, call, decision, Settled.REVERSED)

    return _settle(call, store, UNCITED, reverse)


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
        _refresh_last(tx, call)
    return Reply(view.unmuted(was=person.muted(call.now)), "Not muted")


def stop(call: Call, store: Store) -> Answer:
    """No question and no reminder ever, until allowed again."""
    with store.begin(call.tenant) as tx:
        tx.people.prefer(call.user, stopped_at=call.now)
    return Nothing()


def allow(call: Call, store: Store) -> Answer:
    """Questions and reminders may come again."""
    with store.begin(call.tenant) as tx:
        tx.people.prefer(call.user, stopped_at=None)
    return Nothing()


def _settle(call: Call, store: Store, rule: Rule, settle: Settle, key: str = "") -> Answer:
    """Do what the button says unless it came to rest meanwhile, and show the message as it stands now."""
    with store.begin(call.tenant) as tx:
        track = _track(tx, call, key or call.value, rule)
        if tx.reminders.is_open(track, call.now):
            tx.reminders.close(track.id, settle(tx, track), at=call.now)
        return _shown(tx, call, track.bundle_id)


def _track(tx: Writing, call: Call, key: str, rule: Rule) -> Track:
    """The item a button is about, if it is this person's own and of this rule."""
    track = tx.reminders.track(form.number_in(key))
    if track is None or (track.person, track.rule) != (call.user, rule.id):
        raise UserError(Gone("That reminder"))
    return track


def _decision(tx: Writing, track: Track) -> Decision:
    decision = tx.decisions.get(track.subject_id)
    if decision is None or decision.grounds is not Grounds.OPEN:
        raise UserError(Gone("That open decision"))
    return decision


def _receipt(tx: Writing, call: Call, decision: Decision, settled: Settled) -> Settled:
    """The decision's receipt says it too."""
    for kind in ("decision", "decision_private"):
        tx.deliveries.refresh(kind, decision.id, now=call.now)
    return settled


def _mute(tx: Writing, call: Call, words: str) -> Mute:
    person: Person = tx.people.known(call.user)
    quiet = parse_mute(words, now=call.now, tz=person.tz)
    if quiet is None:
        raise UserError(UnreadableTime(words))
    tx.people.prefer(call.user, muted_until=quiet.until)
    _refresh_last(tx, call)
    return quiet


def _refresh_last(tx: Writing, call: Call) -> None:
    """The newest message shows whether its person is muted."""
    for bundle in tx.reminders.bundles(call.user)[:1]:
        tx.deliveries.refresh("reminder", bundle.message, now=call.now)


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
