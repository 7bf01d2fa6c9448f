"""What has been found about one persona while reading its document, and the draft it adds up to."""

import re
from dataclasses import dataclass, field

from personas.documents.claim_text import cleaned, spoken
from personas.documents.draft import (
    ClaimDraft,
    PersonaDraft,
    claims_of,
    is_unknown,
    one_line_of,
    sentences,
    shortened,
    unquoted,
)
from personas.documents.heading import Place, Slot
from personas.documents.outline import ATTRIBUTION, OPENING_QUOTE, Block, Shape
from personas.documents.reading import Fate, Line
from personas.documents.title import Named, called, named_in, names_nobody, type_of
from personas.emoji import Emoji, UnusableEmoji
from personas.persona import CLAIM_MAX, NAME_MAX, ONE_LINE_MAX, Facet, Type, key_of

WANT = r"\bI\s+(?:want|need|would like)\b.+\bso\b"
JOB_STORY = re.compile(rf"(?:^|[.:!?]\s+)[\"“]?(?:when(?:ever)?|as an?)\b.+{WANT}", re.IGNORECASE)
PROVENANCE = re.compile(
    r"^\W*(?:(?:built|based|made|drawn|distilled|compiled) (?:on|from)\b"
    r"|last (?:updated|reviewed|edited|validated)\b|version \d|v\d+\.\d"
    r"|(?:validated|reviewed|checked|interviewed) (?:with|by|on|\d+)\b|sources?:)",
    re.IGNORECASE,
)
# The first one given is the role; the others are context.
ROLES = (Slot.TITLE, Slot.ROLE, Slot.TEAM)
PHRASES = frozenset(map(key_of, ("based on", "validated by", "reviewed by", "created by")))
# A text that says who it is about where no heading does: "Prudence is a lift inspector".
INTRODUCED = re.compile(
    r"^(?P<name>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?) (?:is|ist|est|es|é) (?:an?|the|eine?|une?|una?|uma?)\b"
)
INTRODUCTION, SOURCE = "introduction", "where it comes from"


@dataclass(slots=True)
class Entry:
    """A claim in the making."""

    facet: Facet
    text: str
    details: list[str] = field(default_factory=list)
    # One of several in a list: that it is not known says nothing of the others.
    listed: bool = False

    def drafts(self) -> tuple[ClaimDraft, ...]:
        """The claim, or several where it is too long for one."""
        details = [one_line_of(detail).rstrip(".") for detail in self.details]
        return claims_of(
            self.facet, self.text.rstrip(" :") or self.text, detail=". ".join(filter(None, details))
        )


@dataclass(slots=True)
class Findings:
    """Everything found so far, in the order it was found; `trail` says of each line what it became."""

    title: str = ""
    persons: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    roles: dict[Slot, str] = field(default_factory=dict)
    type: Type | None = None
    one_line: str = ""
    emoji: str = ""
    provenance: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    trail: list[Line] = field(default_factory=list)

    def draft(self, given: str) -> PersonaDraft:
        """The persona; `given` names it where the document does not."""
        named, aliases = self._names(given)
        role, context = self._role(named)
        long = [long for long in (named.name, *aliases) if len(long) > NAME_MAX]
        notes = [*self.notes, *long, f"({named.aside})" if named.aside else ""]
        return PersonaDraft(
            name=shortened(named.name, NAME_MAX),
            type=self.type or type_of(self.title, named.name, role),
            role=role,
            one_line=self.one_line,
            aliases=tuple(alias for alias in aliases if len(alias) <= NAME_MAX),
            emoji=self.emoji,
            provenance=joined(self.provenance),
            notes=tuple(dict.fromkeys(filter(None, map(one_line_of, notes)))),
            claims=_known([*self.entries, *context]),
        )

    def claim(self, facet: Facet, text: str, details: list[str] | None = None) -> Entry:
        """One more claim; a job story is one wherever it stands."""
        text = cleaned(text)
        self.entries.append(Entry(Facet.JOB if is_job_story(text) else facet, text, details or []))
        return self.entries[-1]

    def quote(self, text: str, details: list[str] | None = None) -> None:
        """Somebody's words; who said them follows as "— Ana, ops admin", on the line or below it."""
        if self.entries and self.entries[-1].facet is Facet.WORDS and text.startswith(ATTRIBUTION):
            self.entries[-1].details.append(text.lstrip("-–— "))
            return
        words, by = spoken(text)
        told = is_job_story(text) and not text.startswith(OPENING_QUOTE)
        self.entries.append(Entry(Facet.JOB if told else Facet.WORDS, words, [by, *(details or [])]))

    def about(self, text: str) -> None:
        """The first sentence introduces the persona; the rest is context."""
        first, *rest = sentences(cleaned(text)) or [""]
        if self.one_line or not first:
            self.claim(Facet.CONTEXT, text)
            return
        self.one_line = shortened(first, ONE_LINE_MAX)
        if self.one_line != first:
            self.claim(Facet.CONTEXT, text)
        elif rest:
            self.claim(Facet.CONTEXT, " ".join(rest))

    def identity(self, place: Place | None, block: Block) -> bool:
        """Takes names, type, emoji and role; says whether it could."""
        text = block.text
        if block.parts or not text:
            return False
        match place:
            case Slot.NAME if not is_unknown(text):
                self.persons.append(text)
            case Slot.ALIAS:
                self.aliases += [unquoted(alias) for alias in re.split(r"\s*[,;]\s*", text.strip("[]"))]
            case Slot.TYPE if self.type is None and text.casefold() in set(Type):
                self.type = Type(text.casefold())
            case Slot.EMOJI if not self.emoji and (emoji := _emoji(text)):
                self.emoji = emoji
            case Slot() if place in ROLES and (block.shape is not Shape.ITEM or block.key):
                return self._takes_role(place, text)
            case _:
                return False
        return True

    def became(self, before: tuple[int, ...]) -> tuple[Fate, str]:
        """What has been added since then: where a claim stands, which fact it is, or that it is a note."""
        entries, details, provenance, notes, facts, one_line = before
        new = self.entries[entries:]
        if new:
            return Fate.CLAIM, ", ".join(dict.fromkeys(entry.facet.label for entry in new))
        if self.entries and sum(len(entry.details) for entry in self.entries[-3:]) > details:
            return Fate.CLAIM, f"{self.entries[-1].facet.label}, detail"
        if len(self.provenance) > provenance:
            return Fate.FACT, SOURCE
        if self._facts > facts:
            return Fate.FACT, "name or role"
        if bool(self.one_line) > one_line:
            return Fate.FACT, INTRODUCTION
        return (Fate.NOTE, "") if len(self.notes) > notes else (Fate.HEADING, "")

    @property
    def sizes(self) -> tuple[int, ...]:
        """How much there is, to tell afterwards what a line has added."""
        details = sum(len(entry.details) for entry in self.entries[-3:])
        return (
            len(self.entries), details, len(self.provenance), len(self.notes), self._facts, bool(self.one_line)
        )  # fmt: skip

    @property
    def _facts(self) -> int:
        return (
            len(self.persons)
            + len(self.aliases)
            + len(self.roles)
            + bool(self.type is not None)
            + bool(self.emoji)
        )

    def _takes_role(self, place: Slot, text: str) -> bool:
        if place in self.roles or len(sentences(text)) > 1:
            return False
        self.roles[place] = cleaned(text).rstrip(".")
        return True

    def _names(self, given: str) -> tuple[Named, list[str]]:
        """Who it is: the title, else the first name given in the document, else the name given with it."""
        title = named_in(self.title) if self.title else Named("")
        weak = names_nobody(self.title)
        persons = [named_in(person) for person in self.persons]
        said = INTRODUCED.match(self.one_line)
        chosen, *others = [*([] if weak else [title]), *persons] or [
            Named(given or (said["name"] if said else ""))
        ]
        aliases = [
            *(called(chosen.name)[:1] if chosen.aliases or chosen.role or weak else ()),
            *chosen.aliases,
            *(alias for other in others for alias in (*called(other.name), *other.aliases)),
            *self.aliases,
        ]
        listed = dict.fromkeys(alias for alias in aliases if alias and key_of(alias) != key_of(chosen.name))
        role = chosen.role or next((other.role for other in others if other.role), "")
        return Named(chosen.name or given, chosen.aliases, role, chosen.aside), list(listed)

    def _role(self, named: Named) -> tuple[str, list[Entry]]:
        """The job title, else role, else team, else what stands behind the name; what is left of them is context."""
        said = [
            *((place, self.roles[place]) for place in ROLES if place in self.roles),
            (Slot.ROLE, named.role),
        ]
        said = [(place, role) for place, role in said if role]
        role = said[0][1] if said else ""
        context = [
            Entry(Facet.CONTEXT, f"{place.capitalize()}: {other}")
            for place, other in said[1:]
            if key_of(other) not in key_of(role)
        ]
        if len(role) > ONE_LINE_MAX:
            context.append(Entry(Facet.CONTEXT, role))
        return shortened(role, ONE_LINE_MAX), context


def is_job_story(text: str) -> bool:
    """Whether this says when somebody wants what, and what for."""
    return len(text) <= CLAIM_MAX and bool(JOB_STORY.search(text))


def told_source(block: Block) -> str:
    """Where it comes from: "Version: 1.0" stays a pair, "Based on: 8 interviews" becomes a phrase."""
    return f"{block.key} {block.text}" if key_of(block.key) in PHRASES else cleaned(block.words)


def joined(lines: list[str]) -> str:
    """Lines of provenance as one."""
    return " · ".join(dict.fromkeys(line for line in lines if line))


def _known(entries: list[Entry]) -> tuple[ClaimDraft, ...]:
    """Each claim once; an item of a list that says nothing is left away where others say something."""
    claims = [(entry, claim) for entry in entries for claim in entry.drafts()]
    known = {claim.facet for _, claim in claims if not claim.unknown}
    kept = (claim for entry, claim in claims if not (claim.unknown and entry.listed and claim.facet in known))
    return tuple(dict.fromkeys(kept))


def _emoji(text: str) -> str:
    """The emoji that a line names; empty where it can't stand for a persona, and the line stays a line."""
    try:
        return Emoji.read(text)
    except UnusableEmoji:
        return ""
