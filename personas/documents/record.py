"""Personas written as YAML or JSON: friendly keys, any facet by any of its names, nothing dropped."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from personas.documents.claim_text import cleaned, is_struck, spoken
from personas.documents.draft import (
    ClaimDraft,
    Nameless,
    PersonaDraft,
    UnreadableDocument,
    claims_of,
    is_unknown,
    one_line_of,
    sentences,
    shortened,
)
from personas.documents.heading import Slot, leads_below, place_of, says_more
from personas.documents.reading import Fate, Line, Reading
from personas.documents.record_list import NAMES, around, describes, named, people_in, spelled
from personas.documents.title import type_of
from personas.emoji import Emoji, UnusableEmoji
from personas.persona import (
    LONGEST_INTERVAL_DAYS,
    NAME_MAX,
    ONE_LINE_MAX,
    Facet,
    JobStory,
    Type,
    key_of,
    slug_of,
)

DEEPEST = 20
# What other tools call a type, and ours do not.
OTHER_TYPES = frozenset(
    {"primary", "secondary", "tertiary", "persona", "user persona", "proto", "proto-persona"}
)
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
# What a claim is called where it is no plain text; the first one that is there.
TEXT_KEYS = (
    "title",
    "name",
    "statement",
    "quote",
    "description",
    "summary",
    "label",
    "value",
    "goal",
    "pain",
    "content",
)
ONE_LINES = frozenset(map(key_of, ("one_line", "summary", "tagline")))
# What our own export says of a persona besides its claims.
DATES = ("created_at", "created_by", "edited_at", "edited_by", "verified_at", "verified_by", "retired_at")
# Groups of keys that say who somebody is: a name in one is the persona's.
WHO_KEYS = "persona, profile, basics, basic info, identity, general, info, demographics, personal"
WHO = frozenset(key_of(word) for word in WHO_KEYS.split(","))


def read_records(value: object, *, name: str = "", one: bool | None = None) -> Reading:
    """One persona, a list of them, or either below keys such as `personas`; `name` is for one that has none."""
    _measure(value)
    listed = people_in(value)
    if not listed:
        raise UnreadableDocument("its list of personas is empty. Add at least one persona with a name")
    several = len(listed) > 1
    given = "" if several else name
    records = [
        _Record(item, f"persona {at}, " if several else "", given) for at, item in enumerate(listed, 1)
    ]
    drafts = tuple(record.draft() for record in records)
    keys = [key_of(draft.name) for draft in drafts]
    often = Counter(keys)
    twice = next((draft.name for draft in drafts if often[key_of(draft.name)] > 1), "")
    lines = (*(line for record in records for line in record.lines), *_around(value))
    return Reading(
        drafts, tuple(lines), f"two personas in it are called {twice}" if twice and one is None else ""
    )


def _around(value: object) -> Iterator[Line]:
    """What stands around the personas of a file, and is about none of them."""
    for key, item in around(value):
        text = one_line_of(f"{key}: {_flat(item)}")
        yield Line(text, Fate.LEFT_OUT if item is not None else Fate.HEADING, "not about a persona")


def _measure(value: object, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise UnreadableDocument("it is nested too deeply. Keep to a persona, its facets and their claims")
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for item in below:
        _measure(item, depth + 1)


class _Record:
    """One persona, read key by key; `where` begins every complaint about it."""

    def __init__(self, value: object, where: str, name: str) -> None:
        if not isinstance(value, Mapping):
            kind = _kind(value)
            raise UnreadableDocument(
                f'{where.rstrip(", ") or "its content"} is {kind}, not a persona. Write "name: Ops admin"'
            )
        self.where = where
        self.value = named({str(key): item for key, item in value.items()})
        self.name = name
        self.fields: dict[str, Any] = {}
        self.provenance: list[str] = []
        self.notes: list[str] = []
        self.claims: list[ClaimDraft] = []
        self.lines: list[Line] = []

    def draft(self) -> PersonaDraft:
        """The persona; a type nobody gave is guessed from its words."""
        self.group(self.value, own=True)
        name = self.fields.setdefault("name", self.name)
        if not name:
            kind = UnreadableDocument if self.where else Nameless
            raise kind(f'{self.where}"name" is missing. Add a line like "name: Ops admin"')
        self.fields.setdefault("type", type_of(name, self.fields.get("role", "")))
        for line in self.lines:
            line.persona = name
        claims, notes = tuple(dict.fromkeys(self.claims)), tuple(dict.fromkeys(self.notes))
        return PersonaDraft(**self.fields, provenance=" · ".join(self.provenance), notes=notes, claims=claims)

    def group(self, value: Mapping[str, object], *, own: bool) -> None:
        """Keys with a meaning of their own, facets, and groups of keys; `own`: a name among them is the persona's."""
        readers = self.readers()
        for key, item in value.items():
            said = spelled(key)
            before = (len(self.claims), len(self.notes), len(self.lines))
            if own or said not in NAMES:
                readers.get(said, self.other)(key, item)
            else:
                self.other(key, item)
            self.trace(key, item, before)

    def trace(self, key: str, item: object, before: tuple[int, int, int]) -> None:
        """What became of a key."""
        text = one_line_of(f"{key}: {_flat(item)}")
        claims, notes = self.claims[before[0] :], self.notes[before[1] :]
        if len(self.lines) > before[2]:
            self.lines.insert(before[2], Line(f"{key}:", Fate.HEADING))
            return
        places = ", ".join(dict.fromkeys(claim.facet.label for claim in claims))
        fate = Fate.CLAIM if claims else Fate.NOTE if notes else Fate.FACT
        self.lines.append(Line(text, fate, places))

    def readers(self) -> dict[str, Callable[[str, object], None]]:
        """The keys with a meaning of their own; every other one is a facet or a note."""
        return {
            **dict.fromkeys(NAMES, lambda key, item: self.short("name", key, item, NAME_MAX)),
            "role": lambda key, item: self.short("role", key, item, ONE_LINE_MAX),
            "job-title": lambda key, item: self.short("role", key, item, ONE_LINE_MAX),
            **dict.fromkeys(ONE_LINES, lambda key, item: self.short("one_line", key, item, ONE_LINE_MAX)),
            "type": self.type,
            "emoji": self.emoji,
            key_of("aliases"): self.aliases,
            key_of("alias"): self.aliases,
            key_of("interval_days"): self.interval,
            "slug": lambda key, item: self.set("slug", slug_of(self.text(key, item))),
            "steward": lambda key, item: self.set("steward", self.text(key, item)),
            **dict.fromkeys(map(key_of, DATES), self.date),
            "provenance": lambda key, item: self.provenance.append(self.text(key, item)),
            key_of("notes"): lambda _, item: self.notes.extend(
                _flat(one) for one in _listed(item) if _flat(one)
            ),
            key_of("claims"): self.claims_by_facet,
        }

    def date(self, key: str, item: object) -> None:
        """When the persona was made or looked at, and by whom: where it comes from."""
        if said := self.text(key, item):
            self.provenance.append(f"{key.replace('_', ' ')} {said}")

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
        if said in OTHER_TYPES:
            self.notes.append(f"{key}: {said}")
            return
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
        """A facet by any of its names, a group of keys, provenance, or a note."""
        place = place_of(key)
        if isinstance(place, Facet):
            self.facet(place, key, item)
        elif isinstance(item, Mapping) and describes(item):
            self.group({str(name): value for name, value in item.items()}, own=spelled(key) in WHO)
        elif place is Slot.PROVENANCE and _flat(item):
            self.provenance.append(f"{one_line_of(key)}: {_flat(item)}")
        elif place is Slot.ABOUT and isinstance(item, str):
            self.about(item)
        elif place in (Slot.TITLE, Slot.ROLE) and isinstance(item, str) and "role" not in self.fields:
            self.short("role", key, item, ONE_LINE_MAX)
        elif place is Slot.TEAM and _flat(item):
            self.claims += claims_of(Facet.CONTEXT, f"{one_line_of(key).capitalize()}: {_flat(item)}")
        else:
            self.notes.append(f"{one_line_of(key)}: {_flat(item)}")

    def about(self, text: str) -> None:
        """The first sentence introduces the persona; the rest is context."""
        first, *rest = sentences(one_line_of(text)) or [""]
        if self.fields.get("one_line") or len(first) > ONE_LINE_MAX:
            self.claims += claims_of(Facet.CONTEXT, text) if text.strip() else ()
            return
        self.set("one_line", first)
        self.claims += claims_of(Facet.CONTEXT, " ".join(rest)) if rest else ()

    def facet(self, facet: Facet, key: str, item: object) -> None:
        """The claims of a facet: a text, several, or groups of them."""
        if isinstance(item, Mapping) and _is_group(facet, item):
            for name, value in item.items():
                self.below(facet, str(name), value)
            return
        several = isinstance(item, list)
        for at, one in enumerate(item if isinstance(item, list) else [item], 1):
            self.claim(facet, f"{key}, item {at}" if several else key, one)

    def below(self, facet: Facet, key: str, item: object) -> None:
        """A group below a facet: its name qualifies what is in it, unless it is a facet that overrules."""
        place = place_of(key)
        if isinstance(place, Facet) and place is not facet and leads_below(facet, place):
            self.facet(place, key, item)
            return
        title = one_line_of(key.replace("_", " ")) if says_more(key) else ""
        for one in _listed(item):
            if isinstance(one, Mapping):
                self.claim(facet, key, one)
            elif isinstance(one, str) and facet.row.labelled and title:
                self.claims += claims_of(facet, f"{title.capitalize()}: {_flat(one)}")
            else:
                self.claims += claims_of(facet, self.words(facet, _flat(one)), detail=title)

    def words(self, facet: Facet, text: str) -> str:
        """A text as a claim: without the bullet before it, a quote without its marks."""
        return spoken(text)[0] if facet is Facet.WORDS else cleaned(text)

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
            text = self.text(place, item)
            if is_struck(text):
                self.notes.append(text)
                return
            words, by = spoken(text) if facet is Facet.WORDS else (cleaned(text), "")
            self.claims += claims_of(facet, words, detail=by)
            return
        if facet is Facet.JOB and any(part in item for part in JOB_PARTS):
            item = self.story(place, item)
        parts = {"text": "", "detail": "", "shipped": "", "unknown": ""}
        keys = CLAIM_KEYS | _text_key(item)
        for name, part in item.items():
            text = self.text(f"{place}, {name}", part)
            known = keys.get(str(name).casefold(), "detail")
            more = text if str(name).casefold() in keys else f"{name}: {text}"
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


def _is_group(facet: Facet, item: Mapping[Any, object]) -> bool:
    """Whether keys below a facet are groups of claims, not the parts of one."""
    keys = {str(key).casefold() for key in item}
    if keys & ({*CLAIM_KEYS} | (set(JOB_PARTS) if facet is Facet.JOB else set())):
        return False
    return any(isinstance(value, list) for value in item.values()) or not keys & {*TEXT_KEYS}


def _text_key(item: Mapping[Any, object]) -> dict[str, str]:
    keys = [str(key).casefold() for key in item]
    if any(CLAIM_KEYS.get(key) == "text" for key in keys):
        return {}
    plain = next((str(key).casefold() for key, value in item.items() if isinstance(value, str)), "")
    return next(({key: "text"} for key in (*TEXT_KEYS, plain) if key in keys), {})


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
