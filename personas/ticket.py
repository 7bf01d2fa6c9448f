"""Which ticket a message is about: links of ticket systems, issue keys and plain numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    )
)
ISSUE_KEY = re.compile(r"(?<![\w/.#-])([A-Z]{2,10})-(\d{1,6})(?![\w-])")
# Our own numbers, standards and calendars look like issue keys and are none.
NO_ISSUE = frozenset(
    {"EV", "UTF", "ISO", "HTTP", "COVID", "SHA", "MD", "RFC", "DIN", "EN", "IEEE", "GPT", "TLS", "SSL", "AES"}
    | {"RSA", "WCAG", "SOC", "CVE", "USB", "FY", "KW", "CW", "MP", "HTML", "CSS", "ES", "PHP", "IE", "MVP"}
    | {"TOP", "PDF", "IPV", "UTC", "GMT", "CRC", "BASE", "INT", "PCI", "ECMA", "WPA", "LTE"}
)
PLAIN = re.compile(r"(?<![\w&/#])#(\d{2,10})(?![\w-]|\.\d)")
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
    def key(self) -> str:
        """The same for the same ticket, so that filing it twice makes one source."""
        return ":".join(filter(None, (self.system, self.account.casefold(), self.number)))


def find_ticket(text: str, links: Iterable[str] = ()) -> Ticket | None:
    """The ticket of a message: a link first, the one whose number is also written out before others."""
    linked = [*_linked(text), *(ticket for link in links for ticket in _linked(link))]
    words = URL.sub(" ", text)
    written = [*_plain(words), *_issue_keys(words)]
    numbers = {ticket.number for ticket in written}
    agreed = (ticket for ticket in linked if ticket.number in numbers)
    return next(agreed, None) or next(iter(linked), None) or next(iter(written), None)


def _linked(text: str) -> Iterator[Ticket]:
    for url in URL.findall(text):
        for system, pattern in SYSTEMS:
            if found := pattern.match(url):
                number = found["number"].upper()
                yield Ticket(system, number, url.rstrip(".,;:!?"), found["account"].casefold())
                break


def _plain(text: str) -> Iterator[Ticket]:
    for found in PLAIN.finditer(text):
        if not _is_colour(found[1], text[: found.start()]):
            yield Ticket("ticket", found[1])


def _is_colour(digits: str, before: str) -> bool:
    """Six digits may be a colour: where the text says so, or as no ticket begins with a nought."""
    named = COLOUR_WORDS.search(before[-30:]) is not None
    return len(digits) in COLOUR_LENGTHS and (named or digits.startswith("0"))


def _issue_keys(text: str) -> Iterator[Ticket]:
    for found in ISSUE_KEY.finditer(text):
        if found[1] not in NO_ISSUE:
            yield Ticket("jira", found[0])
