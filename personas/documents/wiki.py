"""Pages of wikis and of AsciiDoc as Markdown: headings, lists, bold words, quotes, links and tables."""

import re
from collections.abc import Callable, Iterator

JIRA_HEADING = re.compile(r"^h([1-6])\.\s*(.+)$")
MEDIAWIKI_HEADING = re.compile(r"^(={1,6})\s*([^=\n].*?)\s*\1\s*$")
ASCIIDOC_HEADING = re.compile(r"^(={1,6})\s+(\S.*?)\s*$")
ITEM = re.compile(r"^\s*([*#\-]+)\s+(.*)$")


def looks_like(text: str) -> str:
    """Which markup a text without a telling name is written in; empty for Markdown."""
    lines = text.split("\n")
    if any(JIRA_HEADING.match(line) for line in lines):
        return "jira"
    if any(re.match(r"^#{1,6}\s", line) for line in lines):
        return ""
    if any(MEDIAWIKI_HEADING.match(line) for line in lines):
        return "mediawiki"
    return "asciidoc" if any(ASCIIDOC_HEADING.match(line) for line in lines) else ""


def markdown_of(text: str, markup: str) -> str:
    """A page in one of these markups as Markdown."""
    return "\n".join(MARKUPS[markup](text))


def _jira(text: str) -> Iterator[str]:
    quoted = False
    text = re.sub(r"\{(?:panel|color|anchor|toc|expand|info|note|tip|warning|noformat|code)[^}]*\}", "", text)
    for line in text.split("\n"):
        if line.strip() == "{quote}":
            quoted = not quoted
        elif heading := JIRA_HEADING.match(line):
            yield from ("", f"{'#' * int(heading[1])} {_jira_words(heading[2])}", "")
        elif line.startswith("bq. "):
            yield from ("", f"> {_jira_words(line[4:])}", "")
        elif line.startswith("||"):
            yield from _header(line.strip("| ").split("||"), _jira_words)
        elif line.startswith("|"):
            yield f"| {' | '.join(_jira_words(cell.strip()) for cell in line.strip().strip('|').split('|'))} |"
        elif re.fullmatch(r"-{4,}", line.strip()):
            yield ""
        else:
            yield ("> " if quoted and line.strip() else "") + _item(line, _jira_words)


def _jira_words(text: str) -> str:
    text = re.sub(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)", r"**\1**", text)
    text = re.sub(r"(?<!\w)-(\S(?:[^\n]*?\S)?)-(?!\w)", r"~~\1~~", text)
    text = re.sub(r"\[([^|\]\n]+)\|([^\]\n]+)\]", r"[\1](\2)", text)
    return text.replace("{{", "`").replace("}}", "`").replace("\\\\", "<br>")


def _mediawiki(text: str) -> Iterator[str]:
    rows: list[list[str]] | None = None
    for line in re.sub(r"<!--.*?-->|__\w+__", "", text, flags=re.DOTALL).split("\n"):
        if line.startswith("{|"):
            rows = []
        elif rows is not None:
            if line.startswith("|}"):
                yield from _rows(rows)
                rows = None
            else:
                _row(rows, line)
        elif heading := MEDIAWIKI_HEADING.match(line):
            yield from ("", f"{'#' * len(heading[1])} {_mediawiki_words(heading[2])}", "")
        elif definition := re.match(r"^;\s*([^:]+?)\s*(?::\s*(.*))?$", line):
            yield from ("", f"**{definition[1]}**: {_mediawiki_words(definition[2] or '')}")
        elif line.startswith(":"):
            yield _mediawiki_words(line.lstrip(": "))
        else:
            yield _item(line, _mediawiki_words)


def _row(rows: list[list[str]], line: str) -> None:
    if line.startswith("|-"):
        rows.append([])
    elif line.startswith(("!", "|")) and not line.startswith("|+"):
        cells = re.split(r"\|\||!!", line[1:])
        rows += [] if rows else [[]]
        rows[-1].extend(_mediawiki_words(cell.split("|")[-1].strip()) for cell in cells)


def _mediawiki_words(text: str) -> str:
    text = text.replace("'''", "**").replace("''", "*")
    text = re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]+)\]\]", r"\1", text)
    text = re.sub(r"\[(https?://\S+) ([^\]]+)\]", r"[\2](\1)", text)
    return re.sub(r"\{\{[^{}]*\}\}|</?(?:ref|nowiki|small)[^>]*>", "", text)


def _asciidoc(text: str) -> Iterator[str]:
    rows: list[list[str]] | None = None
    quoted = False
    for line in text.split("\n"):
        if line.strip() == "|===":
            if rows is not None:
                yield from _rows(_wide(rows))
            rows = None if rows is not None else []
        elif rows is not None:
            cells = [_asciidoc_words(cell.strip()) for cell in line.split("|")[1:]]
            rows += [cells] if cells else []
        elif line.strip() == "____":
            quoted = not quoted
            yield ""
        elif heading := ASCIIDOC_HEADING.match(line):
            yield from ("", f"{'#' * len(heading[1])} {_asciidoc_words(heading[2])}", "")
        elif re.match(r"^(?:\[[^\]]*\]|:[\w-]+:.*|//.*|'''|<<<)\s*$", line):
            yield ""
        elif term := re.match(r"^(\S[^:]*)::\s*(.*)$", line):
            yield from ("", f"**{term[1]}**: {_asciidoc_words(term[2])}")
        elif titled := re.match(r"^\.(\w.*)$", line):
            yield from ("", f"**{titled[1]}**", "")
        else:
            yield ("> " if quoted and line.strip() else "") + _item(line, _asciidoc_words)


def _asciidoc_words(text: str) -> str:
    text = re.sub(r"(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])", r"**\1**", text)
    text = re.sub(r"\[line-through\]#([^#]+)#", r"~~\1~~", text)
    return re.sub(r"(https?://[^\s\[]+)\[([^\]]*)\]", r"[\2](\1)", text)


def _wide(rows: list[list[str]]) -> list[list[str]]:
    """Rows whose cells stand on lines of their own, as wide as the header is."""
    width = len(rows[0]) if rows else 0
    if not width or all(len(row) == width for row in rows):
        return rows
    cells = [cell for row in rows[1:] for cell in row]
    return [rows[0], *(cells[at : at + width] for at in range(0, len(cells), width))]


def _item(line: str, words: Callable[[str], str]) -> str:
    """An item of a list: how many signs it begins with is how deep it stands."""
    item = ITEM.match(line)
    if not item:
        return words(line)
    sign = "1." if item[1][-1] == "#" else "-"
    return f"{'    ' * (len(item[1]) - 1)}{sign} {words(item[2])}"


def _rows(rows: list[list[str]]) -> Iterator[str]:
    filled = [row for row in rows if row]
    for at, row in enumerate(filled):
        yield from _header(row, str) if at == 0 else [f"| {' | '.join(row)} |"]
    yield ""


def _header(cells: list[str], words: Callable[[str], str]) -> Iterator[str]:
    yield from ("", f"| {' | '.join(words(cell.strip()) for cell in cells)} |", f"|{' --- |' * len(cells)}")


MARKUPS: dict[str, Callable[[str], Iterator[str]]] = {
    "jira": _jira,
    "mediawiki": _mediawiki,
    "asciidoc": _asciidoc,
}
