"""A Markdown text as a flat list of blocks: headings, labels, texts, items, quotes, and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from personas.documents.draft import UnreadableDocument, one_line_of
from personas.documents.heading import place_of
from personas.documents.passage import HEADING, MARKS, Item, groups_of, items_of, passages, quoted
from personas.persona import Facet

DEEPEST = 40
LONGEST_KEY = 80
LONGEST_ANNOUNCEMENT = 4
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# "**Goals**: ship", "**Goals:** ship", and a line that is bold from end to end.
BOLD_KEY = re.compile(
    r"^\s*(?P<mark>\*\*\*|\*\*|__)(?!\s)(?P<key>[^\n]+?)(?P=mark)\s*(?P<colon>[:：]?)\s*(?P<value>.*)$",
    re.DOTALL,
)
PLAIN_KEY = re.compile(
    r"^\s*(?P<key>[^\W\d_][^:：\n.!?*>|\[\]]{1,40})[:：](?:\s+(?P<value>.*)|\s*)$", re.DOTALL
)
# Pictures before a bold key.
SIGNS_BEFORE = re.compile(r"^\s*(?:(?:[^\w\s\"“„«*_\[(<>~`#|:.,;!?-]+|:[a-z0-9_+-]+:)\s+)+(?=\*\*|__)")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
CHECKBOX = re.compile(r"^\[[ xX]\]\s*")
# Markdown ends at six; people do not.
DEEP_HEADING = re.compile(r"^(#{7,})\s+(.+?)\s*#*$")
STRIKING = re.compile(r"^<(/?)(?:del|s|strike)>$", re.IGNORECASE)
FOOTNOTE = re.compile(r"\s?\[\^[\w-]+\](?!:)")
FOOTNOTE_TEXT = re.compile(r"^(?:\[\^[\w-]+\]:|\[[a-wyz]{1,2}\])\s")
BARE_TAG = re.compile(r"^</?[a-zA-Z][a-zA-Z0-9]*\s*/?>$")
OPENING_QUOTE = ('"', "“", "„", "«", "‘", '*"', "*“", '_"', "_“")
ATTRIBUTION = ("—", "–", "--")


class Shape(Enum):
    """What a block looks like on the page."""

    HEADING = auto()
    LABEL = auto()
    TEXT = auto()
    ITEM = auto()
    QUOTE = auto()
    TABLE = auto()
    RULE = auto()
    RAW = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the page. `raw` is how it was written, `extras` what its text leaves out.

    A table's parts are its rows, the header first; `cells` are the words of a row, lines of a cell divided by line breaks.
    """

    shape: Shape
    raw: str
    text: str = ""
    key: str = ""
    level: int = 0
    parts: tuple["Block", ...] = ()
    cells: tuple[str, ...] = ()
    extras: tuple[str, ...] = field(default=(), compare=False)

    @property
    def words(self) -> str:
        """Key and text as one line."""
        return ": ".join(part for part in (self.key, self.text) if part)


def outline(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order; nothing of it is left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _apart(FRONT_MATTER.sub(_as_labels, text, count=1))
    return [block for part in passages(text) for block in _blocks(part)]


def _blocks(passage: str) -> Iterator[Block]:
    """The blocks of one passage, by the parser only where it is needed."""
    page = _Page(passage)
    lines = page.lines
    heading = HEADING.match(lines[0]) if lines else None
    groups = groups_of(lines[1:] if heading else lines)
    if groups is None or (lines[0].startswith("#") and not heading):
        page.parse()
        yield from page.blocks(page.tree.children)
        yield from page.references()
        return
    if heading:
        text, extras = page.plain(heading[2])
        level = len(heading[1])
        yield Block(Shape.HEADING, f"{heading[1]} {heading[2]}", text, level=level, extras=extras)
    for at, (kind, group) in enumerate(groups):
        listed = kind == "text" and at + 1 < len(groups) and groups[at + 1][0] == "list"
        yield from page.group(kind, group, listed=listed)


def _as_labels(front_matter: re.Match[str]) -> str:
    """Front matter as keys; its title is the document's where that has none."""
    titled = re.search(r"^#\s+\S|^[^\n]+\n=+\s*$", front_matter.string[front_matter.end() :], re.MULTILINE)
    lines = [
        re.sub(r"^(\w[\w -]*):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", r"**\1**: \2", line)
        for line in front_matter[1].split("\n")
    ]
    lines = [_unfolded(line) for line in lines]
    title = next((line for line in lines if line.startswith("**title**: ")), "")
    if title and not titled:
        lines[lines.index(title)] = f"\n# {title.removeprefix('**title**: ')}\n"
    return "\n".join(lines) + "\n\n"


def _unfolded(line: str) -> str:
    """ "goals: [ship, sleep]" as a list; what leads to no facet stays as it is."""
    listed = re.match(r"^\*\*([\w -]+)\*\*: \[(.+)\]$", line)
    if not listed or not isinstance(place_of(listed[1]), Facet):
        return line
    items = (item.strip().strip("\"'") for item in listed[2].split(","))
    return "\n".join([f"**{listed[1]}**:", *(f"- {item}" for item in items if item)])


def _apart(text: str) -> str:
    """A key or a table ends the list above it, with or without the empty line Markdown wants."""
    lines = text.split("\n")
    begins = [
        line[:1].strip()
        and (line.startswith("#######") or _keyed(line)[0] or (line[0] == "|" and above[:1] != "|"))
        for above, line in pairwise(["", *lines])
    ]
    return "\n".join(f"\n{line}" if begin else line for begin, line in zip(begins, lines, strict=True))


@cache
def _parser() -> MarkdownIt:
    rules = MarkdownIt("commonmark", {"maxNesting": DEEPEST * 2}).enable(["table", "strikethrough"])
    return rules.disable("code")


class _Page:
    """A parsed text. Indented text is text here, and rows of three dashes are lines, as people mean them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.env: dict[str, Any] = {}
        self.parser = _parser()

    def parse(self) -> None:
        """Reads the text into its tree."""
        tokens = self.parser.parse(self.text, self.env)
        if any(token.level >= DEEPEST for token in tokens):
            raise UnreadableDocument(
                "its lists or quotes are nested too deeply: flatten them to two or three levels"
            )
        self.tree = SyntaxTreeNode(tokens)

    def blocks(self, nodes: list[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            yield from self.block(node)

    def block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """The blocks one node of the tree stands for."""
        if node.type == "heading":
            yield from self.heading(node)
        elif node.type == "paragraph":
            following = node.next_sibling
            listed = following is not None and following.type in ("bullet_list", "ordered_list")
            yield from _announced(list(self.paragraph(_source(node))), listed=listed)
        elif node.type in ("bullet_list", "ordered_list"):
            for item in node.children:
                yield self.item(item)
        elif node.type == "blockquote":
            yield from self.quote(node)
        elif node.type == "table":
            yield self.table(node)
        elif node.type == "hr":
            yield Block(Shape.RULE, "")
        else:
            yield from (Block(Shape.RAW, line) for line in self.raw(node).split("\n") if line.strip())

    def heading(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """A heading; a line somebody only drew dashes under stays what it is without them."""
        source = _source(node)
        if node.markup == "-" and ("\n" in source or _keyed(source)[0]):
            yield from self.paragraph(source)
            return
        text, extras = self.plain(source)
        yield Block(
            Shape.HEADING, f"{'#' * int(node.tag[1])} {source}", text, level=int(node.tag[1]), extras=extras
        )

    def paragraph(self, source: str, shape: Shape = Shape.TEXT) -> Iterator[Block]:
        """Texts and labels: every line that begins with a key begins a block of its own."""
        lines = source.split("\n")
        keys = [_keyed(line) for line in lines]
        begins = [
            bool(key) or (bool(above) and not value) or line.startswith("#######")
            for line, ((above, value), (key, _)) in zip(lines, pairwise([("", ""), *keys]), strict=True)
        ]
        for group in _grouped(lines, begins):
            if FOOTNOTE_TEXT.match(group):
                yield Block(Shape.RAW, group)
                continue
            if deep := DEEP_HEADING.match(group):
                yield Block(Shape.HEADING, group, self.plain(deep[2])[0], level=len(deep[1]))
                continue
            key, value = _keyed(group)
            text, extras = self.plain(value if key else group)
            plain_key = self.plain(key)[0].rstrip(":： ")
            yield Block(Shape.LABEL if plain_key else shape, group, text, plain_key, extras=extras)

    def item(self, node: SyntaxTreeNode) -> Block:
        """A list item with everything below it."""
        own, *below = list(self.blocks(node.children)) or [Block(Shape.RAW, "")]
        if own.shape not in (Shape.TEXT, Shape.LABEL):
            own, below = Block(Shape.RAW, ""), [own, *below]
        text = CHECKBOX.sub("", own.text)
        return Block(Shape.ITEM, self.raw(node), text, own.key, parts=tuple(below), extras=own.extras)

    def quote(self, node: SyntaxTreeNode) -> Iterator[Block]:
        """One block a quote: a line with quotation marks of its own begins a new one."""
        for child in node.children:
            if child.type != "paragraph":
                yield from (self.said_by(child) or self.block(child))
                continue
            lines = _source(child).split("\n")
            yield from self.quotes(lines)

    def quotes(self, lines: list[str]) -> Iterator[Block]:
        """The quotes of a paragraph."""
        begins = [line.startswith((*OPENING_QUOTE, *ATTRIBUTION)) for line in lines]
        for group in _grouped(lines, begins):
            text, extras = self.plain(group)
            yield Block(Shape.QUOTE, group, text, extras=extras)

    def group(self, kind: str, lines: list[str], *, listed: bool) -> Iterator[Block]:
        """The blocks of lines of one kind; `listed`: a list follows."""
        if kind == "list":
            yield from (self.simple_item(item) for item in items_of(lines))
        elif kind == "quote":
            yield from self.quotes(quoted(lines).split("\n"))
        else:
            yield from _announced(list(self.paragraph("\n".join(lines))), listed=listed)

    def simple_item(self, item: Item) -> Block:
        """An item with those below it."""
        own, *rest = self.paragraph(item.text)
        below = (*rest, *(self.simple_item(part) for part in item.parts))
        text = CHECKBOX.sub("", own.text)
        return Block(Shape.ITEM, "\n".join(item.lines), text, own.key, parts=below, extras=own.extras)

    def said_by(self, node: SyntaxTreeNode) -> list[Block]:
        """ "- Ana, ops admin" below a quote is no list: it says who spoke."""
        before = node.previous_sibling
        if node.type != "bullet_list" or len(node.children) != 1 or not before or before.type != "paragraph":
            return []
        item = self.item(node.children[0])
        return [] if item.parts else [Block(Shape.QUOTE, item.raw, f"— {item.words}", extras=item.extras)]

    def table(self, node: SyntaxTreeNode) -> Block:
        """A table, row by row as it was written."""
        rows = [[_source(cell) for cell in row.children] for part in node.children for row in part.children]
        return Block(Shape.TABLE, self.raw(node), parts=tuple(self.row(cells) for cells in rows))

    def row(self, cells: list[str]) -> Block:
        """A row of a table: the words of its cells, and what they leave out."""
        pieces = [[self.plain(line) for line in BREAK.split(cell)] for cell in cells]
        words = tuple("\n".join(text for text, _ in lines if text) for lines in pieces)
        extras = tuple(extra for lines in pieces for _, extras in lines for extra in extras)
        return Block(Shape.ITEM, "| " + " | ".join(cells) + " |", cells=words, extras=extras)

    def plain(self, source: str) -> tuple[str, tuple[str, ...]]:
        """The words of a piece of Markdown, and what they leave out: where links lead, images, tags."""
        if not MARKS.search(source):
            return one_line_of(source), ()
        extras: list[str] = []
        inline = self.parser.parseInline(FOOTNOTE.sub("", source), self.env)[0].children or []
        text = one_line_of("".join(_words(inline, extras)).replace("**", ""))
        return text, tuple(extras)

    def raw(self, node: SyntaxTreeNode) -> str:
        """The lines a node was written in."""
        first, last = node.map or (0, 0)
        return "\n".join(line.strip() for line in self.lines[first:last] if line.strip())

    def references(self) -> Iterator[Block]:
        """Where reference links lead; they stand apart from the text."""
        for name, reference in self.env.get("references", {}).items():
            yield Block(Shape.RAW, one_line_of(f"[{name.lower()}]: {reference['href']} {reference['title']}"))


def _announced(blocks: list[Block], *, listed: bool) -> list[Block]:
    """A word or two right above a list say what the list is of: "E — Emotions"."""
    last = blocks[-1] if blocks else None
    if (
        not last
        or not listed
        or last.shape is not Shape.TEXT
        or len(last.text.split()) > LONGEST_ANNOUNCEMENT
    ):
        return blocks
    if (
        not last.text
        or last.text.startswith(OPENING_QUOTE)
        or last.text.endswith((".", "!", "?", ",", ";", ":"))
    ):
        return blocks
    return [*blocks[:-1], replace(last, shape=Shape.LABEL, text="", key=last.text)]


def _source(node: SyntaxTreeNode) -> str:
    return "\n".join(child.content for child in node.children if child.type == "inline")


def _grouped(lines: list[str], begins: list[bool]) -> list[str]:
    """The lines joined to groups, each beginning where it is said to."""
    starts = [at for at, begin in enumerate(begins) if begin or at == 0]
    return ["\n".join(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]


def _keyed(source: str) -> tuple[str, str]:
    bold = BOLD_KEY.match(SIGNS_BEFORE.sub("", source, count=1))
    if bold and len(bold["key"]) <= LONGEST_KEY and "**" not in bold["key"]:
        ends = bool(bold["colon"]) or bold["key"].rstrip().endswith((":", "："))
        if ends or (
            not bold["value"].strip() and not bold["key"].rstrip().endswith((".", "!", ",", ";", '"', "”"))
        ):
            return bold["key"].strip(), bold["value"].strip()
        dashed = re.match(r"[-–—]\s+(.*)", bold["value"], re.DOTALL)
        if dashed and place_of(bold["key"]):
            return bold["key"].strip(), dashed[1]
    plain = PLAIN_KEY.match(source)
    return (plain["key"].strip(), plain["value"] or "") if plain and place_of(plain["key"]) else ("", "")


def _words(tokens: list[Token], extras: list[str]) -> Iterator[str]:
    links: list[tuple[str, list[str]]] = []
    struck: list[str] = []
    for token in tokens:
        if token.type == "html_inline" and (tag := STRIKING.match(token.content)):
            token.type = "s_close" if tag[1] else "s_open"
        if token.type == "s_close" and struck:
            extras.append(f"~~{''.join(struck)}~~")
            struck.clear()
        if token.type == "s_open":
            struck.append("")
            continue
        if struck and token.type != "s_close":
            struck.append(token.content)
            continue
        word = _word(token, extras)
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")) + " " + str(token.attrs.get("title", "")), []))
        elif token.type == "link_close" and links:
            target, inside = links.pop()
            if target.strip() != "".join(inside).strip():
                extras.append(one_line_of(f"{''.join(inside)}: {target}"))
        for _, inside in links:
            inside.append(word)
        yield word


def _word(token: Token, extras: list[str]) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "image":
        source, title = token.attrs.get("src", ""), token.attrs.get("title", "")
        extras.append(one_line_of(f"![{token.content}]({source}) {title}"))
        return ""
    if token.type == "html_inline":
        if not BARE_TAG.match(token.content):
            extras.append(token.content)
        return " " if token.content.startswith("<br") else ""
    return token.content if token.type in ("text", "code_inline") else ""
