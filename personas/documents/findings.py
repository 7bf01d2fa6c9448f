"""What has been found about one persona while reading its document, and the draft it adds up to."""

import re
from dataclasses import dataclass, field

from personas.documents.draft import (
    ClaimDraft,
    PersonaDraft,
    claims_of,
    one_line_of,
    sentences,
    shortened,
    unquoted,
)
from personas.documents.heading import Slot, called, is_person, is_weak, name_of, person_of, type_of
from personas.documents.outline import ATTRIBUTION, OPENING_QUOTE, Block, Shape
from personas.emoji import Emoji, UnusableEmoji
from personas.persona import CLAIM_MAX, NAME_MAX, ONE_LINE_MAX, Facet, Type, key_of

WANT = r"\bI\s+(?:want|need|would like)\b.+\bso\b"
JOB_STORY = re.compile(rf"(?:^|[.:!?]\s+)[\"“]?(?:when(?:ever)?|as an?)\b.+{WANT}", re.IGNORECASE)
ATTRIBUTED = re.compile(r"^(?P<quote>[\"“„«].+[\"”“»])\s*(?:[-–—]+|,)\s*(?P<by>[^\"“”]{2,80})$")
# The first one given is the role; the others are context.
ROLES = (Slot.TITLE, Slot.ROLE, Slot.TEAM)
PHRASES = frozenset(map(key_of, ("based on", "validated by", "reviewed by", "created by")))


@dataclass(slots=True)
class Entry:
    """A claim in the making."""

    facet: Facet
    text: str
    details: list[str] = field(default_factory=list)

    def drafts(self) -> tuple[ClaimDraft, ...]:
        """The claim, or several where it is too long for one."""
        details = [one_line_of(detail).rstrip(".") for detail in self.details]
        return claims_of(
            self.facet, self.text.rstrip(" :") or self.text, detail=". ".join(filter(None, details))
        )


@dataclass(slots=True)
class Findings:
    """Everything found so far, in the order it was found."""

    titles: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    roles: dict[Slot, str] = field(default_factory=dict)
    type: Type | None = None
    one_line: str = ""
    emoji: str = ""
    provenance: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def draft(self, stem: str) -> PersonaDraft:
        """The persona; `stem` names it where the document does not."""
        name, aliases, role = self._names(stem)
        role, context = self._role(role)
        claims = [claim for entry in (*self.entries, *context) for claim in entry.drafts()]
        long = [long for long in (name, *aliases) if len(long) > NAME_MAX]
        return PersonaDraft(
            name=shortened(name, NAME_MAX),
            type=self.type or type_of(name, role, *self.titles),
            role=role,
            one_line=self.one_line,
            aliases=tuple(alias for alias in aliases if len(alias) <= NAME_MAX),
            emoji=self.emoji,
            provenance=joined(self.provenance),
            notes=tuple(dict.fromkeys(filter(None, map(one_line_of, [*self.notes, *long])))),
            claims=tuple(dict.fromkeys(claims)),
        )

    def claim(self, facet: Facet, text: str, details: list[str] | None = None) -> Entry:
        """One more claim; a job story is one wherever it stands."""
        self.entries.append(Entry(Facet.JOB if is_job_story(text) else facet, text, details or []))
        return self.entries[-1]

    def quote(self, text: str, details: list[str] | None = None) -> None:
        """Somebody's words; who said them follows as "— Ana, ops admin", on the line or below it."""
        if self.entries and self.entries[-1].facet is Facet.WORDS and text.startswith(ATTRIBUTION):
            self.entries[-1].details.append(text.lstrip("-–— "))
            return
        attributed = ATTRIBUTED.match(text)
        by = [attributed["by"]] if attributed else []
        text = attributed["quote"] if attributed else text
        told = bool(is_job_story(text)) and not text.startswith(OPENING_QUOTE)
        self.entries.append(
            Entry(Facet.JOB if told else Facet.WORDS, unquoted(text), [*by, *(details or [])])
        )

    def about(self, text: str) -> None:
        """The first sentence introduces the persona; the rest is context."""
        first, *rest = sentences(text) or [""]
        if self.one_line or not first:
            self.claim(Facet.CONTEXT, text)
            return
        self.one_line = shortened(first, ONE_LINE_MAX)
        if self.one_line != first:
            self.claim(Facet.CONTEXT, text)
        elif rest:
            self.claim(Facet.CONTEXT, " ".join(rest))

    def identity(self, place: Facet | Slot | None, block: Block) -> bool:
        """Takes names, type, emoji and role; says whether it could."""
        text = block.text
        if block.parts or not text:
            return False
        match place:
            case Slot.NAME:
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

    def _takes_role(self, place: Slot, text: str) -> bool:
        if place in self.roles or len(sentences(text)) > 1:
            return False
        self.roles[place] = text.rstrip(".")
        return True

    def _names(self, stem: str) -> tuple[str, list[str], str]:
        """The name, the aliases, and the role where it follows the name: "Ana Diaz, Ops admin"."""
        known = [name for title in self.titles if (name := name_of(title))]
        strong = [name for name in known if not is_weak(name)]
        name, nick = person_of([*strong, *self.persons, *known, stem][0])
        others = [*strong[1:], *(self.persons if strong else self.persons[1:])]
        head, comma, role = name.partition(", ")
        name, role = (head, role) if comma and (not strong or is_person(head)) else (name, "")
        aliases = [*(called(name)[:1] if nick or role else ()), nick, *self.aliases]
        for other in others:
            person, nickname = person_of(other)
            aliases += [*called(person), nickname]
        listed = dict.fromkeys(alias for alias in aliases if alias and key_of(alias) != key_of(name))
        return name or stem, list(listed), role

    def _role(self, role: str) -> tuple[str, list[Entry]]:
        """The job title, else role, else team; what is left of them is context."""
        context: list[Entry] = []
        for place in ROLES:
            said = self.roles.get(place, "")
            if said and role and said != role:
                context.append(Entry(Facet.CONTEXT, f"{place.capitalize()}: {said}"))
            role = role or said
        if len(role) > ONE_LINE_MAX:
            context.append(Entry(Facet.CONTEXT, role))
        return shortened(role, ONE_LINE_MAX), context


def is_job_story(text: str) -> bool:
    """Whether this says when somebody wants what, and what for."""
    return len(text) <= CLAIM_MAX and bool(JOB_STORY.search(text))


def told_source(block: Block) -> str:
    """Where it comes from: "Version: 1.0" stays a pair, "Based on: 8 interviews" becomes a phrase."""
    return f"{block.key} {block.text}" if key_of(block.key) in PHRASES else block.words


def joined(lines: list[str]) -> str:
    """Lines of provenance as one."""
    return " · ".join(dict.fromkeys(line for line in lines if line))


def _emoji(text: str) -> str:
    """The emoji that a line names; empty where it can't stand for a persona, and the line stays a line."""
    try:
        return Emoji.read(text)
    except UnusableEmoji:
        return ""
