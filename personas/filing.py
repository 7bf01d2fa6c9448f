"""How a message becomes evidence: whose words they are, what they show, and whom they may be about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from personas.evidence import TEXT_MAX, Evidence, Kind, Polarity, Source, SourceChange, State
from personas.message import is_mail, joined, links_of, names_given, parts_of, text_of
from personas.persona import PersonaRef, key_of
from personas.redaction import mask, unescape, without_contacts
from personas.ticket import NO_PATTERN, Ticket, TicketPattern, find_ticket, typed_ticket
from personas.ticket_boilerplate import without_letterhead
from personas.ticket_card import customer_words

CARD_INDEX = "card_index"
FILED_MARK = "white_check_mark"
DRAFT_MARK = "eyes"
OUR_MARKS = frozenset({FILED_MARK, DRAFT_MARK})

TYPED_COUNTS = re.compile(r"\s*(\d{1,6})\s*(?:of|out of|/|from|in)\s*(\d{1,6})\b[\w\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A message as Slack shows it now, and the people whose emoji is on it, by emoji, in Slack's order.

    `text` is all of it in words, `said` what of it somebody said: of a ticket system's card, the customer's words alone.
    """

    channel: str
    ts: str
    text: str
    thread_ts: str = ""
    author: str = ""
    from_bot: bool = False
    permalink: str = ""
    links: tuple[str, ...] = ()
    said: str = ""
    edited_at: float = 0
    is_gone: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def thread(self) -> str:
        """The thread the message is a reply in; empty where it stands in the channel."""
        return self.thread_ts if self.thread_ts != self.ts else ""

    def reactors(self, emoji: Iterable[str], *, leaving_out: Iterable[str] = ()) -> tuple[str, ...]:
        """Who put one of these emoji there, each once."""
        wanted, strangers = set(emoji), set(leaving_out)
        users = (user for name, people in self.reactions if name in wanted for user in people)
        return tuple(dict.fromkeys(user for user in users if user not in strangers))


def found(message: Mapping[str, Any], *, channel: str) -> Found:
    """Slack's message as what we need of it."""
    reactions = ((plain_emoji(each["name"]), tuple(each["users"])) for each in message.get("reactions") or [])
    return Found(
        channel=channel,
        ts=str(message.get("ts", "")),
        text=text_of(message),
        said=said_in(message),
        edited_at=_seconds((message.get("edited") or {}).get("ts")),
        is_gone=message.get("subtype") == "tombstone",
        thread_ts=str(message.get("thread_ts") or ""),
        author=str(message.get("user") or ""),
        from_bot=bool(message.get("bot_id")),
        permalink=str(message.get("permalink") or ""),
        links=links_of(message),
        reactions=tuple(reactions),
    )


def change_of_source(piece: Evidence, message: Found) -> SourceChange:
    """Whether the message a piece came from reads otherwise than when it was filed."""
    if message.is_gone:
        return SourceChange.GONE
    is_later = message.edited_at > piece.filed_at.timestamp()
    is_other = words_of(message.said, ticket=piece.source is Source.TICKET)[:TEXT_MAX] != piece.text
    return SourceChange.EDITED if message.edited_at and (is_later or is_other) else SourceChange.NONE


def _seconds(ts: object) -> float:
    try:
        return float(str(ts or 0))
    except ValueError:
        return 0


def said_in(message: Mapping[str, Any]) -> str:
    """What of a message somebody said: of a ticket's card and of a mail the writer's words, of any other message all."""
    parts = parts_of(message)
    text = joined(parts)
    is_card = bool(message.get("bot_id")) and find_ticket(text, links_of(message), by_app=True) is not None
    if not is_card and not is_mail(message):
        return text
    summary = unescape(str(message.get("text") or ""))
    return customer_words(parts, summary=summary, given=names_given(message))


def plain_emoji(name: str) -> str:
    """An emoji without its colons and the colour of its skin."""
    return name.strip(":").partition("::")[0]


def as_evidence(
    message: Found, *, reporter: str, now: datetime, visibility: str = "", known: TicketPattern = NO_PATTERN
) -> Evidence:
    """The draft a message becomes; personal data is masked before anybody sees it again.

    What was said in a private channel is shown there; `visibility` is that channel. `known` is what the record knows of
    tickets.
    """
    ticket = find_ticket(message.text, message.links, by_app=message.from_bot, known=known)
    own = says_it_themselves(ticket, from_bot=message.from_bot)
    return Evidence(
        id=0,
        number=0,
        text=words_of(message.said or message.text, ticket=ticket is not None)[:TEXT_MAX],
        kind=kind_of(message.said or message.text, own_words=own),
        source=Source.TICKET if ticket else Source.MESSAGE,
        polarity=Polarity.NEW,
        state=State.DRAFT,
        reporter=reporter,
        filed_at=now,
        happened_at=happened_at(message.ts, now),
        source_key=ticket.key if ticket else message_key(message.channel, message.ts),
        link=message.permalink or (ticket.link if ticket else ""),
        author=message.author,
        own_words=own,
        channel=message.channel,
        ts=message.ts,
        visibility=visibility,
    )


def words_of(text: str, *, ticket: bool = False) -> str:
    """A message's words without what identifies people.

    Of a ticket, without what its system printed around the customer's words, and without how to reach somebody.
    """
    if not ticket:
        return mask(text).strip()
    return without_contacts(mask(without_letterhead(text))).strip()


def says_it_themselves(ticket: Ticket | None, *, from_bot: bool) -> bool:
    """A ticket that a system posts is what the user wrote; what a colleague writes is a report."""
    return ticket is not None and from_bot


def kind_of(text: str, *, own_words: bool) -> Kind:
    """What a text seems to show; a person can say otherwise in the form."""
    seeming = (kind for kind in Kind if kind.row.sounds and kind.row.sounds.search(text))
    return next(seeming, Kind.VERBATIM if own_words else Kind.OBSERVATION)


def message_key(channel: str, ts: str) -> str:
    """The source a message is, where it names no ticket."""
    return f"message:{channel}:{ts}"


def happened_at(ts: str, fallback: datetime) -> datetime:
    """When a message was written: its timestamp is its time."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return fallback


def plausible(text: str, names: Mapping[str, int]) -> tuple[int, ...]:
    """Personas one of whose names stands in the text, the longest name first."""
    said = f"-{key_of(text)}-"
    hits = [
        (len(key_of(name)), who)
        for name, who in names.items()
        if key_of(name) and f"-{key_of(name)}-" in said
    ]
    return tuple(dict.fromkeys(who for _, who in sorted(hits, key=lambda hit: -hit[0])))


def certain(by_emoji: Iterable[PersonaRef], bound: Iterable[PersonaRef]) -> PersonaRef | None:
    """The persona a message is about beyond doubt: by its own emoji, else as the channel's only one."""
    emoji, here = list(by_emoji), list(bound)
    chosen = emoji or here
    return chosen[0] if len(chosen) == 1 else None


def suggested(
    all_refs: Iterable[PersonaRef], *, first: Iterable[int], most: int = 3
) -> tuple[PersonaRef, ...]:
    """Whom to offer, the likeliest first: named in the text or bound to the channel, then the others by name."""
    refs = {ref.id: ref for ref in all_refs}
    order = dict.fromkeys([*(who for who in first if who in refs), *refs])
    return tuple(refs[who] for who in order)[:most]


def counts_of(text: str) -> tuple[int | None, int | None]:
    """ "4 of 6" as two numbers; a lone number leaves the other one open."""
    if match := TYPED_COUNTS.fullmatch(text):
        return int(match[1]), int(match[2])
    digits = re.findall(r"\d{1,6}", text)
    return (int(digits[0]), None) if digits else (None, None)


def reference_of(text: str, known: TicketPattern = NO_PATTERN) -> tuple[str, str, Ticket | None]:
    """A typed reference as (source key, link, ticket); the key is empty where it is neither link nor ticket."""
    typed = text.strip()
    if ticket := typed_ticket(typed, known):
        return ticket.key, ticket.link, ticket
    if re.fullmatch(r"https?://[^\s<>|\"]+", typed):
        return f"link:{typed}"[:300], typed, None
    return "", "", None
