"""Slack's kinds of text as words: each is decoded once, by its own rules.

In `mrkdwn` (and in a message's `text`) Slack escapes `&`, `<` and `>` and writes links, people and days in angle brackets;
rich text and plain text stand there as they read; a `markdown` block is Markdown as its app wrote it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

ENTITY = re.compile(r"&(?:amp|lt|gt);")
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
ANGLED = re.compile(r"<(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
DAY = re.compile(r"!date\^(?P<seconds>\d+)\^(?P<format>[^^|]*)(?:\^[^|]*)?")
FENCE = "```"
# Bold, italics and a strike, one in another.
MARKS_NESTED = 3
# Marks of bold, italics and strikes stand at the edges of words; inside of them they are signs like any other.
MARKED = re.compile(r"(?<![\w*~_`])(?P<mark>[*_~])(?=\S)(?P<words>[^*\n]{0,400}?[^\s*])(?P=mark)(?![\w*~])")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*(?![\w*])")
QUOTE = re.compile(r"(?:&gt;|>)+ ?")

HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*")
MARKDOWN_LINK = re.compile(
    r"!?\[(?P<label>[^\]\[]{0,400})\]\(\s*<?(?P<url>[^\s()<>]{1,2000})>?(?:\s+\"[^\"]*\")?\s*\)"
)
AUTOLINK = re.compile(r"<(?P<url>https?://[^\s<>]+)>")
MARKDOWN_MARKS = (
    re.compile(r"(\*\*\*|___)(?=\S)(.{1,400}?)(?<=\S)\1"),
    re.compile(r"(\*\*|__|~~)(?=\S)(.{1,400}?)(?<=\S)\1"),
    re.compile(r"(?<![\w*])(\*)(?=\S)([^*\n]{1,400}?)(?<=\S)\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_)(?=\S)([^_\n]{1,400}?)(?<=\S)\1(?![\w_])"),
)
BULLET = re.compile(r"^(\s*)[-*+]\s+(?:\[[ xX]\]\s+)?")
RULE = re.compile(r"\s*(?:[-*_]\s*){3,}|\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!~>|-])")

DAY_TOKENS: Mapping[str, str] = {
    "{date_num}": "%Y-%m-%d",
    "{date_slash}": "%d/%m/%Y",
    "{date_long}": "%A, %B %-d, %Y",
    "{date_long_full}": "%B %-d, %Y",
    "{date}": "%B %-d",
    "{date_short}": "%b %-d, %Y",
    "{time_secs}": "%H:%M:%S",
    "{time}": "%H:%M",
    "{day_divider_pretty}": "%A, %B %-d, %Y",
    "{ago}": "%b %-d, %Y",
}
LATEST = 4_102_444_800


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words, with the links in it (label, address), the bold words it begins with, and whether it is quoted."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    bold: str = ""
    quoted: bool = False
    heading: bool = False
    bolds: tuple[str, ...] = ()


def mrkdwn(text: str) -> list[Line]:
    """The lines of a `mrkdwn` text."""
    return list(_mrkdwn_lines(text.replace("\0", "")))


def plain(text: str) -> list[Line]:
    """The lines of a plain text: they say what they say."""
    return [Line(line) for line in text.replace("\0", "").splitlines()]


def markdown(text: str) -> list[Line]:
    """The lines of Markdown without its marks."""
    return list(_markdown_lines(text.replace("\0", "")))


def day_words(seconds: object, form: str, fallback: str = "") -> str:
    """A day as Slack would show it to somebody in London, where its app gave no words for it."""
    if fallback or not isinstance(seconds, int | float) or not 0 <= seconds < LATEST:
        return fallback
    moment = datetime.fromtimestamp(seconds, UTC)
    words = form.replace("_pretty}", "}") if "{day_divider" not in form else form
    for token, pattern in DAY_TOKENS.items():
        words = words.replace(token, moment.strftime(pattern)) if token in words else words
    return words or moment.strftime(DAY_TOKENS["{date_short}"])


def _mrkdwn_lines(text: str) -> Iterator[Line]:
    is_code = False
    for line in text.splitlines():
        if line.strip() == FENCE:
            is_code = not is_code
            continue
        fences = line.count(FENCE)
        yield _mrkdwn_line(line.replace(FENCE, ""), is_code=is_code or fences > 0)
        is_code ^= fences % 2 == 1


def _mrkdwn_line(line: str, *, is_code: bool) -> Line:
    quote = None if is_code else QUOTE.match(line)
    words = line[quote.end() :] if quote else line
    bolds = tuple(_decoded(_unmarked(bold), []) for bold in BOLD.findall(words))
    begins = bolds[0] if BOLD.match(words.strip()) else ""
    links: list[tuple[str, str]] = []
    marked = words if is_code else _unmarked(words)
    said = _decoded(marked, links)
    return Line(said, tuple(links), begins, quoted=bool(quote), bolds=bolds)


def _unmarked(words: str) -> str:
    """The words without marks; what stands in code or in angle brackets keeps its signs."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(found[1] if found.re is CODE else found[0])
        return f"\0{len(kept) - 1}\0"

    words = CODE.sub(aside, ANGLED.sub(aside, words))
    for _ in range(MARKS_NESTED):
        words = MARKED.sub(lambda found: found["words"], words)
    while "\0" in words:
        words = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], words)
    return words


def _decoded(words: str, links: list[tuple[str, str]]) -> str:
    """Angle brackets as they read, then the three signs that are escaped."""

    def read(found: re.Match[str]) -> str:
        target, label = found["target"], found["label"] or ""
        for begins, words_of in _TARGETS.items():
            if target.startswith(begins):
                return words_of(target, label, found[0])
        address = _entities(re.sub(r"^(?:mailto|tel):", "", target))
        plainly = label in {"", target, address, re.sub(r"^https?://", "", target)}
        links.append((_entities(address if plainly else label), _entities(target)))
        return address if plainly else label

    return _entities(ANGLED.sub(read, words))


def _entities(text: str) -> str:
    return ENTITY.sub(lambda found: ENTITIES[found[0]], text)


def _command(target: str, label: str, whole: str) -> str:
    """`<!here>`, `<!date^…>`, `<!subteam^…>`."""
    if target.startswith("!subteam"):
        return whole
    if found := DAY.fullmatch(target):
        return day_words(int(found["seconds"]), found["format"], label)
    return label or f"@{target[1:].partition('^')[0]}"


# What stands in angle brackets, by its first sign; people, teams and channels without a name are left for `mask`.
_TARGETS: Mapping[str, Callable[[str, str, str], str]] = {
    "@": lambda _, __, whole: whole,
    "#": lambda target, label, _: f"#{label}" if label else f"<{target}>",
    "!": _command,
}


def _markdown_lines(text: str) -> Iterator[Line]:
    is_code = False
    for line in text.splitlines():
        if line.strip().startswith(FENCE):
            is_code = not is_code
        elif is_code:
            yield Line(line)
        elif not RULE.fullmatch(line) or not line.strip():
            yield _markdown_line(line)


def _markdown_line(line: str) -> Line:
    quote, heading = QUOTE.match(line), HEADING.fullmatch(line)
    words = heading[1] if heading else line[quote.end() :] if quote else BULLET.sub(r"\1• ", line)
    if words.strip().startswith("|") and words.strip().endswith("|"):
        words = " | ".join(cell.strip() for cell in words.strip().strip("|").split("|"))
    links = [(each["label"], each["url"]) for each in MARKDOWN_LINK.finditer(words)]
    links += [(each["url"], each["url"]) for each in AUTOLINK.finditer(words)]
    bold = re.match(r"\s*(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1", words)
    said = AUTOLINK.sub(r"\g<url>", MARKDOWN_LINK.sub(r"\g<label>", words))
    for marks in MARKDOWN_MARKS:
        said = marks.sub(r"\2", said)
    said = ESCAPED.sub(r"\1", CODE.sub(r"\1", said))
    return Line(said, tuple(links), bold[2] if bold else "", quoted=bool(quote), heading=bool(heading))
