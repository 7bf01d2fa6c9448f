"""Characters that nobody sees: some turn the words around them around, some are commands to a terminal."""

import re

_TURNING = ((0x202A, 0x202E), (0x2066, 0x206F))
# Commands to a terminal, but for the tab and the new line.
_COMMANDS = ((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F))
_EMPTY = ((0x180E, 0x180E), (0x200B, 0x200B), (0x2060, 0x2064), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB))
# What words need where they are read by people: marks of direction, the soft hyphen, the tags of an emoji.
_MARKS = ((0xAD, 0xAD), (0x61C, 0x61C), (0x200E, 0x200F), (0x2028, 0x2029), (0xE0000, 0xE007F))

_DROPPED = (*_TURNING, *_COMMANDS, *_EMPTY)
_NOTHING = {code: None for first, last in _DROPPED for code in range(first, last + 1)}
_UNSEEN = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in (*_DROPPED, *_MARKS))}]")


def without_control_characters(text: str) -> str:
    """The text as people read it in Slack; joiners, which words and emoji are made with, stay."""
    return text.translate(_NOTHING)


def with_visible_control_characters(text: str) -> str:
    r"""The text as a terminal or a log may show it: `\u202e` where there was such a character."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
