"""Headings as people write them, and the facet each one leads to."""

import re
from enum import StrEnum
from functools import lru_cache

from personas.documents.draft import one_line_of, unquoted
from personas.persona import Facet, Type, key_of


class Slot(StrEnum):
    """Where words of a document go that are no claim."""

    NAME = "name"
    ALIAS = "alias"
    TYPE = "type"
    EMOJI = "emoji"
    TITLE = "job title"
    ROLE = "role"
    TEAM = "team"
    ABOUT = "about"
    PROVENANCE = "provenance"
    NOTES = "notes"


# The heart of the import. Words are compared as names are: case, hyphens and plural endings do not count.
HEADINGS: dict[Facet | Slot, str] = {
    **{facet: facet.row.headings for facet in Facet},
    Slot.NAME: "name, full name, persona name",
    Slot.ALIAS: "alias, aliases, also known as, aka, nickname",
    Slot.TYPE: "type, persona type, kind of persona",
    Slot.EMOJI: "emoji, icon",
    Slot.TITLE: "job title, position",
    Slot.ROLE: "role, occupation, profession, function, job role",
    Slot.TEAM: "team, department",
    Slot.ABOUT: (
        "about, bio, biography, summary, background, overview, profile, description, who they are, one "
        "line, in a nutshell, story, introduction"
    ),
    Slot.PROVENANCE: (
        "based on, version, last updated, updated, last reviewed, reviewed by, status, owner, author, "
        "validation, validated by, source, research, research basis, document information, document info, "
        "methodology, provenance, revision, created, created by, date, confidence, participants"
    ),
    Slot.NOTES: (
        "note, photo, picture, image, avatar, headshot, related, related resource, resource, link, "
        "reference, appendix, further reading, see also, age, gender, location, family, marital status, "
        "income, hobby, hobbies, demographic, pronouns, open question, changelog"
    ),
}


def _keys(phrases: str) -> frozenset[str]:
    return frozenset(key_of(phrase) for phrase in phrases.split(","))


PLACES: dict[str, Facet | Slot] = {key: place for place, words in HEADINGS.items() for key in _keys(words)}
LONGEST_PHRASE = max(key.count("-") + 1 for key in PLACES)
# English names the thing last ("onboarding pain points"), but before these ("comfort with new tools").
JOINERS = _keys(
    "and, or, from, of, with, to, for, in, on, at, by, about, toward, towards, during, when, the, as, before,"
    " after"
)
FILLERS = _keys(
    "primary, major, key, main, top, core, current, big, biggest, common, specific, typical, overall, their, "
    "her, his, them, they, what, is, are, most, important, work, daily"
)
VOCABULARY = JOINERS | FILLERS | {word for key in PLACES for word in key.split("-")}

WISHES = {key_of(wish): wish for wish in ("must have", "should have", "could have", "nice to have")}
DESCRIPTIONS = _keys("description, what happens, problem, issue, summary, details")
PARTS = DESCRIPTIONS | _keys(
    "impact, frequency, workaround, current workaround, severity, cause, root cause, effect, consequence, "
    "example, why, how often, result, what happened next, what happens next"
)

# Beyond this a title is a text, and not searched for a name.
LONGEST_TITLE = 200
PERSONA_LEAD = re.compile(
    r"^(?:the\s+)?((?:end[- ]?user|user|buyer|customer|proto|primary|secondary)?[\s-]*)personas?\b"
    r"\s*(?:#?\d+|[A-Z](?=\s*[:–—-]))?\s*(?:[:–—-]+\s*|$)(.*)$",
    re.IGNORECASE,
)
PERSONA_TAIL = re.compile(
    r"[\s:–—-]*\b(?:proto[- ]?)?persona\b(?:\s+(?:profile|card|document|sheet|template|v?\d[\d.]*))?\s*$",
    re.IGNORECASE,
)
PROVENANCE = re.compile(
    r"^\W*(?:based on\b|last (?:updated|reviewed|edited)\b|version \d|v\d+\.\d)", re.IGNORECASE
)
NICKNAME = re.compile(
    r"^(?P<name>.+?)\s*(?:[-–—,:|]\s*)?(?:\(?[\"“”‘«](?P<quoted>[^\"“”’»]+)[\"”’»]\)?|\((?P<aside>[^()]+)\))$"
)
DASHED = re.compile(r"^(.+?)\s+[-–—|]\s+(.+)$")
PERSON = re.compile(r"^[^\W\d_]['’.\w-]*(?: [^\W\d_]['’.\w-]*){1,3}$")
WEAK_NAMES = frozenset(
    {"", "user", "our", "persona", "product", "key", "target", "template", "the", "all", "team"}
)

BUYER = re.compile(
    r"\b(?:buyers?|buying|decision[- ]makers?|economic|purchas(?:er|ing)|procurement"
    r"|budget (?:holder|owner)s?)\b",
    re.IGNORECASE,
)
CUSTOMER = re.compile(
    r"\b(?:customers?(?! (?:support|success|service|care|experience|relations))|account owners?"
    r"|renewals?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def place_of(heading: str) -> Facet | Slot | None:
    """Where the words under a heading belong; None where it says nothing we know."""
    words = key_of(heading).split("-")
    if not heading.strip() or len(words) > 9:
        return None
    found = [
        (start, end, PLACES[key])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_PHRASE) + 1)
        if (key := "-".join(words[start:end])) in PLACES
    ]
    inside = {at for start, end, _ in found for at in range(start, end)}
    head = next((at for at, word in enumerate(words) if word in JOINERS and at not in inside), len(words))
    leading = [match for match in found if match[0] < head]
    if leading:
        return max(leading, key=lambda match: (match[1], match[1] - match[0]))[2]
    return min(found, key=lambda match: (match[0], match[0] - match[1]))[2] if found else None


def says_more(heading: str) -> bool:
    """Whether a heading carries words of its own, beyond those that only lead to a facet."""
    return any(word not in VOCABULARY and not word.isdigit() for word in key_of(heading).split("-") if word)


def name_of(title: str) -> str:
    """The name in a title: "User persona: Ops admin" and "Ops Admin Persona" are the same persona."""
    title = one_line_of(title)
    if len(title) > LONGEST_TITLE:
        return title
    lead = PERSONA_LEAD.match(title)
    return (lead[2] or lead[1] if lead else PERSONA_TAIL.sub("", title)).strip(" :–—-")


def is_weak(name: str) -> bool:
    """Whether a name says only that this is a persona."""
    return key_of(name) in WEAK_NAMES or bool(re.search(r"\bpersonas\b", name, re.IGNORECASE))


def is_title(heading: str) -> bool:
    """Whether a heading says that it names a persona."""
    short = len(heading) <= LONGEST_TITLE
    return short and bool(PERSONA_LEAD.match(heading) or PERSONA_TAIL.search(heading))


def person_of(title: str) -> tuple[str, str]:
    """The name, and what else they are called: `Ana Diaz - "The Fixer"`, "Ana Diaz – Ops admin"."""
    name = name_of(title)
    if len(name) > LONGEST_TITLE:
        return name, ""
    nicknamed = NICKNAME.match(name)
    if nicknamed:
        return unquoted(nicknamed["name"].strip(" -–—,:|")), (
            nicknamed["quoted"] or nicknamed["aside"]
        ).strip()
    dashed = DASHED.match(name)
    return (dashed[1], unquoted(dashed[2])) if dashed else (unquoted(name), "")


def is_person(name: str) -> bool:
    """Whether this reads like a given and a family name."""
    return bool(PERSON.match(name)) and all(word[0].isupper() for word in name.split())


def called(person: str) -> tuple[str, ...]:
    """What a person is called for short: the given name, then the full one."""
    return (person.split(maxsplit=1)[0], person) if is_person(person) else (person,)


def type_of(*texts: str) -> Type:
    """Buyer, customer or user, guessed from the words of title and role."""
    text = " ".join(texts)
    if BUYER.search(text):
        return Type.BUYER
    return Type.CUSTOMER if CUSTOMER.search(text) else Type.USER
