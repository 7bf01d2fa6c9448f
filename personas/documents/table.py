"""Tables of a document: pairs of a key and its words, columns of facets, and tables that hold several personas."""

from collections.abc import Iterator
from dataclasses import replace

from personas.documents.heading import Place, Slot, place_of
from personas.documents.outline import Block, Shape
from personas.persona import Facet, JobStory, key_of

# Headers that say nothing of the cells below them.
PLAIN_HEADERS = frozenset(
    {"", "value", "detail", "answer", "content", "note", "text", "description", "field"}
)
PEOPLE = """
persona, personas, user, user type, user group, type of user, who, actor, archetype, character, customer, name, role,
segment, user role, persona name, audience, nom, nombre, nome, rolle, nutzer
"""
PEOPLE_HEADERS = frozenset(key_of(word) for word in PEOPLE.split(","))
PERSONA_WORDS = (Slot.NAME, Slot.ROLE)


def blocks_of(table: Block) -> Iterator[Block]:
    """What a table says about one persona, as items: the key first, then its words."""
    names, rows = list(table.parts[0].cells), list(table.parts[1:])
    if _is_pair(names, rows):
        rows, names = [table.parts[0], *rows], ["", ""]
    if len(names) == 1 and place_of(names[0]):
        yield Block(Shape.LABEL, names[0], key=names[0])
    if story := _story_columns(names):
        yield from (_story(row, story) for row in rows)
        return
    columns = [isinstance(place_of(name), Facet) for name in names]
    keyed = all(place_of(_first(row)) for row in rows)
    own = len(names) > 1 and key_of(names[1]) not in PLAIN_HEADERS and not keyed
    several = (
        len({place_of(name) for name, leads in zip(names, columns, strict=True) if leads}) > 1 and not keyed
    )
    for row in rows:
        if several:
            yield from _columns(names, row)
        else:
            yield _pair(names, row, own=own)


def _story_columns(names: list[str]) -> tuple[int, int, int] | None:
    """Which columns say when, what is wanted, and what for, where a table is one of jobs."""
    keys = [key_of(name) for name in names]
    when = [at for at, key in enumerate(keys) if key.split("-")[0] in ("when", "situation")]
    want = [at for at, key in enumerate(keys) if "want" in key.split("-") or key == "motivation"]
    so = [at for at, key in enumerate(keys) if key.split("-")[0] in ("so", "outcome")]
    return (when[0], want[0], so[0]) if when and want and so else None


def _story(row: Block, columns: tuple[int, int, int]) -> Block:
    when, want, so = ([_line(cell) for cell in row.cells][at] for at in columns)
    text = JobStory(when, want, so).sentence()
    return Block(Shape.ITEM, row.raw, text, Facet.JOB.value, extras=row.extras)


def has_facets(table: Block) -> bool:
    """Whether a table leads to a facet, by its headers or by its keys."""
    if _story_columns(list(table.parts[0].cells)):
        return True
    cells = [*table.parts[0].cells, *(_first(row) for row in table.parts[1:])]
    return any(isinstance(place_of(cell), Facet) for cell in cells)


def names_in(table: Block) -> list[str]:
    """What the keys of a table say of names and roles."""
    return [_first(row) for row in table.parts if place_of(_first(row)) in PERSONA_WORDS]


def people_in(table: Block, *, listed: bool = False) -> list[tuple[str, list[Block]]]:
    """The personas of a table that has one in each row, or in each column; `listed`: the text says that it lists them."""
    names, rows = list(table.parts[0].cells), list(table.parts[1:])
    if len(names) < 2 or not rows:
        return []
    if _one_a_row(names, rows, listed=listed):
        return [(_first(row).split("\n")[0], list(_labels(names, row))) for row in rows if _first(row)]
    if _one_a_column(names, rows):
        return [(name, list(_column(rows, at))) for at, name in enumerate(names) if at and name]
    return []


def column_places(table: Block) -> list[tuple[str, Place | None]]:
    """The headers of a table and where the words below each go."""
    return [(name, place_of(name)) for name in table.parts[0].cells if name]


def _one_a_row(names: list[str], rows: list[Block], *, listed: bool) -> bool:
    """Several rows, the first column says who, and the others say what about them."""
    others = [place_of(name) for name in names[1:]]
    says = any(isinstance(place, Facet) or place is Slot.ABOUT for place in others)
    first = names[0]
    who = key_of(first) in PEOPLE_HEADERS or place_of(first) in PERSONA_WORDS or (listed and not first)
    keyed = any(isinstance(place_of(_first(row)), Facet) for row in rows)
    return who and not keyed and (says or (listed and len(rows) > 1))


def _one_a_column(names: list[str], rows: list[Block]) -> bool:
    """Several headers that lead nowhere, over rows whose keys lead to facets."""
    people = [name for name in names[1:] if name]
    keys = [place_of(_first(row)) for row in rows]
    return (
        len(people) > 1
        and not any(place_of(name) or key_of(name) in PLAIN_HEADERS for name in people)
        and any(isinstance(key, Facet) for key in keys)
        and sum(key is not None for key in keys) * 2 >= len(keys)
    )


def _labels(names: list[str], row: Block) -> Iterator[Block]:
    for name, cell in zip(names[1:], row.cells[1:], strict=False):
        if cell.strip():
            yield from _labelled(name, cell, row)


def _column(rows: list[Block], at: int) -> Iterator[Block]:
    for row in rows:
        if at < len(row.cells) and row.cells[at].strip():
            yield from _labelled(_first(row), row.cells[at], row)


def _labelled(key: str, cell: str, row: Block) -> Iterator[Block]:
    """A cell below its header; several lines of it are several items."""
    lines = [line.lstrip("-•* ") for line in cell.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = [line.strip() for line in lines[0].split(";") if line.strip()]
    raw, place = f"{key}: {'; '.join(lines)}", place_of(key)
    if isinstance(place, Facet) and not place.row.labelled:
        key = place.value
    if len(lines) < 2:
        yield Block(Shape.LABEL, raw, lines[0] if lines else "", key, extras=row.extras)
        return
    yield Block(Shape.LABEL, raw.split(":", maxsplit=1)[0], "", key, extras=row.extras)
    yield from (Block(Shape.ITEM, line, line) for line in lines)


def _columns(names: list[str], row: Block) -> Iterator[Block]:
    """A row below headers that are facets: each cell belongs to its own, the other ones say more of the first."""
    pairs = [(name, cell) for name, cell in zip(names, row.cells, strict=False) if cell]
    facets = [pair for pair in pairs if isinstance(place_of(pair[0]), Facet)]
    others = tuple(Block(Shape.LABEL, f"{n}: {c}", _line(c), n) for n, c in pairs if (n, c) not in facets)
    for at, (name, cell) in enumerate(facets):
        for line in cell.split("\n"):
            raw, more, extras = (f"{name}: {line}", (), ()) if at else (row.raw, others, row.extras)
            yield Block(Shape.ITEM, raw, line, name, parts=more, extras=extras)


def _pair(names: list[str], row: Block, *, own: bool) -> Block:
    """A row; under a header of its own the second cell is labelled as well."""
    key, *texts = row.cells or ("",)
    labelled = list(zip(names[1:], texts, strict=False))[0 if own else 1 :]
    parts = tuple(Block(Shape.LABEL, _line(text), _line(text), name) for name, text in labelled if text)
    text = texts[0] if texts and not own else ""
    if "\n" in text:
        lines = (Block(Shape.ITEM, line, line) for line in text.split("\n"))
        return replace(row, text="", key=_line(key), parts=(*lines, *parts), cells=())
    return replace(row, text=_line(text), key=_line(key), parts=parts, cells=())


def _is_pair(names: list[str], rows: list[Block]) -> bool:
    """Whether what Markdown takes for a header is the first of several pairs: "| Name | Ana |"."""
    if len(names) != 2 or key_of(names[1]) in PLAIN_HEADERS or isinstance(place_of(names[1]), Facet):
        return False
    return not rows or bool(place_of(names[0]) and any(place_of(_first(row)) for row in rows))


def _first(row: Block) -> str:
    return _line(row.cells[0]) if row.cells else ""


def _line(cell: str) -> str:
    return " ".join(cell.split())
