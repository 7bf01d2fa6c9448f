"""M4: a decision that still rests on nothing three working days after it was logged."""

from collections.abc import Sequence
from datetime import date, datetime

from personas.decision import Grounds, Validity
from personas.hours import after_working_days, local_day
from personas.rules.rule import Answer, Effect, Rule, Settled, Way, Words
from personas.rules.subject import DecisionSubject

WORKING_DAYS = 3
ENDED = {Validity.REVERSED: Settled.REVERSED, Validity.SUPERSEDED: Settled.SUPERSEDED}
GROUNDED = {Grounds.EVIDENCE: Settled.LINKED, Grounds.JUDGEMENT: Settled.JUDGEMENT}


def _since(subject: DecisionSubject) -> datetime | None:
    decision = subject.decision
    return decision.logged_at if decision.stands and decision.grounds is Grounds.OPEN else None


def _ripe_on(_: DecisionSubject, since: datetime, tz: str) -> date:
    return local_day(after_working_days(since, tz, WORKING_DAYS), tz)


def _to(subject: DecisionSubject) -> tuple[str, ...]:
    return (subject.decision.logger,)


def _settled(subject: DecisionSubject) -> Settled:
    decision = subject.decision
    return ENDED.get(decision.validity) or GROUNDED.get(decision.grounds, Settled.GONE)


def _lacks(_: DecisionSubject, __: int) -> str:
    return "no evidence yet"


def _words(subject: DecisionSubject, _: int) -> Words:
    served = tuple(ref.name for ref in subject.decision.served)
    return Words(
        "*{label}* names {served} but no evidence yet. {offer}",
        {"label": subject.label, "served": served or "nobody", "offer": _offer(subject)},
        quotes=tuple((piece.label, piece.text) for piece in subject.candidates),
    )


def _offer(subject: DecisionSubject) -> str:
    found = [piece.label for piece in subject.candidates]
    if not found:
        return "The record holds nothing about them yet."
    lead = "One candidate" if len(found) == 1 else "Two candidates"
    return f"{lead} from the record: {', '.join(found)}."


def _why(subjects: Sequence[DecisionSubject]) -> Words:
    whose = "its" if len(subjects) == 1 else "their"
    labels = tuple(subject.label for subject in subjects)
    return Words(f"you logged {{labels}} and left {whose} evidence open", {"labels": labels})


def _ways(subject: DecisionSubject) -> tuple[Way, ...]:
    label = subject.label
    return (
        *(
            Way(label=f"Link {piece.label}", answer="link", choice=str(piece.id))
            for piece in subject.candidates
        ),
        Way(label="Link other" if subject.candidates else "Link evidence", form="decision_link"),
        Way(label="It's a judgement call", answer="judgement"),
        Way(label=f"Open {label}", command=label),
        Way(label="Take it back", form="decision_reverse", at_home=False),
    )


UNCITED = Rule(
    id="M4",
    subject=DecisionSubject,
    explained="an active decision that rests on nothing yet, three working days after it was logged; to who logged it",
    one="decision",
    many="decisions",
    where={"grounds": Grounds.OPEN},
    since=_since,
    ripe_on=_ripe_on,
    to=_to,
    to_column="logger",
    rhythm=(0, 7),
    settled=_settled,
    lacks=_lacks,
    headline="no evidence yet",
    words=_words,
    why=_why,
    ways=_ways,
    answers={
        "link": Answer(Effect.LINK, Settled.LINKED),
        "judgement": Answer(Effect.JUDGE, Settled.JUDGEMENT),
        "reverse": Answer(Effect.REVERSE, Settled.REVERSED),
    },
    at_home_at_once=True,
)
