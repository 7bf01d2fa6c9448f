"""The shape of a document, decided on the whole of it: who it is about, and which of its parts say so."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from personas.documents import table
from personas.documents.heading import place_of, says_more
from personas.documents.outline import Block, Shape
from personas.documents.section import Section, tree
from personas.documents.title import is_anti, is_named_with_role, is_title, is_weak, name_of, named_in
from personas.persona import Facet, key_of

# Documents that are about a thing: their goals are nobody's.
ABOUT_A_THING = re.compile(
    r"\b(?:proposal|requirements?|prd|rfc|adr|spec|specification|roadmap|readme|release (?:notes|plan)|changelog"
    r"|meeting (?:notes|minutes)|minutes|design doc(?:ument)?|architecture|project plan|business plan|retro(?:spective)?"
    r"|runbook|postmortem|install(?:ation)?|api reference|recipe)\b",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^\s*(?:[-*+•]|\d+[.)])?\s*(?:\*\*|__)(?P<name>[^*_]+?)[:：]?(?:\*\*|__)\s*[:：,–—-]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
LONGEST_ITEM_NAME = 60
NO_PART = 'it has no part such as "Goals", "Pain points" or "Quotes"'
ANTI, ASIDE, TITLE = "an anti-persona", "not about a persona", "a heading above the personas"


@dataclass(frozen=True, slots=True)
class Part:
    """What of a document is about one persona. `also`: further headings that name them."""

    title: str
    blocks: tuple[Block, ...]
    source: tuple[Block, ...] = ()
    also: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The personas of a document, what is about none of them and why, and why that is not certain."""

    parts: tuple[Part, ...]
    outside: tuple[tuple[Block, str], ...] = ()
    doubt: str = ""


@dataclass(slots=True)
class Decision:
    """What was seen on the way."""

    doubts: list[str] = field(default_factory=list)


def plan(blocks: list[Block], *, one: bool | None = None) -> Plan:
    """The personas of a document; `one` decides where it is not certain whether there are one or several."""
    root, decision = tree(blocks), Decision()
    if one:
        return Plan((_whole(root),))
    parts = _look(root, decision, each=one is False)
    if not parts and not _is_about_a_thing(root):
        parts = [_whole(root)]
        decision.doubts += [] if _says_something(parts[0]) else [NO_PART]
    if len(parts) == 1:
        parts = [_with_surroundings(root, parts[0])]
    doubt = "" if one is False else next(iter(decision.doubts), "") or _mixed(parts)
    return Plan(tuple(parts), tuple(_outside(root, parts)), doubt)


def _look(section: Section, decision: Decision, *, each: bool, under: Section | None = None) -> list[Part]:
    """The personas of a section: those below it, or the one it describes."""
    if is_anti(section.heading):
        return []
    if section.lists or section.title is None:
        _adopt(section)
    below = [part for child in section.children for part in _look(child, decision, each=each, under=section)]
    below += [] if below else _listed(section)
    if section.title is None or (section.lists and (below or not section.describes())):
        return _with_silent(section, below)
    facet_above = under is not None and isinstance(under.place, Facet)
    if section.place is not None or not section.names or not section.describes(strictly=facet_above):
        return _titled(section, below, decision, each=each)
    if ABOUT_A_THING.search(section.heading) and not is_title(section.heading):
        return below
    return _nested(section, below, decision, each=each) if below else [_part(section)]


def _titled(section: Section, below: list[Part], decision: Decision, *, each: bool) -> list[Part]:
    """A heading without facets of its own: who stands below it, or whom it names itself."""
    if not below or section.place is not None or not section.names or section.lists:
        return below
    strong = is_title(section.heading) and not is_weak(name_of(section.heading))
    if strong and len(below) == 1:
        return [_part(section, also=below[0].title)]
    someone = bool(named_in(section.heading).aliases) or strong
    if someone and not all(_is_somebody(part) for part in below) and not each:
        return _unsure(section, below, decision) if len(below) > 1 else [_part(section)]
    return below


def _nested(section: Section, below: list[Part], decision: Decision, *, each: bool) -> list[Part]:
    """Somebody is described, and so is somebody below: a title for all, one persona in several parts, or unclear."""
    somebody = [part for part in below if _is_somebody(part)]
    titled = is_title(section.heading) and not is_weak(name_of(section.heading))
    if len(below) == 1 and (titled or not somebody) and not each:
        return [_part(section, also=below[0].title if somebody else "")]
    if each or (len(somebody) == len(below) and not section.identifies and not titled):
        return below
    if not somebody and section.identifies:
        return [_part(section)]
    return _unsure(section, below, decision)


def _unsure(section: Section, below: list[Part], decision: Decision) -> list[Part]:
    names = ", ".join(named_in(part.title).name for part in below[:5])
    decision.doubts.append(
        f"it may be about one persona, {named_in(section.heading).name}, or about {len(below)}: {names}"
    )
    return below


def _is_somebody(part: Part) -> bool:
    return part.level < 0 or bool(
        part.blocks and Section(_heading(part.title), own=list(part.blocks)).identifies
    )


def _heading(title: str) -> Block:
    return Block(Shape.HEADING, title, title, level=1)


def _adopt(section: Section) -> None:
    """Facets that stand beside a name, not below it, belong to the name before them."""
    children = section.children
    names = [child for child in children if child.place is None and child.names and not child.lists]
    facets = [child for child in children if isinstance(child.place, Facet)]
    if not names or not facets or any(child.describes() and child.children for child in names):
        return
    if children.index(facets[0]) < children.index(names[0]):
        return
    grown: list[Section] = []
    for child in children:
        if grown and grown[-1] in names and child not in names and not child.lists:
            grown[-1].children.append(child)
        else:
            grown.append(child)
    section.children = _without_asides(grown, names)


def _without_asides(grown: list[Section], names: list[Section]) -> list[Section]:
    """A heading that nothing followed is a part of the name before it, where there is only one with facets."""
    full = [child for child in grown if child in names and child.describes()]
    if len(full) != 1:
        return grown
    at = grown.index(full[0])
    before = [child for child in grown[:at] if child in names and not child.children]
    return grown if before else [*grown[:at], full[0], *grown[at + 1 :]]


def _listed(section: Section) -> list[Part]:
    """Personas that are rows or columns of a table, or items of a list."""
    if isinstance(section.place, Facet):
        return []
    for block in section.own:
        if block.shape is Shape.TABLE and (people := table.people_in(block, listed=section.lists)):
            return [Part(name, tuple(blocks), (block,), level=-1) for name, blocks in people]
    return _items(section)


def _items(section: Section) -> list[Part]:
    items = [block for block in section.own if block.shape is Shape.ITEM]
    parts = [part for item in items if (part := _item(item))]
    facets = [part for part in parts if any(_has_facet(block) for block in part.blocks)]
    enough = len(parts) > 1 and len(parts) == len(items)
    return parts if enough and (section.lists or len(facets) == len(parts)) else []


def _item(item: Block) -> Part | None:
    """ "**Dana** - dispatcher, wants …" with what is below it; None for an item that names nobody."""
    lead = LEAD.match(item.raw.split("\n")[0])
    name, rest = (
        (lead["name"], lead["rest"]) if lead else (item.key or item.text, item.text if item.key else "")
    )
    if not name or len(name) > LONGEST_ITEM_NAME or place_of(name) is not None or not (rest or item.parts):
        return None
    if not lead and not item.key and not item.parts:
        return None
    rest = rest.strip(" ,;:–—-")
    if rest and len(rest) <= LONGEST_ITEM_NAME and not rest.endswith((".", "!", "?")):
        name, rest = (f"{name.strip()} {rest}" if rest.startswith("(") else f"{name.strip()}, {rest}"), ""
    blocks = [Block(Shape.TEXT, rest, item.text if item.key else rest)] if rest.strip() else []
    return Part(name.strip(), (*blocks, *_flattened(item.parts)), (item,), level=-1)


def _flattened(parts: Iterable[Block]) -> Iterator[Block]:
    """What stands below an item: "Goals" with items below it is a label."""
    for part in parts:
        if part.shape is Shape.ITEM and part.parts and not part.key and place_of(part.text):
            yield Block(Shape.LABEL, part.raw.split("\n")[0], "", part.text, extras=part.extras)
            yield from part.parts
        elif part.shape is Shape.ITEM and part.key and place_of(part.key):
            yield Block(Shape.LABEL, part.raw.split("\n")[0], part.text, part.key, extras=part.extras)
            yield from part.parts
        else:
            yield part


def _has_facet(block: Block) -> bool:
    return isinstance(place_of(block.key), Facet)


def _with_silent(section: Section, below: list[Part]) -> list[Part]:
    """Among personas, a name with only a text below it is one too; below "Personas" several texts are."""
    if not section.lists or any(part.level < 0 for part in below):
        return below
    known = {id(part.source[0]) for part in below if part.source}
    children = [child for child in section.children if _may_stand(child) and child.speaks]
    direct = [child for child in children if id(child.title) in known]
    silent = [child for child in children if id(child.title) not in known and not child.children]
    silent = [child for child in silent if not child.lists and _alike(child, direct)]
    if len(direct) == 1:
        silent = [child for child in silent if any(_waits(block) for block in child.own)]
    if direct or (not below and len(silent) > 1):
        below = [*below, *(_part(child) for child in silent)]
        order = {id(child.title): at for at, child in enumerate(section.children)}
        below.sort(key=lambda part: order.get(id(part.source[0]), 0))
    return below


def _waits(block: Block) -> bool:
    """Whether a block is a key of its own above what it says."""
    return block.shape is Shape.LABEL and not block.text


def _alike(section: Section, others: list[Section]) -> bool:
    """Whether a heading is written the way those of the personas beside it are."""
    forms = (is_title, is_named_with_role)
    return all(
        form(section.heading) for form in forms if others and all(form(other.heading) for other in others)
    )


def _may_stand(section: Section) -> bool:
    """Whether a heading among names may be one: "Business stakeholder" is more than a word for a facet."""
    place, heading = section.place, section.heading
    if isinstance(place, Facet):
        return place.row.labelled and says_more(heading)
    return place is None and section.names


def _part(section: Section, also: str = "") -> Part:
    return Part(
        section.heading, tuple(section.blocks), tuple(section.whole), (also,) if also else (), section.level
    )


def _whole(root: Section) -> Part:
    """The whole document as one persona; a single heading above all of it is the title."""
    tops = [child for child in root.children if child.place is None and (child.names or child.lists)]
    first = tops[0] if tops and tops[0] is root.children[0] else None
    titled = first is not None and (len(root.children) == 1 or not root.describes() or len(tops) == 1)
    if first is not None and titled and not first.lists:
        rest = [block for child in root.children[1:] for block in child.whole]
        return Part(first.heading, (*root.own, *first.blocks, *rest), tuple(root.whole), level=first.level)
    top = root.children[0] if len(root.children) == 1 else None
    kept = [*root.own, *top.blocks] if top and top.children and top.describes() else root.whole
    return Part("", tuple(kept), tuple(root.whole))


def _with_surroundings(root: Section, part: Part) -> Part:
    """The only persona of a document, with what stands around it on the page: keys before it, facets beside it."""
    tops = {id(child.title): child for child in root.children}
    if not part.source or id(part.source[0]) not in tops:
        return part
    inside = {id(block) for block in part.source}
    around = [
        child
        for child in root.children
        if child.place is not None and not child.lists and id(child.title) not in inside
    ]
    beside = [block for child in around for block in child.whole]
    before = [block for block in root.own if id(block) not in inside]
    return replace(part, blocks=(*before, *part.blocks, *beside), source=(*part.source, *before, *beside))


def _says_something(part: Part) -> bool:
    """Whether anything in it leads to a facet."""
    heads = [block for block in part.blocks if block.shape is Shape.HEADING]
    own = Section(own=[block for block in part.blocks if block.shape is not Shape.HEADING])
    quotes = any(block.shape is Shape.QUOTE for block in part.blocks)
    return own.describes() or quotes or any(isinstance(place_of(block.text), Facet) for block in heads)


def _is_about_a_thing(root: Section) -> bool:
    tops = [child for child in root.children if child.level == min(c.level for c in root.children)]
    return len(tops) == 1 and bool(ABOUT_A_THING.search(tops[0].heading)) and not is_title(tops[0].heading)


def _mixed(parts: list[Part]) -> str:
    """What shows that words of two personas may stand together."""
    names = [key_of(named_in(part.title).name) for part in parts]
    often = Counter(names)
    twice = next((part.title for part, key in zip(parts, names, strict=True) if key and often[key] > 1), "")
    if twice:
        return f"two personas in it are called {named_in(twice).name}"
    for part in parts:
        keys = [(block.level, key_of(block.text)) for block in part.blocks if block.shape is Shape.HEADING]
        seen = Counter(keys)
        again = [key for key in keys if seen[key] > 1 and isinstance(place_of(key[1]), Facet)]
        if again and len(parts) == 1 and _repeats_at_once(part, again[0]):
            title = next(b.text for b in part.blocks if (b.level, key_of(b.text)) == again[0])
            return f'it has several parts called "{title}", and may be about several personas'
    return ""


def _repeats_at_once(part: Part, again: tuple[int, str]) -> bool:
    """Whether a heading comes twice in one section, with no other heading above it in between."""
    seen = False
    for block in part.blocks:
        if block.shape is not Shape.HEADING:
            continue
        if (block.level, key_of(block.text)) == again:
            if seen:
                return True
            seen = True
        elif block.level < again[0]:
            seen = False
    return False


def _outside(root: Section, parts: list[Part]) -> Iterator[tuple[Block, str]]:
    """Every block that is about nobody, and why it is left out."""
    inside = {id(block) for part in parts for block in part.source}
    yield from _left(root, inside, ASIDE)


def _left(section: Section, inside: set[int], why: str) -> Iterator[tuple[Block, str]]:
    why = ANTI if is_anti(section.heading) else why
    if section.title is not None and id(section.title) not in inside:
        yield section.title, TITLE if _holds(section, inside) else why
    yield from ((block, why) for block in section.own if id(block) not in inside)
    for child in section.children:
        yield from _left(child, inside, why)


def _holds(section: Section, inside: set[int]) -> bool:
    return any(id(block) in inside for block in section.blocks)
