"""Filing by emoji, in one transaction: the record, and who is told."""

from dataclasses import replace
from datetime import datetime

from personas.evidence import Evidence
from personas.filing import Found, as_evidence, change_of_source
from personas.persona import PersonaRef
from personas.reaction import (
    Change,
    Support,
    as_filed,
    change_of,
    is_watched,
    named_by,
    reactors,
    reporter_of,
    watched_emoji,
    why_not_filed,
)
from storage.store import Reading, Writing


def settle(
    tx: Writing, message: Found, *, user: str, now: datetime, asked_at: datetime | None = None
) -> None:
    """Make the record agree with the emoji that stand on a message. Doing it twice is doing it once.

    `asked_at` is when `user` reacted: whose emoji is older than their erasure does not come back by it. Without a user
    nobody reacted: the message was looked at again because of what was filed from it.
    """
    place = tx.channels.get(message.channel)
    _note_change(tx, message, now=now)
    if message.is_gone:
        return
    if reason := why_not_filed(message, place):
        decline(tx, message, user=user, shared=reason == "shared", now=now)
        return
    workspace = tx.installation.get()
    bot_user = workspace.bot_user if workspace else ""
    if not is_watched(message, place, bot_user=bot_user):
        return
    own = tx.personas.by_emoji(name for name, _ in message.reactions)
    known = tx.evidence.of_message(message.channel, message.ts)
    users = _reactors(tx, message, bot_user)
    users = _without_erased(tx, users, known, user=user, asked_at=asked_at)
    user = user or next(iter(users), "")
    if tx.erasures.of([message.author]):
        message = replace(message, author="")
    if known is not None:
        _settle_known(tx, known, message, users, own=own, user=user, now=now)
    elif users:
        _file(tx, message, users, own=own, user=reporter_of(users, user), now=now)


def unmet(
    reading: Reading, message: Found, *, user: str, asked_at: datetime | None = None
) -> tuple[str, ...]:
    """Whose emoji could file something, but of whom Slack has told us nothing yet. Nobody who was erased comes back."""
    place, workspace = reading.channels.get(message.channel), reading.installation.get()
    bot_user = workspace.bot_user if workspace else ""
    if why_not_filed(message, place) or not is_watched(message, place, bot_user=bot_user):
        return ()
    users = message.reactors(_watched(reading, message), leaving_out=[bot_user])
    users = _without_erased(reading, users, None, user=user, asked_at=asked_at)
    met = reading.people.met_of(users)
    return tuple(user for user in users if user not in met)


def gone(tx: Writing, channel: str, ts: str, *, now: datetime) -> None:
    """The message is not there any more: what was filed from it stays, and says so."""
    _note_change(tx, Found(channel, ts, "", is_gone=True), now=now)


def _note_change(tx: Writing, message: Found, *, now: datetime) -> None:
    """A piece says of its source that it was edited or is gone, wherever it is shown; its words stay."""
    piece = tx.evidence.of_message(message.channel, message.ts)
    if piece and (change := change_of_source(piece, message)):
        tx.evidence.source_changed(piece, change, at=now)


def decline(tx: Writing, message: Found, *, user: str, shared: bool, now: datetime) -> None:
    """Words from direct messages and shared channels stay there; the person hears so once a day."""
    if user and tx.idempotency_keys.claim(f"declined:{message.channel}:{user}:{now:%Y-%m-%d}", now):
        say = "shared" if shared else "private"
        _note(tx, message, user=user, now=now, key=f"declined:{now:%Y-%m-%d}", say=say)


def unreadable(tx: Writing, channel: str, *, user: str, now: datetime) -> None:
    """The app may not read there: said in the person's own conversation with it, once a week for each channel."""
    if tx.idempotency_keys.claim(f"unread:{channel}", now):
        key = f"unread:{channel}:{now:%Y-%m-%d}"
        tx.deliveries.want("evidence_unread", key=key, now=now, person=user, note={"where": channel})


def _file(
    tx: Writing, message: Found, users: tuple[str, ...], *, own: list[PersonaRef], user: str, now: datetime
) -> None:
    visibility = message.channel if tx.channels.get(message.channel).private else ""
    known = tx.tickets.pattern(message.channel, message.text)
    message = replace(message, said=tx.channels.named(message.said))
    draft = as_evidence(message, reporter=user, now=now, visibility=visibility, known=known)
    draft = replace(draft, text=tx.people.masked(draft.text))
    if not draft.text:
        _note(tx, message, user=user, now=now, key="wordless", say="wordless")
        return
    piece = tx.evidence.file(as_filed(draft, own, tx.channels.personas(message.channel), users))
    _tell(tx, piece, message, user=user, now=now)


def _settle_known(
    tx: Writing,
    known: Evidence,
    message: Found,
    users: tuple[str, ...],
    *,
    own: list[PersonaRef],
    user: str,
    now: datetime,
) -> None:
    """The piece is there already: one more has seen it, or nobody has any more, or somebody has again."""
    piece = tx.evidence.locked(known.id) or known
    support = Support(piece.seen_by, users, tx.evidence.seen_by(piece.id, users))
    cited = not support.now and bool(tx.evidence.cited_by(piece.id))
    match change_of(piece, support, own, cited=cited):
        case Change.RESTORE:
            back = tx.evidence.restore(piece, by=user, at=now)
            _tell(tx, _named(tx, back, own, user=user, now=now), message, user=user, now=now)
        case Change.KEEP:
            tx.evidence.seen_by(piece.id, support.before)
            _note(tx, message, user=user, now=now, key=f"cited:{piece.id}", say="cited", subject=piece.id)
        case Change.WITHDRAW:
            tx.mark(tx.evidence.withdraw(piece, by=user, at=now), now=now)
            _correct(tx, piece, message, now=now)
        case Change.NAME:
            _tell(tx, _named(tx, piece, own, user=user, now=now), message, user=user, now=now)
        case Change.NOTHING:
            pass


def _correct(tx: Writing, piece: Evidence, message: Found, *, now: datetime) -> None:
    """Whoever read the private line, which can't be edited, reads that it no longer holds."""
    told = (each for each in tx.deliveries.of("evidence_saved", piece.id) if each.shown)
    for person in dict.fromkeys(each.person for each in told):
        _note(tx, message, user=person, now=now, key=f"gone:{piece.id}", say="withdrawn", subject=piece.id)


def _named(tx: Writing, piece: Evidence, own: list[PersonaRef], *, user: str, now: datetime) -> Evidence:
    about = named_by(piece, own)
    return tx.evidence.about(piece, persona_id=about.id, by=user, at=now) if about else piece


def _tell(tx: Writing, piece: Evidence, message: Found, *, user: str, now: datetime) -> None:
    tx.mark(piece, now=now)
    if not user:
        return
    tx.deliveries.want(
        "evidence_saved", key=f"saved:{piece.id}:{user}", now=now, subject_id=piece.id, person=user,
        channel=message.channel, thread_ts=message.thread,
    )  # fmt: skip


def _note(
    tx: Writing, message: Found, *, user: str, now: datetime, key: str, say: str, subject: int = 0
) -> None:
    if not user:
        return
    tx.deliveries.want(
        "evidence_note", key=f"{key}:{message.channel}:{message.ts}:{user}", now=now, subject_id=subject,
        person=user, channel=message.channel, thread_ts=message.thread, note={"say": say},
    )  # fmt: skip


def _without_erased(
    tx: Reading, users: tuple[str, ...], known: Evidence | None, *, user: str, asked_at: datetime | None
) -> tuple[str, ...]:
    """Slack keeps an emoji when its person is erased here; it counts where they put it there since, or filed since."""
    erased, kept = tx.erasures.of(users), set(known.seen_by if known else ())

    def counts(each: str) -> bool:
        since = each == user and asked_at is not None and each in erased and asked_at > erased[each]
        return each not in erased or each in kept or since

    return tuple(each for each in users if counts(each))


def _reactors(tx: Writing, message: Found, bot_user: str) -> tuple[str, ...]:
    watched = _watched(tx, message)
    return reactors(message, watched, tx.people.met_of(message.reactors(watched)), bot_user=bot_user)


def _watched(reading: Reading, message: Found) -> tuple[str, ...]:
    return watched_emoji(name for name, _ in message.reactions if reading.personas.by_emoji([name]))
