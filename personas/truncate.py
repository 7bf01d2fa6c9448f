"""Where a text may be cut so that nothing is torn: between words, never inside what is seen as one sign."""

import re
import unicodedata

from personas.redaction import ENTITY

# A boundary further back than this would lose more than a torn word does.
WORD_MAX = 40
# A date, a name or a link as Slack's markup writes it: an opened one swallows what follows.
TOKEN = re.compile(r"<(?:[!@#]|https?://)[^<>]*>")
JOINER = "\u200d"
VARIATIONS = ("\ufe00", "\ufe0f")
SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
TAGS = ("\U000e0020", "\U000e007f")
FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")


def boundary(text: str, end: int) -> int:
    """The last place at or before `end` where the text may be cut; `end` lies within the text."""
    for whole in (*TOKEN.finditer(text), *ENTITY.finditer(text)):
        if whole.start() < end < whole.end():
            end = whole.start()
    if text[end : end + 1].isspace():
        return end
    space = max((place for place in range(max(0, end - WORD_MAX), end) if text[place].isspace()), default=-1)
    return space if space > 0 else _between_signs(text, end)


def _between_signs(text: str, end: int) -> int:
    while end > 0 and _is_one_sign(text, end):
        end -= 1
    return end


def _is_one_sign(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place are seen as one."""
    after, before = text[place : place + 1], text[place - 1]
    if after and (unicodedata.combining(after) or unicodedata.category(after).startswith("M")):
        return True
    if JOINER in (after, before) or any(_in(after, marks) for marks in (VARIATIONS, SKIN_TONES, TAGS)):
        return True
    return _in(after, FLAG_LETTERS) and _flag_letters_before(text, place) % 2 == 1


def _flag_letters_before(text: str, place: int) -> int:
    start = place
    while start > 0 and _in(text[start - 1], FLAG_LETTERS):
        start -= 1
    return place - start


def _in(sign: str, span: tuple[str, str]) -> bool:
    return bool(sign) and span[0] <= sign <= span[1]
