"""What the emoji on a message do to the record: file it, withdraw it, bring it back, say whom it is about."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from personas.evidence import Evidence, State
from personas.filing import CARD_INDEX, Found, certain
from personas.people import Person, Place
from personas.permission import may_file
from personas.persona import PersonaRef

# What Slack's ids of conversations of two begin with.
DIRECT = "D"


class Change(Enum):
    """What becomes of a piece that is on record already. KEEP: nobody stands behind it, but a decision cites it."""

    NOTHING = auto()
    RESTORE = auto()
    WITHDRAW = auto()
    KEEP = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Support:
    """Who stands behind a piece: before, by their emoji now, and in all, forms included."""

    before: tuple[str, ...]
    reactors: tuple[str, ...]
    now: tuple[str, ...]


def why_not_filed(message: Found, place: Place) -> str:
    """Why words must stay where they are, for everybody's emoji; empty where they may be filed."""
    if place.shared:
        return "shared"
    return "private" if message.channel.startswith(DIRECT) else ""


def is_watched(message: Found, place: Place, *, bot_user: str) -> bool:
    """Whether emoji count there: filing is on, and the message is not our own."""
    return place.filing and not (bot_user and message.author == bot_user)


def watched_emoji(own: Iterable[str]) -> tuple[str, ...]:
    """The emoji that file: ours, and those that stand for a persona."""
    return (CARD_INDEX, *own)


def reactors(
    message: Found, emoji: Collection[str], people: Mapping[str, Person], *, bot_user: str
) -> tuple[str, ...]:
    """Members whose emoji files; bots, guests, people of other organisations and whom we do not know do not count."""
    members = {user for user, person in people.items() if may_file(person) and not person.is_bot}
    outside = [user for user in message.reactors(emoji) if user not in members]
    return message.reactors(emoji, leaving_out=[*outside, bot_user])


def reporter_of(users: tuple[str, ...], user: str) -> str:
    """Who files a message that several people reacted to: whoever just did, else the first."""
    return user if user in users else users[0]


def as_filed(
    draft: Evidence, own: Iterable[PersonaRef], bound: Iterable[PersonaRef], users: tuple[str, ...]
) -> Evidence:
    """A new piece: filed where it is beyond doubt whom it is about, else a draft."""
    sure = certain(own, bound)
    state = State.FILED if sure else State.DRAFT
    return replace(draft, persona_id=sure.id if sure else None, state=state, seen_by=users)


def change_of(piece: Evidence, support: Support, own: Iterable[PersonaRef], *, cited: bool) -> Change:
    """What the emoji that stand on a message now mean for its piece. Asked twice, it is the same."""
    if piece.state is State.WITHDRAWN:
        # Somebody who took it back with [Undo] left the emoji where it was: only a new one counts.
        return Change.RESTORE if set(support.reactors) - set(support.before) else Change.NOTHING
    if not support.now:
        return Change.KEEP if cited else Change.WITHDRAW
    return Change.NAME if named_by(piece, own) else Change.NOTHING


def named_by(piece: Evidence, own: Iterable[PersonaRef]) -> PersonaRef | None:
    """A draft with a persona's own emoji on it is about that persona."""
    return certain(own, ()) if piece.state is State.DRAFT else None
