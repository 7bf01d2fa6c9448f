"""A job story typed in one line: `/persona ops-admin job when … I want … so I can …`."""

import re
from dataclasses import dataclass

STORY = re.compile(
    r"(?P<who>(?:(?!\bwhen\b).)*?)\s*(?P<job>\bjob(?:[ -]story)?\b\s*[:\u2013\u2014-]?\s*)?"
    r"\b(?P<when>when\s.+?)[,;.]?\s+(?P<want>I\s+(?:want|need|would like)\s.+?)"
    r"(?:[,;.]?\s+so(?:\s+that)?,?\s+(?P<so>I\s+can\s.+?))?[.;]?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ToldJob:
    """Whose job it is, as typed, and the story as one sentence."""

    who: str
    story: str


def told_job(text: str) -> ToldJob | None:
    """The job story a text tells; None where it tells none."""
    told = STORY.fullmatch(" ".join(text.split()))
    if told is None or not (told["job"] or told["so"]):
        return None
    want = f"I{told['want'][1:]}"
    so = f"so I{told['so'][1:]}" if told["so"] else ""
    return ToldJob(told["who"], ", ".join(filter(None, (f"W{told['when'][1:]}", want, so))))
