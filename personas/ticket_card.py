"""Whose words a ticket system's card holds: the customer's are told from its frame by how it is built, in any language.

A card's frame are its headings, labelled fields and small print, and the lines that link into the system itself. What is
left, or what is quoted below such a line, the customer wrote. Names that the card gives are masked in it, a signature goes.
"""

import re
from collections.abc import Container, Iterable, Sequence

from personas.card_frame import unnumbered, without_frame
from personas.card_names import CardNames, hosts_of, introduced, is_label, leads_inside, names_of
from personas.colleague import mask_names, name_keys
from personas.message import Part, Role, joined
from personas.redaction import mask
from personas.signature import ENDS_A_SENTENCE, unsigned
from personas.ticket import SYSTEMS, is_ticket_link
from personas.ticket_boilerplate import is_print

NAME = "[name]"
VALUE_WORDS = 6
SUBJECTS = frozenset(
    {"subject", "betreff", "asunto", "objet", "sujet", "assunto", "oggetto", "onderwerp", "temat", "件名"}
)
SYSTEM_NAMES = tuple(dict.fromkeys(system for system, _ in SYSTEMS))


def customer_words(parts: Sequence[Part], *, summary: str = "", given: Iterable[str] = ()) -> str:
    """What the customer wrote, with the names masked that the card gives; all of it where nothing else would be left.

    `summary` is what the card says in a notification, `given` are names that stand beside its text.
    """
    given, hosts = tuple(given), hosts_of(parts)
    news = introduced(_heads(parts, summary), [part.text for part in parts])
    given = (*given, *news.values())
    known = names_of([part for part in parts if _is_frame(part, hosts)], hosts, given)
    parts = [said for part in parts if (said := _unspoken(part, known))]
    kept = _unframed(parts, hosts, summary, news)
    customers = frozenset(kept)
    left = names_of([part for part in parts if part not in customers], hosts, given)
    words = mask(unsigned(joined(kept) or joined(parts), known.signing | left.signing))
    return mask_names(words, known.all | left.all, instead=NAME)


def _unspoken(part: Part, known: CardNames) -> Part | None:
    """A line of a conversation without who speaks; None where it is somebody who answers."""
    speaker, _, words = part.text.partition(":")
    keys = name_keys([speaker])
    if part.role is not Role.SAID or not is_label(part) or not keys & known.all:
        return part
    return None if keys & known.staff else Part(words.strip(), Role.SAID, part.block, part.links)


def _heads(parts: Sequence[Part], summary: str) -> list[str]:
    """Lines that may say whose message follows: the notification, headings, titles and the first line."""
    first = next((part for part in parts if part.text.strip()), None)
    heads = [part for part in parts if part is first or part.role is Role.TITLE or _title(part)]
    return [summary, *(part.text for part in heads)]


def _unframed(parts: Sequence[Part], hosts: frozenset[str], summary: str, news: Container[str]) -> list[Part]:
    told_of = [part for part in parts if part.text.strip() not in news]
    titles = [title for part in told_of if (title := _title(part) or _subject(part))]
    said = without_frame([part for part in told_of if not _is_frame(part, hosts)])
    quoted = without_frame([part for part in parts if part.role is Role.QUOTED])
    said = _without_intro(_without_summary(_below_title(said, parts), summary), quoted)
    if quoted and _is_introduced(said, quoted):
        return [*titles, *_trimmed(quoted)]
    told = [
        Part(_value(part), Role.FIELD, part.block)
        for part in parts
        if part.role is Role.FIELD and _is_told(part)
    ]
    if not _has_words(said):
        said = told
    if not _has_words(said):
        return titles or [part for part in parts if part.role is not Role.SMALL]
    return [*titles, *_trimmed(said)]


def _has_words(parts: Iterable[Part]) -> bool:
    return any(part.text.strip() for part in parts)


def _is_frame(part: Part, hosts: frozenset[str]) -> bool:
    """All that is not simply said; lines that link into the system; a bold label with a few words behind it."""
    if part.role is not Role.SAID:
        return True
    return any(leads_inside(url, hosts) for _, url in part.links) or _is_labelled(part)


def _is_labelled(part: Part) -> bool:
    """ "*Status:* Open": a system prints labels in bold, each with a value that is no sentence."""
    value = part.text.partition(":")[2]
    return is_label(part) and not _is_sentence(value)


def _is_sentence(text: str) -> bool:
    return len(text.split()) > VALUE_WORDS or ENDS_A_SENTENCE.search(text.strip()) is not None


def _title(part: Part) -> Part | None:
    """The customer's subject, where a line is a link to the ticket with a word or two in front of it."""
    link = next(((label, url) for label, url in part.links if is_ticket_link(url)), None)
    if part.role not in {Role.SAID, Role.TITLE} or link is None or _names_system(link[0], link[1]):
        return None
    before, _, behind = part.text.partition(link[0])
    is_number = re.fullmatch(r"\W*(?:\w+\s)?#?\d+\W*", link[0]) is not None
    if is_number and behind.strip(" :–—-|·"):
        return None if _is_long_frame(before) else _titled(f"{link[0]}{behind}", part, link[1])
    if is_number or behind.strip(" .:") or _is_long_frame(before):
        return _titled(link[0], part, link[1]) if re.search(r"#\d+\s+\S", link[0]) else None
    return _titled(link[0], part, link[1])


def _titled(title: str, part: Part, url: str) -> Part:
    return Part(unnumbered(title, url), Role.TITLE, part.block)


def _subject(part: Part) -> Part | None:
    """The customer's subject behind its label."""
    label, _, value = part.text.replace("\n", ":", 1).partition(":")
    is_one = part.role in {Role.SAID, Role.FIELD} and part.bold and label.strip(" *").casefold() in SUBJECTS
    return Part(value.strip(), Role.TITLE, part.block) if is_one and value.strip() else None


def _below_title(said: list[Part], parts: Sequence[Part]) -> list[Part]:
    """What a system says above the ticket's title leads up to it: frame, where more is said below."""
    place = next((place for place, part in enumerate(parts) if _title(part)), 0)
    behind = frozenset(parts[place:])
    below = [part for part in said if part in behind]
    return below if _has_words(below) else said


def _is_long_frame(before: str) -> bool:
    """More in front of a link than "New ticket:"."""
    return bool(before.strip()) and not before.rstrip().endswith((":", "-", "–", "—", "|", "·"))


def _names_system(label: str, url: str) -> bool:
    """ "View in Zendesk", in any language, or a bare address."""
    said = label.casefold()
    return (
        any(re.search(rf"\b{name}\b", said) for name in (*SYSTEM_NAMES, "hubspot", "help scout"))
        or label == url
    )


def _without_summary(said: list[Part], summary: str) -> list[Part]:
    """Without a first line that only repeats the notification, where more is said below it."""
    first = next((part for part in said if part.text.strip()), None)
    rest = [part for part in said if part is not first]
    repeats = first and summary.strip() and first.text.strip().startswith(summary.strip())
    is_more = first and len(joined(rest)) > len(first.text)
    return rest if repeats and is_more else said


def _without_intro(said: list[Part], quoted: Sequence[Part]) -> list[Part]:
    """Without "On Monday, Bob wrote:" at the foot, above the earlier mail that is quoted below it."""
    lines = [part for part in said if part.text.strip()]
    is_intro = quoted and len(lines) > 1 and lines[-1].text.rstrip().endswith(":")
    return [part for part in said if part is not lines[-1]] if is_intro else said


def _is_introduced(said: Sequence[Part], quoted: Sequence[Part]) -> bool:
    """Whether what is quoted is what the card is for: nothing else is said, or one line in front that leads up to it."""
    lines = [part for part in said if part.text.strip() and not is_print(part.text)]
    if not lines:
        return True
    leads = lines[0].text.rstrip().endswith(":") or bool(lines[0].bold)
    return len(lines) == 1 and leads and lines[0].block <= quoted[0].block


def _is_told(part: Part) -> bool:
    return _is_sentence(_value(part))


def _value(part: Part) -> str:
    """A field without its label."""
    label, separator, value = part.text.partition("\n" if "\n" in part.text else ":")
    is_label = part.bold.strip(" :") == label.strip(" :") or separator == "\n"
    return value.strip() if separator and is_label else part.text


def _trimmed(parts: Sequence[Part]) -> list[Part]:
    """Without empty lines at either end."""
    kept = list(parts)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    return kept
