"""How a line of a document reads as a claim: without its bullets, its marks and what is no longer said."""

import re
import unicodedata

from personas.documents.draft import one_line_of, unquoted

SHORTCODE = re.compile(r"^:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:\s*", re.IGNORECASE)
BULLETS = frozenset("→⇒•◦‣▪▫–—\ufe0f\u200d")
# Beyond it, a modifier is a skin colour, not an accent.
LAST_PLAIN = 0xFFFF
STRUCK = re.compile(r"~~.+?~~", re.DOTALL)
LISTED = re.compile(r"^\s*(?:[-*+•>|]|\d+[.)])*\s*")
BRACKETED = re.compile(r"\([^()]*\)")
MARKED = re.compile(
    r"^(?P<quote>[\"“„«‘'].+[\"”“»’'][.,;]?)\s*"
    r"(?:(?:[-–—]+|,)\s*(?P<by>[^\"“”]{2,80})|[(\[](?P<source>[^()\[\]]{1,80})[)\]])$"
)
SPOKEN = re.compile(r"^(?P<quote>.{8,}[.!?…])\s*[—–]\s*(?P<by>[^\W\d_a-zà-ÿ][^.!?]{1,60})$")


def cleaned(text: str) -> str:
    """The sentence without emoji and arrows that stand for a bullet; signs alone stay what they are."""
    plain = one_line_of(text)
    rest = plain
    while rest:
        code = SHORTCODE.match(rest)
        if not code and not _is_sign(rest[0]):
            break
        rest = rest[code.end() :] if code else rest[1:].lstrip()
    return rest if re.search(r"\w", rest) else plain


def is_struck(raw: str) -> bool:
    """Whether somebody has struck the line through: what is left beside it is at most a bracket."""
    if "~~" not in raw and "<del>" not in raw:
        return False
    left = BRACKETED.sub(
        "", STRUCK.sub("", LISTED.sub("", raw, count=1).replace("<del>", "~~").replace("</del>", "~~"))
    )
    return not re.search(r"\w", left)


def spoken(text: str) -> tuple[str, str]:
    """Somebody's words without their quotation marks, and who said them or where they are from."""
    text = cleaned(text)
    if marked := MARKED.match(text):
        return unquoted(marked["quote"].rstrip(".,;") if marked["quote"][-1] in ".,;" else marked["quote"]), (
            marked["by"] or marked["source"]
        ).strip()
    if said := SPOKEN.match(text):
        return unquoted(said["quote"]), said["by"].strip()
    return unquoted(text), ""


def is_quoted(text: str) -> bool:
    """Whether a text is somebody's words by its marks, with or without whose they are."""
    plain = cleaned(text)
    return unquoted(plain) != plain or bool(MARKED.match(plain))


def _is_sign(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return letter in BULLETS or kind == "So" or (kind == "Sk" and ord(letter) > LAST_PLAIN)
