"""M1: a persona nothing new was heard of for its interval."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from personas.evidence import COUNTED, SAID
from personas.hours import local_day
from personas.rules.rule import Answer, Effect, Rule, Settled, Way, Words
from personas.rules.subject import PersonaSubject


def _since(subject: PersonaSubject) -> datetime | None:
    """Its newest evidence, confirmation or beginning; a retired one waits for nothing."""
    persona = subject.persona
    known = filter(None, (subject.heard_at, persona.verified_at, persona.created_at))
    return None if persona.retired_at else max(known, default=None)


def _ripe_on(subject: PersonaSubject, since: datetime, tz: str) -> date:
    return local_day(since + timedelta(days=subject.persona.interval_days), tz)


def _to(subject: PersonaSubject) -> tuple[str, ...]:
    """Its steward, else who edited it last, else who installed the app."""
    return (subject.persona.steward, subject.persona.edited_by, subject.installer)


def _settled(subject: PersonaSubject) -> Settled:
    if subject.persona.retired_at:
        return Settled.RETIRED
    return Settled.TRUE if _is_confirmed(subject) else Settled.EVIDENCE


def _is_confirmed(subject: PersonaSubject) -> bool:
    return subject.persona.verified_at is not None and _since(subject) == subject.persona.verified_at


def _lacks(subject: PersonaSubject, days: int) -> str:
    """Since when nothing was heard, and of whom never."""
    gap = _gap(subject)
    return f"{_heard(subject, days)}{f'; {gap}' if gap else ''}"


def _heard(subject: PersonaSubject, days: int) -> str:
    waited = f"{days} day" if days == 1 else f"{days} days"
    if _is_confirmed(subject):
        return f"confirmed {waited} ago, nothing new since"
    backing = subject.persona.backing
    if not backing.pieces and not backing.hidden:
        return f"no evidence yet, {waited} after it was written"
    return f"nothing new for {waited}"


def _gap(subject: PersonaSubject) -> str:
    """The kind of source that was never heard."""
    heard = {tally.source for tally in subject.persona.backing.tallies if tally.pieces}
    if not heard:
        return ""
    if not heard & COUNTED:
        return "never heard from support"
    return "" if heard & SAID else "never heard in their own words"


def _words(subject: PersonaSubject, days: int) -> Words:
    text = "*{name}*: {lacks}. Smallest step: one ticket or one question."
    return Words(text, {"name": subject.label, "lacks": _lacks(subject, days)})


def _why(subjects: Sequence[PersonaSubject]) -> Words:
    days = sorted({subject.persona.interval_days for subject in subjects})
    ask = "asks" if len(subjects) == 1 else "ask"
    return Words(
        f"you look after {{names}}, which {ask} for something new every {{interval}} days",
        {
            "names": tuple(subject.label for subject in subjects),
            "interval": " to ".join(str(each) for each in dict.fromkeys((days[0], days[-1]))),
        },
    )


def _ways(subject: PersonaSubject) -> tuple[Way, ...]:
    slug = subject.persona.slug
    return (
        Way(label="Nothing new, still true", answer="true"),
        Way(label="Ask users", command=f"pulse {slug}"),
        Way(label="Add evidence", command=f"{slug} add"),
    )


AGEING = Rule(
    id="M1",
    subject=PersonaSubject,
    explained="a persona without new evidence for its interval; to its steward, else who edited it last, else who"
    " installed the app",
    one="persona",
    many="personas",
    since=_since,
    ripe_on=_ripe_on,
    to=_to,
    rhythm=(0, 7, 21),
    settled=_settled,
    lacks=_lacks,
    headline="nothing new lately",
    words=_words,
    why=_why,
    ways=_ways,
    answers={"true": Answer(Effect.VERIFY, Settled.TRUE)},
    snoozes=True,
)
