"""Personas written as YAML or JSON: friendly keys, any facet by any of its names, nothing dropped."""

from collections.abc import Callable, Mapping
from typing import Any

from personas.documents.draft import (
    ClaimDraft,
    PersonaDraft,
    UnreadableDocument,
    claims_of,
    is_unknown,
    one_line_of,
    shortened,
)
from personas.documents.heading import Slot, place_of, type_of
from personas.emoji import Emoji, UnusableEmoji
from personas.persona import LONGEST_INTERVAL_DAYS, NAME_MAX, ONE_LINE_MAX, Facet, JobStory, Type, key_of

DEEPEST = 20
TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0", ""})
JOB_PARTS = ("when", "want", "so")
CLAIM_KEYS = {
    "text": "text",
    "claim": "text",
    "detail": "detail",
    "why": "detail",
    "shipped": "shipped",
    "unknown": "unknown",
}
ONE_LINES = frozenset(map(key_of, ("one_line", "summary", "tagline")))


def read_records(value: object) -> list[PersonaDraft]:
    """One persona, a list of them, or `{personas: [...]}`."""
    _measure(value)
    if isinstance(value, Mapping) and "personas" in value:
        value = value["personas"]
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise UnreadableDocument("its list of personas is empty. Add at least one persona with a name")
    several = len(listed) > 1
    return [_Record(item, f"persona {at}, " if several else "").draft() for at, item in enumerate(listed, 1)]


def _measure(value: object, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise UnreadableDocument("it is nested too deeply. Keep to a persona, its facets and their claims")
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for item in below:
        _measure(item, depth + 1)


class _Record:
    """One persona, read key by key; `where` begins every complaint about it."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            kind = _kind(value)
            raise UnreadableDocument(
                f'{where.rstrip(", ") or "its content"} is {kind}, not a persona. Write "name: Ops admin"'
            )
        self.where = where
        self.value = {str(key): item for key, item in value.items()}
        self.fields: dict[str, Any] = {}
        self.provenance: list[str] = []
        self.notes: list[str] = []
        self.claims: list[ClaimDraft] = []

    def draft(self) -> PersonaDraft:
        """The persona; a type nobody gave is guessed from its words."""
        readers = self.readers()
        for key, item in self.value.items():
            readers.get(key_of(key), self.other)(key, item)
        name = self.fields.get("name", "")
        if not name:
            raise UnreadableDocument(f'{self.where}"name" is missing. Add a line like "name: Ops admin"')
        self.fields.setdefault("type", type_of(name, self.fields.get("role", "")))
        claims, notes = tuple(dict.fromkeys(self.claims)), tuple(dict.fromkeys(self.notes))
        return PersonaDraft(**self.fields, provenance=" · ".join(self.provenance), notes=notes, claims=claims)

    def readers(self) -> dict[str, Callable[[str, object], None]]:
        """The keys with a meaning of their own; every other one is a facet or a note."""
        return {
            "name": lambda key, item: self.short("name", key, item, NAME_MAX),
            "role": lambda key, item: self.short("role", key, item, ONE_LINE_MAX),
            "job-title": lambda key, item: self.short("role", key, item, ONE_LINE_MAX),
            **dict.fromkeys(ONE_LINES, lambda key, item: self.short("one_line", key, item, ONE_LINE_MAX)),
            "type": self.type,
            "emoji": self.emoji,
            key_of("aliases"): self.aliases,
            key_of("alias"): self.aliases,
            key_of("interval_days"): self.interval,
            "provenance": lambda key, item: self.provenance.append(self.text(key, item)),
            key_of("notes"): lambda _, item: self.notes.extend(
                _flat(one) for one in _listed(item) if _flat(one)
            ),
            key_of("claims"): self.claims_by_facet,
        }

    def set(self, field: str, value: object) -> None:
        if value and self.fields.setdefault(field, value) != value:
            self.notes.append(f"{field}: {value}")

    def short(self, field: str, key: str, item: object, longest: int) -> None:
        """A short text; what is too long for its place is kept whole as a note."""
        text = self.text(key, item)
        if len(text) > longest:
            self.notes.append(f"{key}: {text}")
        self.set(field, shortened(text, longest))

    def type(self, key: str, item: object) -> None:
        said = self.text(key, item).casefold()
        if said and said not in set(Type):
            raise UnreadableDocument(
                f'{self.where}"{key}" is "{shortened(said, 40)}". Write buyer, customer or user'
            )
        self.set("type", Type(said) if said else "")

    def emoji(self, key: str, item: object) -> None:
        try:
            self.set("emoji", Emoji.read(self.text(key, item)))
        except UnusableEmoji as unusable:
            raise UnreadableDocument(f'{self.where}"{key}": {str(unusable).rstrip(".")}') from unusable

    def aliases(self, key: str, item: object) -> None:
        listed = item.split(",") if isinstance(item, str) else _listed(item)
        names = [self.text(f"{key}, item {at}", alias) for at, alias in enumerate(listed, 1)]
        self.notes += [f"{key}: {name}" for name in names if len(name) > NAME_MAX]
        self.set("aliases", tuple(dict.fromkeys(name for name in names if 0 < len(name) <= NAME_MAX)))

    def interval(self, key: str, item: object) -> None:
        said = self.text(key, item)
        if not said:
            return
        if not (
            said.isascii() and said.isdigit() and len(said) < 4 and 1 <= int(said) <= LONGEST_INTERVAL_DAYS
        ):
            raise UnreadableDocument(
                f'{self.where}"{key}" is "{shortened(said, 40)}". '
                f"Write a number of days from 1 to {LONGEST_INTERVAL_DAYS}"
            )
        self.set("interval_days", int(said))

    def other(self, key: str, item: object) -> None:
        """A facet by any of its names, provenance, or a note."""
        place = place_of(key)
        if isinstance(place, Facet):
            self.facet(place, key, item)
        elif place is Slot.PROVENANCE and _flat(item):
            self.provenance.append(f"{one_line_of(key)}: {_flat(item)}")
        elif place is Slot.ABOUT and isinstance(item, str) and "one_line" not in self.fields:
            self.short("one_line", key, item, ONE_LINE_MAX)
        else:
            self.notes.append(f"{one_line_of(key)}: {_flat(item)}")

    def facet(self, facet: Facet, key: str, item: object) -> None:
        several = isinstance(item, list)
        for at, one in enumerate(item if isinstance(item, list) else [item], 1):
            self.claim(facet, f"{key}, item {at}" if several else key, one)

    def claims_by_facet(self, key: str, item: object) -> None:
        for at, one in enumerate(_listed(item), 1):
            place = f"{key}, item {at}"
            facet = one.get("facet") if isinstance(one, Mapping) else None
            if not isinstance(one, Mapping) or facet not in set(Facet):
                raise UnreadableDocument(
                    f'{self.where}"{place}" has no facet. Add one, such as "facet: stuck"'
                )
            self.claim(
                Facet(str(facet)), place, {name: part for name, part in one.items() if name != "facet"}
            )

    def claim(self, facet: Facet, place: str, item: object) -> None:
        """A text, a job story in three parts, or a text with its detail; null says that nobody knows."""
        if not isinstance(item, Mapping):
            self.claims += claims_of(facet, self.text(place, item))
            return
        if facet is Facet.JOB and any(part in item for part in JOB_PARTS):
            item = self.story(place, item)
        parts = {"text": "", "detail": "", "shipped": "", "unknown": ""}
        for name, part in item.items():
            text = self.text(f"{place}, {name}", part)
            known = CLAIM_KEYS.get(str(name).casefold(), "detail")
            more = text if known in CLAIM_KEYS and str(name).casefold() in CLAIM_KEYS else f"{name}: {text}"
            parts[known] = ". ".join(filter(None, [parts[known], more]))
        self.add(facet, place, parts)

    def story(self, place: str, item: Mapping[str, object]) -> dict[str, object]:
        said = {part: self.text(f"{place}, {part}", item.get(part)) for part in JOB_PARTS}
        rest = {name: part for name, part in item.items() if name not in JOB_PARTS}
        return {"text": JobStory(**said).sentence() or None, **rest}

    def add(self, facet: Facet, place: str, parts: dict[str, str]) -> None:
        said = parts["unknown"].casefold()
        if said not in TRUE | FALSE:
            raise UnreadableDocument(
                f'{self.where}"{place}, unknown" is "{shortened(said, 40)}". Write true or false'
            )
        if said in TRUE and not is_unknown(parts["text"]):
            self.claims.append(
                ClaimDraft(facet=facet, text=parts["text"], detail=parts["detail"], unknown=True)
            )
        else:
            self.claims += claims_of(facet, parts["text"], detail=parts["detail"], shipped=parts["shipped"])

    def text(self, place: str, item: object) -> str:
        """A text, or a complaint that names the place."""
        if isinstance(item, (Mapping, list)):
            raise UnreadableDocument(
                f'{self.where}"{shortened(place, 80)}" is {_kind(item)}. Write a text there'
            )
        return _flat(item)


def _listed(item: object) -> list[object]:
    return item if isinstance(item, list) else [] if item is None else [item]


def _flat(item: object) -> str:
    """Any value on one line."""
    if isinstance(item, Mapping):
        return "; ".join(f"{one_line_of(str(key))}: {_flat(value)}" for key, value in item.items())
    if isinstance(item, list):
        return ", ".join(_flat(value) for value in item)
    if isinstance(item, bool) or item is None:
        return "" if item is None else str(item).lower()
    return one_line_of(str(item))


def _kind(item: object) -> str:
    if isinstance(item, Mapping):
        return "a group of keys"
    return "a list" if isinstance(item, list) else "empty" if item is None else "a single value"
