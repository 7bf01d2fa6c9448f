"""A persona's own emoji: the name Slack sends for it, whichever way somebody wrote it, or why it can't be one."""

import re
from functools import cache
from importlib.resources import files

from personas.filing import CARD_INDEX, OUR_MARKS, plain_emoji

NAME_MAX = 80
OURS = OUR_MARKS | {CARD_INDEX, "scales"}
# People put these on messages for reasons of their own: each would file evidence.
COMMON = """
+1 -1 100 ballot_box_with_check bow clap cry disappointed exclamation fire grin grinning hand heart heart_eyes
heavy_check_mark heavy_plus_sign hourglass_flowing_sand hugging_face joy laughing man-shrugging memo muscle ok
ok_hand open_mouth partying_face point_up pray question raised_hand raised_hands relaxed rocket
rolling_on_the_floor_laughing saluting_face shrug slightly_smiling_face smile smiley smirk sob sparkles
speech_balloon star sunglasses sweat_smile tada thinking_face v warning wave woman-shrugging x
"""
_COMMON = frozenset(COMMON.split())
NAME = re.compile(r"[\w+'-]+")
SHORTCODE = re.compile(rf":{NAME.pattern}:(?::?skin-tone-\d:)?")
VARIATION = "\ufe0f"
SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")


class UnusableEmoji(ValueError):
    """The text is no emoji that can stand for a persona; the message is a sentence for the person who wrote it."""


class Emoji(str):
    """The name of an emoji as Slack sends it ("older_woman"); empty for none."""

    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> "Emoji":
        """Read ":older_woman:", "older_woman" or "👵". Raises `UnusableEmoji`."""
        typed = text.strip()
        name = plain_emoji(typed.strip()).casefold()
        drawn, primary = _names()
        name = drawn.get(SKIN.sub("", typed).replace(VARIATION, ""), primary.get(name, name))
        if problem := _problem(typed, name):
            raise UnusableEmoji(problem)
        return cls(name)


def is_shortcode(text: str) -> bool:
    """Whether a text is an emoji as one types it: ":older_woman:"."""
    return SHORTCODE.fullmatch(text) is not None


def _problem(typed: str, name: str) -> str:
    if not name:
        return ""
    if name in OURS:
        return f":{name}: is one of my own marks. Choose another emoji."
    if name in _COMMON:
        return f"People put :{name}: on messages for other reasons. Choose a rarer emoji."
    if not NAME.fullmatch(name) or not (name.isascii() or name.isalnum()) or len(name) > NAME_MAX:
        return (
            f"“{typed[:30]}” is no emoji I know. Type the name that Slack shows for it, like :older_woman:."
        )
    return ""


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Slack's name for each drawn emoji, and for each of its other names. From iamcal/emoji-data (MIT)."""
    drawn, primary = {}, {}
    for line in files("personas").joinpath("emoji_names.txt").read_text("utf-8").splitlines():
        code, name, *others = line.split()
        drawn["".join(chr(int(point, 16)) for point in code.split("-"))] = name
        primary.update(dict.fromkeys(others, name))
    return drawn, primary
