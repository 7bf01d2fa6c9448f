"""HTML as Markdown: whole pages as wikis and word processors export them, and the tags people write into Markdown."""

import re
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SILENCE = """
script style head template noscript svg object nav footer button iframe ac:parameter ac:image
"""
SILENT = frozenset(SILENCE.split())
BREAK = """
p div section article header main aside figure figcaption center address dl dt dd form fieldset body html pre details
summary hr
"""
BREAKING = frozenset(BREAK.split())
BOLD = frozenset({"b", "strong"})
STRUCK = frozenset({"s", "del", "strike"})
# Google Docs says in a style sheet what is bold, and in the name of a list how deep it is.
BOLD_STYLE = re.compile(r"\.([\w-]+)\{[^}]*font-weight:\s*(?:bold|[6-9]00)")
DEPTH = re.compile(r"\blst-[\w-]+?-(\d)\b")
BLOCK_TAG = re.compile(
    r"^\s{0,3}</?(?:details|summary|table|h[1-6]|div|p|ul|ol|aside|section|center|article|figure)\b",
    re.IGNORECASE,
)
FENCE = re.compile(r"^\s*(?:```|~~~)")
HEADING = re.compile(r"^(#{1,6})\s")
DEEPEST = 200


def markdown_of(html: str) -> str:
    """A page of HTML as Markdown."""
    return _written(html, level=1, bold=frozenset(BOLD_STYLE.findall(html)))


def without_tags(text: str) -> str:
    """Markdown with the blocks of HTML in it as Markdown: `<details>` is a heading below the one above it."""
    if "<" not in text:
        return text
    lines, done, level, at = text.split("\n"), [], 0, 0
    fenced = False
    while at < len(lines):
        line = lines[at]
        fenced ^= bool(FENCE.match(line))
        if not fenced and BLOCK_TAG.match(line):
            end = _end(lines, at)
            chunk = _written("\n".join(lines[at:end]), level=level + 1, bold=frozenset())
            done.append(f"\n{chunk}\n")
            found = [len(mark) for mark in re.findall(r"^(#{1,6})\s", chunk, re.MULTILINE)]
            level = (
                found[0]
                if found and "<details" not in line.casefold() and "<summary" not in line.casefold()
                else level
            )
            at = end
            continue
        if not fenced and (heading := HEADING.match(line)):
            level = len(heading[1])
        done.append(line)
        at += 1
    return "\n".join(done)


def _end(lines: list[str], at: int) -> int:
    """Where a block of HTML ends: at an empty line, and a table at its closing tag."""
    closing = "</table>" if "<table" in lines[at].casefold() else ""
    for end in range(at, len(lines)):
        if closing and closing in lines[end].casefold():
            return end + 1
        if not closing and end > at and (not lines[end].strip() or HEADING.match(lines[end])):
            return end
    return len(lines)


def _written(html: str, *, level: int, bold: frozenset[str]) -> str:
    writer = _Writer(level=level, bold=bold)
    writer.feed(html)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Writes Markdown while it reads; entities are those of the standard, a document cannot define its own."""

    def __init__(self, *, level: int, bold: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.level, self.bold = level, bold
        self.lines: list[str] = []
        self.line = ""
        self.prefix = ""
        self.silent = 0
        self.lists: list[str] = []
        self.quotes = 0
        self.rows: list[list[str]] | None = None
        self.cell: list[str] | None = None
        self.marks: list[tuple[str, str]] = []

    def text(self) -> str:
        """All that has been written."""
        self.end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def end_line(self) -> None:
        words = " ".join(self.line.split())
        if words.replace("**", "").strip():
            self.lines += [f"{'> ' * self.quotes}{self.prefix}{words}"]
            self.lines += [] if self.lists else [""]
        self.line, self.prefix = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "")
        if tag in SILENT:
            self.silent += 1
        elif self.cell is not None and tag in BREAKING | {"br", "li"}:
            self.cell.append("\n")
        elif tag == "br":
            self.line += "\n" if self.prefix else " "
            self.end_line() if not self.prefix else None
        elif tag in HEADINGS or tag == "summary" or (tag == "p" and classes.split()[:1] == ["title"]):
            self.end_line()
            self.prefix = f"{'#' * (HEADINGS.get(tag, self.level if tag == 'summary' else 1))} "
        elif tag in ("ul", "ol"):
            self.end_line()
            depth = DEPTH.search(classes)
            self.lists += [tag] if not depth or len(self.lists) <= int(depth[1]) else []
            self.lists += [tag] * (int(depth[1]) + 1 - len(self.lists)) if depth else []
        elif tag == "li":
            self.end_line()
            self.prefix = (
                f"{'    ' * max(len(self.lists) - 1, 0)}{'1.' if self.lists[-1:] == ['ol'] else '-'} "
            )
        elif tag == "blockquote":
            self.end_line()
            self.quotes = min(self.quotes + 1, 3)
        elif tag == "img":
            self.words(
                f"![{given.get('alt', '')}]({given.get('src', '').split(' ')[0]})" if given.get("alt") else ""
            )
        else:
            self.start_other(tag, set(classes.split()))

    def start_other(self, tag: str, classes: set[str]) -> None:
        """Tables, bold and struck words, and what only ends a line."""
        if tag == "table":
            self.end_line()
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows is not None:
            self.cell = []
        elif tag in BREAKING and not (self.prefix and not self.line.strip()):
            self.end_line()
        mark = (
            "**" if tag in BOLD or (tag == "span" and classes & self.bold) else "~~" if tag in STRUCK else ""
        )
        if mark and len(self.marks) < DEEPEST and not self.prefix.startswith("#"):
            self.words(mark)
            self.marks.append((tag, mark))
        elif tag == "span" and any(mark[0] == "span" for mark in self.marks):
            self.marks.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(self.silent - 1, 0)
        elif self.marks and self.marks[-1][0] == tag:
            self.close_mark(self.marks.pop()[1])
        elif tag in ("td", "th") and self.cell is not None:
            self.end_cell()
        elif tag == "table":
            self.end_table()
        elif tag in ("ul", "ol"):
            self.end_line()
            self.lists = self.lists[:-1]
            self.lines += [] if self.lists else [""]
        elif tag == "blockquote":
            self.end_line()
            self.quotes = max(self.quotes - 1, 0)
        elif self.cell is None and (
            tag in HEADINGS or tag == "li" or (tag in BREAKING and self.line.strip())
        ):
            self.end_line()

    def close_mark(self, mark: str) -> None:
        """Marks stand at the words, not at the space behind them; a colon goes in front of the closing one."""
        if self.cell is not None:
            self.words(mark)
            return
        words = self.line.rstrip()
        self.line = (
            words[: -len(mark)] if mark and words.endswith(mark) else words + mark + self.line[len(words) :]
        )

    def end_cell(self) -> None:
        words = [" ".join(line.split()) for line in "".join(self.cell or []).split("\n")]
        text = "<br>".join(word for word in words if word.replace("**", "")).replace("|", "\\|")
        if self.rows is not None:
            self.rows = self.rows or [[]]
            self.rows[-1].append(text)
        self.cell = None

    def end_table(self) -> None:
        rows, self.rows = [row for row in self.rows or [] if any(row)], None
        if not rows:
            return
        width = max(map(len, rows))
        cells = [[*row, *[""] * (width - len(row))] for row in rows]
        written = [f"| {' | '.join(row)} |" for row in cells]
        self.lines += ["", written[0], f"|{' --- |' * width}", *written[1:], ""]

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words(data if self.cell is not None else re.sub(r"\s+", " ", data))

    def words(self, text: str) -> None:
        """Words to the cell or the line they stand in."""
        if self.cell is not None:
            self.cell.append(text)
        else:
            self.line += text
