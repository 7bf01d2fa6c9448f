"""Which ticket a message is about: by the shape of a link, or by a number where a ticket is sure to be meant.

A number or a key that somebody types is a ticket only where the record knows such tickets by their links, where the word for
one stands in front of it, or where an app names it in its heading: standards, slides and places in a queue look the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

URL = re.compile(r"https?://[^\s<>|\"')\]]+")
SYSTEMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (system, re.compile(rf"https?://{pattern}", re.IGNORECASE))
    for system, pattern in (
        (
            "zendesk",
            r"(?P<account>[\w.-]+?)(?:\.zendesk\.com)?/(?:\w+/)?agent/(?:#/)?tickets/(?P<number>\d+)",
        ),
        (
            "zendesk",
            r"(?P<account>[\w-]+)\.zendesk\.com/(?:hc/)?(?:[\w-]+/)?(?:requests|tickets)/(?P<number>\d+)",
        ),
        (
            "intercom",
            r"app(?:\.\w+)?\.intercom\.\w+/a/apps/(?P<account>\w+)/.*?conversations?/(?P<number>\d+)",
        ),
        (
            "intercom",
            r"app(?:\.\w+)?\.intercom\.\w+/a/inbox/(?P<account>\w+)/.*?conversations?/(?P<number>\d+)",
        ),
        ("freshdesk", r"(?P<account>[\w-]+)\.freshdesk\.com/(?:\w+/)*tickets/(?P<number>\d+)"),
        (
            "hubspot",
            r"app[\w-]*\.hubspot\.com/[\w-]+/(?P<account>\d+)/.*?(?:ticket|record/0-5)/(?P<number>\d+)",
        ),
        ("linear", r"linear\.app/(?P<account>[\w-]+)/issue/(?P<number>[A-Z][A-Z0-9]*-\d+)"),
        ("github", r"github\.com/(?P<account>[\w.-]+/[\w.-]+)/(?:issues|pull|discussions)/(?P<number>\d+)"),
        (
            "jira",
            r"(?P<account>[\w.-]+?)(?:\.atlassian\.net)?/(?:[\w.-]+/)*browse/(?P<number>[A-Z][A-Z0-9_]+-\d+)",
        ),
        (
            "jira",
            r"(?P<account>[\w.-]+?)\.atlassian\.net/\S*?[?&]selectedIssue=(?P<number>[A-Z][A-Z0-9_]+-\d+)",
        ),
        (
            "jira",
            r"(?P<account>[\w.-]+?)(?:\.atlassian\.net)?/(?:[\w.-]+/)*servicedesk/(?:customer/)?"
            r"(?:portal/\d+/(?:\w+/)*)?(?P<number>[A-Z][A-Z0-9_]+-\d+)",
        ),
        (
            "jira",
            r"(?P<account>[\w.-]+?)(?:\.atlassian\.net)?/(?:[\w.-]+/)*(?:issues|queues/custom/\d+)/(?P<number>[A-Z][A-Z0-9_]+-\d+)",
        ),
        ("gitlab", r"(?P<account>[\w.-]+/[\w./-]+?)/-/(?:issues|work_items|incidents)/(?P<number>\d+)"),
        ("gitlab-merge", r"(?P<account>[\w.-]+/[\w./-]+?)/-/merge_requests/(?P<number>\d+)"),
        ("front", r"(?P<account>app\.front(?:app)?\.\w+)/(?:\S*?/)?open/(?P<number>(?:cnv|msg)_\w+)"),
        (
            "salesforce",
            r"(?P<account>[\w-]+?)(?:--\w+)?(?:\.sandbox)?\.(?:lightning\.force|my\.salesforce|salesforce)\.com/"
            r"(?:\S*?/)?(?P<number>500[A-Za-z0-9]{12})(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])",
        ),
        ("helpscout", r"(?P<account>secure\.helpscout\.net)/conversation/(?P<number>\d+)"),
        ("azure", r"dev\.azure\.com/(?P<account>[\w.-]+/[\w.%-]+)/_workitems/edit/(?P<number>\d+)"),
        ("shortcut", r"app\.shortcut\.com/(?P<account>[\w-]+)/story/(?P<number>\d+)"),
    )
)
# Any other address whose path says that it leads to one, by its own host.
ANY_HOST = re.compile(
    r"https?://(?P<account>[\w.-]+(?::\d+)?)/(?:\S*?/)?"
    r"(?:tickets?|issues?|cases?|conversations?|requests?|incidents?|bugs?)/(?:(?:view|show|detail|edit)/)?"
    r"(?P<number>\d+|[A-Z][A-Z0-9_]+-\d+|(?=\w*\d)\w{8,})(?=[/?#.,;:!]|$)",
    re.IGNORECASE,
)
SHAPES = (*SYSTEMS, ("web", ANY_HOST))
ISSUE_KEY = re.compile(r"(?<![\w/.#-])([A-Z]{2,10})-(\d{1,6})(?![\w-])")
# Our own numbers look like issue keys and are none.
OURS = frozenset({"EV"})
# The word for one, right in front of its number.
NOUN = re.compile(
    r"\b(?:tickets?|cases?|issues?|incidents?|requests?|conversations?|vorgang|anfrage|demande|caso|chamado|solicitud)"
    r"(?:\s*(?:no|nr|id|number|nummer)\b\.?)?\s*:?\s*\(?$",
    re.IGNORECASE,
)
PLAIN = re.compile(r"(?<![\w&/#])#(\d{2,10})(?![\w-]|\.\d)")
# "jira:acme:ABC-12" and "zendesk:acme:4711", as they stand in the record.
PROJECT_KEY = re.compile(r"([\w-]+):([^:]*(?::\d+)?):([A-Z][A-Z0-9_]+)-\d+")
NUMBER_KEY = re.compile(r"([\w-]+):(?:([^:]*(?::\d+)?):)?(\d+)")
COLOUR_WORDS = re.compile(r"(?:colou?r|background|fill|hex|rgb|border|css)\W*(?:\w+\W+)?$", re.IGNORECASE)
COLOUR_LENGTHS = frozenset({3, 6, 8})


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket: the system it lives in, its number there, and the link where there was one."""

    system: str
    number: str
    link: str = ""
    account: str = ""

    @property
    def shown(self) -> str:
        """How one refers to it: by its link, else by its number."""
        return self.link or (f"#{self.number}" if self.number.isdecimal() else self.number)

    @property
    def key(self) -> str:
        """The same for the same ticket, so that filing it twice makes one source."""
        return ":".join(filter(None, (self.system, self.account.casefold(), self.number)))


@dataclass(frozen=True, slots=True)
class TicketPattern:
    """What the record knows of tickets: whose issue keys begin how, and how many digits a channel's plain numbers have."""

    projects: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    numbers: Mapping[int, tuple[str, str]] = field(default_factory=dict)


NO_PATTERN = TicketPattern()


def pattern_of(keys: Iterable[str], here: Iterable[str]) -> TicketPattern:
    """What the keys of tickets tell: those of the whole workspace about projects, those of a channel about numbers."""
    projects = {found[3]: (found[1], found[2]) for key in keys if (found := PROJECT_KEY.fullmatch(key))}
    numbers = {
        len(found[3]): (found[1], found[2] or "") for key in here if (found := NUMBER_KEY.fullmatch(key))
    }
    return TicketPattern(projects, numbers)


def is_ticket_link(url: str) -> bool:
    """Whether an address leads to a ticket."""
    return any(pattern.match(url) for _, pattern in SHAPES)


def find_ticket(
    text: str, links: Iterable[str] = (), *, by_app: bool = False, known: TicketPattern = NO_PATTERN
) -> Ticket | None:
    """The ticket of a message: a link first, the one whose number is also written out before others."""
    linked = [*_linked(text), *(ticket for link in links for ticket in _linked(link))]
    words = URL.sub(" ", text)
    numbers = {found[1] for found in PLAIN.finditer(words)} | {
        found[0] for found in ISSUE_KEY.finditer(words)
    }
    agreed = (ticket for ticket in linked if ticket.number in numbers)
    return (
        next(agreed, None)
        or next(iter(linked), None)
        or next(_written(words, by_app=by_app, known=known), None)
    )


def typed_ticket(text: str, known: TicketPattern = NO_PATTERN) -> Ticket | None:
    """What somebody gives as a reference: a link, a key or a bare number, which can mean nothing else there."""
    typed = text.strip()
    if number := re.fullmatch(r"#?(\d{1,10})", typed):
        return _numbered(number[1], known)
    if key := ISSUE_KEY.fullmatch(typed):
        return None if key[1] in OURS else _keyed(key, known)
    return find_ticket(typed, known=known) or next(_named(typed, known), None)


def candidates(text: str) -> tuple[frozenset[str], bool]:
    """What to ask the record for: how the issue keys in a text begin, and whether it has a plain number."""
    words = URL.sub(" ", text)
    return frozenset(found[1] for found in ISSUE_KEY.finditer(words)) - OURS, bool(PLAIN.search(words))


def _linked(text: str) -> Iterator[Ticket]:
    for url in URL.findall(text):
        for system, pattern in SHAPES:
            if found := pattern.match(url):
                number = found["number"].upper()
                yield Ticket(system, number, url.rstrip(".,;:!?"), found["account"].casefold())
                break


def _written(words: str, *, by_app: bool, known: TicketPattern) -> Iterator[Ticket]:
    """What is written out: after the word for it, as the record knows it, or in the heading of what an app posted."""
    yield from _named(words, known)
    for found in ISSUE_KEY.finditer(words):
        if found[1] in known.projects:
            yield _keyed(found, known)
    plain = [found for found in PLAIN.finditer(words) if not _is_colour(found[1], words[: found.start()])]
    yield from (_numbered(found[1], known) for found in plain if len(found[1]) in known.numbers)
    if by_app:
        yield from _in_heading(words.strip().partition("\n")[0], known)


def _named(words: str, known: TicketPattern) -> Iterator[Ticket]:
    for found in PLAIN.finditer(words):
        if NOUN.search(words[max(0, found.start() - 40) : found.start()]):
            yield _numbered(found[1], known)
    for found in ISSUE_KEY.finditer(words):
        if found[1] not in OURS and NOUN.search(words[max(0, found.start() - 40) : found.start()]):
            yield _keyed(found, known)


def _in_heading(line: str, known: TicketPattern) -> Iterator[Ticket]:
    """An app begins with what it is about: "#4711 Cannot export", "[SUP-12] Cannot export"."""
    for found in PLAIN.finditer(line):
        if not _is_colour(found[1], line[: found.start()]):
            yield _numbered(found[1], known)
    if (key := ISSUE_KEY.match(line.lstrip("[(* "))) and key[1] not in OURS:
        yield _keyed(key, known)


def _numbered(number: str, known: TicketPattern) -> Ticket:
    system, account = known.numbers.get(len(number), ("ticket", ""))
    return Ticket(system, number, account=account)


def _keyed(found: re.Match[str], known: TicketPattern) -> Ticket:
    system, account = known.projects.get(found[1], ("jira", ""))
    return Ticket(system, found[0], account=account)


def _is_colour(digits: str, before: str) -> bool:
    """Six digits may be a colour: where the text says so, or as no ticket begins with a nought."""
    named = COLOUR_WORDS.search(before[-30:]) is not None
    return len(digits) in COLOUR_LENGTHS and (named or digits.startswith("0"))
