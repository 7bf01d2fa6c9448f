"""What makes a claim specific: how many of how many, how one would see it, what it is for."""

import re

MANY = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|all)"
N_OF_M = re.compile(
    rf"\b{MANY}\s*(?:(?:out\s+)?of|in|/)\s*(?:the\s+|our\s+|these\s+)?(?:last\s+|first\s+)?{MANY}\b",
    re.IGNORECASE,
)
SO_I_CAN = re.compile(
    r"\bso(?: that)?,? (?:i|we|she|he|they|you|it|the \w+|nobody|my \w+|our \w+)\b", re.IGNORECASE
)
NUMBER_OR_TIME = re.compile(
    r"\d|%|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|once|twice|minutes?"
    r"|hours?|days?|weeks?|months?"
    r"|sitting|today|tomorrow|overnight|same day|before (?:the|her|his|their)|by (?:noon|lunch"
    r"|friday|monday|day))\b",
    re.IGNORECASE,
)
ACT = re.compile(
    r"\b(?:sends?|sent|opens?|opened|finish\w*|invites?|invited|exports?|exported|shares?"
    r"|shared|logs? in|logged in"
    r"|complet\w+|present(?:s|ed)?|answers?|answered|renews?|renewed|signs?|signed|publish\w*"
    r"|connects?|connected"
    r"|returns?|returned|comes? back|replies|replied|books?|deletes?|closes?|closed|submits?"
    r"|submitted|prints?|shows?"
    r"|asks? (?:nobody|no one|for)|stops? (?:asking|calling|writing)|no (?:longer|ticket|call"
    r"|help)|without (?:help|asking"
    r"|a call|calling|training|support|leaving|opening)|on the first (?:try|attempt|day)"
    r"|by (?:herself|himself|themselves))\b",
    re.IGNORECASE,
)

COUNT_ASKED = "How many people, out of how many? For example \u201c4 of the last 6 stopped at the integration step\u201d."
MEASURE_ASKED = (
    "How would one see it? Give a number, a time or an act, like \u201csends it in five minutes\u201d."
)
OUTCOME_ASKED = "What is it for? End with \u201cso I can \u2026\u201d, so that one sees when it is done."


def count_missing(text: str) -> str | None:
    """Asks how many of how many, where nobody says."""
    return None if N_OF_M.search(text) else COUNT_ASKED


def measure_missing(text: str) -> str | None:
    """Asks how one would see it, where there is no number, no time and no act."""
    return None if NUMBER_OR_TIME.search(text) or ACT.search(text) else MEASURE_ASKED


def outcome_missing(text: str) -> str | None:
    """Asks what it is for, where the job has no end."""
    return None if SO_I_CAN.search(text) else OUTCOME_ASKED
