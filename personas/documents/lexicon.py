"""The words that stand above the parts of a document, one language a file, and the place each leads to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from personas.persona import Facet, key_of


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
    # "Non-goals": what is said there is what they do not want.
    DENIED = "denied"


Place = Facet | Slot
# English. Words are compared as names are: case, hyphens and plural endings do not count. "=" before a word: only as
# the whole heading.
HEADINGS: dict[Place, str] = {
    **{facet: facet.row.headings for facet in Facet},
    Slot.NAME: (
        "=name, =full name, =persona name, =persona, =first name, =user name, =actor, =customer profile, =user profile"
    ),
    Slot.ALIAS: "=alias, =aliases, also known as, =aka, =nickname",
    Slot.TYPE: "=type, =persona type, =kind of persona",
    Slot.EMOJI: "=emoji, =icon",
    Slot.TITLE: "job title, =position, =current position",
    Slot.ROLE: "role, occupation, profession, =function, job role, =job function, for a living",
    Slot.TEAM: "team, department",
    Slot.ABOUT: (
        "about, bio, biography, summary, background, overview, profile, description, who they are, one "
        "line, in a nutshell, story, introduction, who is she, who is he, who she is, who he is, tagline, portrait"
    ),
    Slot.PROVENANCE: (
        "based on, version, last updated, updated, last reviewed, reviewed by, status, owner, author, "
        "validation, validated by, last validated, source, research, research basis, document information, document info, "
        "methodology, method, provenance, revision, created, created by, date, confidence, participants, last edited, "
        "sample size, how we know"
    ),
    Slot.NOTES: (
        "note, photo, picture, image, avatar, headshot, related, related resource, resource, link, "
        "reference, appendix, further reading, see also, age, gender, location, family, marital status, "
        "income, hobby, hobbies, demographic, pronouns, open question, changelog, change log, =tag, =tags, =id, "
        "related page, comment, parking lot, next step, "
        "table of contents, contents, =toc, =interest, =interests and hobbies"
    ),
}
ENGLISH = {
    "joiners": (
        "and, or, from, of, with, to, for, in, on, at, by, about, toward, towards, during, when, the, as, before,"
        " after, they, she, he, we, you, i, it, this, that, these, those, which, who, per, under, via, within, across,"
        " around, against, without, into, than, if, because, between, among, through, a, an, today, now, used, faced"
    ),
    "fillers": (
        "primary, secondary, major, key, main, top, core, current, big, biggest, common, specific, typical, overall, their,"
        " her, his, them, what, is, are, do, doe, most, important, work, daily, other, some, general, our, my, s,"
        " greatest, high, level, personal, professional, short, long, term, user, persona, customer"
    ),
    "light": (
        "statement, list, section, summary, detail, description, analysis, area, item, category, breakdown, insight,"
        " information, info, data, example, level, point, bank, usage, note"
    ),
    "negations": "non, not, no, never, anti, don, doesn, won, isn, aren, cannot",
    "unknown": (
        "?, ~, null, none yet, tbd, tbc, tba, to be determined, to be defined, to be confirmed, to do, todo, unknown, n/a,"
        " na, n.a., not applicable, not available, not known, not known yet, don't know, we don't know, don't know yet,"
        " we don't know yet, we do not know, we do not know yet, not sure yet"
    ),
}
WHOLE = "="


@dataclass(frozen=True, slots=True)
class Language:
    """The heading words of one language.

    `first`: the noun that decides stands first, as in French. `compounds`: it may be the end of a word, as in German.
    """

    name: str
    places: dict[str, Place] = field(hash=False)
    whole: dict[str, Place] = field(hash=False)
    joiners: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    first: bool = False
    compounds: bool = False
    # How many words its longest phrase has, all words of phrases, and those that phrases begin with.
    longest: int = 1
    words: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()


@cache
def languages() -> tuple[Language, ...]:
    """English, and every language that has a file in `headings/`."""
    folder = files("personas.documents").joinpath("headings")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda f: f.name)
    return (
        _english(),
        *(_language(file.name.removesuffix(".txt"), file.read_text("utf-8")) for file in found),
    )


@cache
def unknown_words() -> frozenset[str]:
    """What people write where they do not know, in every language."""
    return frozenset(word for language in languages() for word in language.unknown) | {""}


@cache
def heading_words() -> frozenset[str]:
    """The words that only lead to a place, or join those that do, in every language."""
    small = {word for each in languages() for word in (*each.joiners, *each.fillers, *each.light)}
    return frozenset(small | {word for each in languages() for key in each.places for word in key.split("-")})


def _english() -> Language:
    phrases = [(place, phrase) for place, words in HEADINGS.items() for phrase in _listed(words)]
    return _built("english", phrases, ENGLISH)


def _language(name: str, text: str) -> Language:
    rows = [line.partition(":") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    said = {key.strip(): words.strip() for key, _, words in rows}
    phrases = [(place, phrase) for place in (*Facet, *Slot) for phrase in _listed(said.get(place.value, ""))]
    return _built(name, phrases, said)


def _built(name: str, phrases: Iterable[tuple[Place, str]], said: dict[str, str]) -> Language:
    whole: dict[str, Place] = {}
    anywhere: dict[str, Place] = {}
    for place, phrase in phrases:
        target = whole if phrase.startswith(WHOLE) else anywhere
        target.setdefault(key_of(phrase.lstrip(WHOLE)), place)
    keys = {
        part: frozenset(map(key_of, _listed(said.get(part, "")))) for part in ENGLISH if part != "unknown"
    }
    return Language(
        name.capitalize(), anywhere, whole, unknown=frozenset(w.casefold() for w in _listed(said.get("unknown", ""))),
        first=said.get("noun") == "first", compounds=said.get("compounds") == "yes",
        longest=max(key.count("-") + 1 for key in anywhere), begins=frozenset(key.split("-")[0] for key in anywhere),
        words=frozenset(word for key in (*anywhere, *whole) for word in key.split("-")), **keys,
    )  # fmt: skip


def _listed(words: str) -> Iterator[str]:
    return (word.strip() for word in words.split(",") if word.strip())
