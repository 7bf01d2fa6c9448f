"""Whom a ticket system's card names in its frame: who asked, who answers, by labels, links, small print and addresses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from personas.colleague import name_keys
from personas.message import Part, Role
from personas.ticket import is_ticket_link

NAME_WORDS_MAX, MAILBOX_LEAST = 4, 3
CAPITALISED = re.compile(r"[^\W\d_][\w'’.-]*")
ADDRESS = re.compile(r"([\w.+%-]{1,64})@[\w-]+(?:\.[\w-]+)+")
LEADING_NAME = re.compile(r"((?:[^\W\d_][\w'’.-]*\s){1,3}[^\W\d_][\w'’.-]*)\s*\(")
PIECES = re.compile(r"\s+[·•|│]\s+|\t+|\s{2,}(?!\n)")
# Labels of people on cards, as the systems print them in their own languages: who asks, and who answers.
ASKING = """
requester, requestor, requested by, customer, contact, name, full name, from, user, author, sender, reporter, client,
submitter, kunde, kundin, anfragende, anfragender, anfragesteller, absender, von, demandeur, nom, auteur, de, expéditeur,
cliente, contacto, nombre, solicitante, remitente, remetente, nome, richiedente, klant, aanvrager, van, 依頼者, お客様
"""
ANSWERING = """
agent, assignee, assigned to, owner, ticket owner, bearbeiter, zugewiesen an, assigné à, assignée à, asignado a, responsável,
atribuído a, toegewezen aan, assegnato a, 担当者
"""
CUSTOMERS, STAFF = (frozenset(label.strip() for label in labels.split(",")) for labels in (ASKING, ANSWERING))
# "New conversation from Harriet Boone": what stands between the news and whose it is, and how such a line begins.
INTRODUCES = ["from", "by", "von", "de", "da", "di", "van", "par", "por", "per", "od", "från", "fra", "от"]
BEGINS_NEWS = re.compile(
    r"\W*(?:new|neue[rsn]?|nouve(?:au|l|lle)|nuev[oa]|nov[oa]|nuov[oa]|nieuwe?|ny(?:tt|a|e)?|now[yae]|нов\w+)\b",
    re.IGNORECASE,
)
INTRODUCTION = re.compile(rf"(?P<news>\w.*?)\s(?:{'|'.join(INTRODUCES)})\s+(?P<name>\S.*)", re.IGNORECASE)
NEWS_WORDS = 5
# "Jo Lee – Acme | +1 …": where the name ends in a line of a signature.
BESIDE_NAME = re.compile(r"\s+[-–—|·•]\s+")


@dataclass(frozen=True, slots=True)
class CardNames:
    """Keys of the names that a card gives (`colleague.name_keys`), of those among them who answer, and of those that only
    a signature may hold: "finance@…" is hardly a name, and a word of many sentences.
    """

    all: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    signing: frozenset[str] = frozenset()


def names_of(frame: Sequence[Part], hosts: frozenset[str], given: Iterable[str] = ()) -> CardNames:
    """Whom the frame names; `hosts` are the ticket systems', `given` names and addresses that stand beside the text."""
    found, staff = [form for name in given for form in forms_of(name)], list[str]()
    boxes = [box for text in (*given, *(part.text for part in frame)) for box in _mailboxes(text)]
    found += [form for box in boxes if " " in box for form in forms_of(box)]
    for part in frame:
        people = (label for label, url in part.links if leads_inside(url, hosts) and not is_ticket_link(url))
        found += [form for name in people for form in forms_of(name)]
        found += _spoken_of(part) if part.role is Role.SAID and not is_label(part) else []
        for piece in PIECES.split(part.text):
            answers, names = _valued(piece)
            found += names
            staff += names if answers else []
    known, answering = name_keys(found), name_keys(staff)
    return CardNames(known | answering, answering, known | answering | name_keys(boxes))


def introduced(heads: Iterable[str], lines: Iterable[str]) -> dict[str, str]:
    """Heads that only say whose message it is, each with the name: it signs below, or the head begins with "new"."""
    named = {head.strip(): name for head in heads if (name := _introduced(head))}
    signing = {BESIDE_NAME.split(line.strip())[0] for line in lines}
    return {
        head: name
        for head, name in named.items()
        if signing.intersection(forms_of(name)) or (" " in name and BEGINS_NEWS.match(head))
    }


def _introduced(line: str) -> str:
    found = INTRODUCTION.fullmatch(line.strip(" *:"))
    if not found or len(found["news"].split()) > NEWS_WORDS:
        return ""
    return found["name"] if is_name(found["name"]) else ""


def _spoken_of(part: Part) -> list[str]:
    """Names in a sentence of the frame: what it begins with, in bold or before a bracket, and bold names of two words."""
    titles = {label for label, url in part.links if is_ticket_link(url)}
    begins = LEADING_NAME.match(part.text)
    bolds = [bold for bold in part.bolds if " " in bold and bold not in titles]
    first = [part.bold] if part.bold not in titles else []
    return [form for name in (*first, *([begins[1]] if begins else []), *bolds) for form in forms_of(name)]


def forms_of(name: str) -> list[str]:
    """A name whole and by its first word; nothing where it reads like no name."""
    name = re.sub(r"\s*[<(\[].*", "", name).strip(" ,*")
    return [name, name.split()[0]] if is_name(name) else []


def is_name(text: str) -> bool:
    """One to four words, each with a capital where its script has any; a short one may go without ("de la")."""
    words = text.split()
    if not 0 < len(words) <= NAME_WORDS_MAX or words[0][0].islower():
        return False
    return all(CAPITALISED.fullmatch(word) and (not word[0].islower() or len(word) <= 3) for word in words)


def hosts_of(parts: Iterable[Part]) -> frozenset[str]:
    """The hosts of the ticket systems that a card links to."""
    urls = (url for part in parts for _, url in part.links)
    return frozenset(host for url in urls if is_ticket_link(url) and (host := urlsplit(url).hostname))


def is_label(part: Part) -> bool:
    """Whether a line begins with a bold label: "*Status:* Open"."""
    label, colon, _ = part.text.partition(":")
    return bool(part.bold and colon) and label.strip() == part.bold.strip(" :")


def leads_inside(url: str, hosts: frozenset[str]) -> bool:
    """Whether an address is one of the ticket systems' own pages."""
    return urlsplit(url).hostname in hosts


def _valued(piece: str) -> tuple[bool, list[str]]:
    """Whether the name behind a label is of somebody who answers, and its forms; of other labels, names of two words."""
    label, separator, value = piece.replace("\n", ":", 1).partition(":")
    label = " ".join(label.casefold().split()).strip(" *")
    if label in CUSTOMERS | STAFF:
        return label in STAFF, forms_of(value.strip())
    for prefix in STAFF:
        if not separator and label.startswith(f"{prefix} "):
            return True, forms_of(" ".join(piece.split())[len(prefix) :].strip())
    value = " ".join(value.split())
    return False, [value] if " " in value and is_name(value) else []


def _mailboxes(text: str) -> Iterator[str]:
    """What an address says of a name: "tomas.reyes@…" is Tomas Reyes, "jane@…" Jane."""
    for box in ADDRESS.findall(text):
        words = [word for word in re.split(r"[._+%-]+", box) if word.isalpha() and len(word) >= MAILBOX_LEAST]
        if words and "".join(words) == re.sub(r"[._+%-]+", "", box):
            yield " ".join(words).title()
