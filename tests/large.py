"""A large workspace, written in bulk, and what people ask there: for tests of plans and for the bench."""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from handlers import commands
from handlers.call import Call, UserError
from personas.decision import Grounds, Validity
from personas.evidence import Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from storage import tables
from storage.store import Store

TENANT, USER, CHANNEL = "T0DEMO", "U0MARA", "C0ONBOARD"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PERSONAS, PIECES, DECISIONS, PAGE = 200, 20_000, 5_000, 5_000
WORDS, WORDS_A_PIECE = 20_000, 14
SIDES = (
    Facet.JOB, Facet.FIRST, Facet.STUCK, Facet.STUCK, Facet.RISK, Facet.OWNS, Facet.SUCCESS, Facet.WORDS,
)  # fmt: skip
SYLLABLES = (
    "ba",
    "co",
    "den",
    "fi",
    "gu",
    "hal",
    "ji",
    "ka",
    "lo",
    "mer",
    "nu",
    "pi",
    "ro",
    "sta",
    "tri",
    "ver",
    "ing",
)
SOURCES = (Source.INTERVIEW, Source.TICKET, Source.SALES_CALL, Source.METRIC)
# What only reads, as people type it.
ASKED = {
    "a card": "persona-7",
    "list": "list",
    "first": "first",
    "who approves": "who approves the budget",
    "proof": "proof",
    "decisions": "decisions",
    "a decision": "D-17",
    "decisions of a persona": "persona-1 decisions",
    "evidence of a persona": "persona-1 evidence",
    "chain": "persona-1 chain",
    "my data": "my data",
    "search, a word that is rare": "find rarest",
    "search, a word that is common": "find common",
    "search, two words": "find common export",
    "search, nothing found": "find nowhere",
}


def fill(
    store: Store,
    *,
    personas: int = PERSONAS,
    pieces: int = PIECES,
    decisions: int = DECISIONS,
    first: int = 0,
) -> None:
    """Write a workspace in bulk; its words are as frequent as words are."""
    said = _sentences()
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person(USER, "Mara", tz="Europe/Berlin"), NOW)
        for number in range(first, first + personas):
            tx.personas.create(_persona(number, said), by=USER, at=NOW)
    _insert(store, tables.Evidence, (_piece(number, personas, said) for number in range(pieces)))
    _insert(store, tables.Decision, (_decision(number, said) for number in range(decisions)))
    _insert(store, tables.DecisionPersona, _served(decisions, personas))
    _insert(store, tables.DecisionEvidence, _cited(decisions, pieces))
    _index(store, "evidence", pieces)
    _index(store, "decision", decisions)
    if pieces:
        _count(store)


def _persona(number: int, said: Iterator[str]) -> Persona:
    claims = tuple(Claim(0, 0, side, next(said)) for side in SIDES)
    return Persona(
        0, f"persona-{number}", f"Persona {number}", Type.BUYER if number % 4 == 0 else Type.USER,
        role="Approves the budget" if number % 3 == 0 else "Sets it up", aliases=(f"nick {number}", f"Number {number}"),
        steward=USER if number % 10 == 0 else "U0PRIYA", claims=claims,
    )  # fmt: skip


def _sentences() -> Iterator[str]:
    """Sentences of made-up words, the n-th as frequent as 1/n, with a few that are looked for."""
    dice = random.Random(8)
    words = [
        "common",
        "export",
        *("".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(WORDS)),
    ]
    frequency = list(itertools.accumulate(1 / (place + 5) for place in range(len(words))))
    for number in itertools.count():
        rare = ["rarest"] if number % 997 == 0 else []
        yield " ".join([*dice.choices(words, cum_weights=frequency, k=WORDS_A_PIECE), *rare])


def _piece(number: int, personas: int, said: Iterator[str]) -> dict[str, Any]:
    persona = number % personas if number % 2 else 1
    return {
        "tenant": TENANT, "number": number + 1, "persona_id": persona + 1,
        "claim_id": persona * len(SIDES) + 1 + number // personas % len(SIDES), "text": next(said),
        "kind": Kind.STUCK.value, "source": SOURCES[number // personas % len(SOURCES)].value, "source_key": f"k{number}",
        "polarity": Polarity.SUPPORTS.value, "state": State.FILED.value, "own_words": number % 3 == 0, "n": 4, "m": 6,
        "reporter": USER if number % 50 == 0 else "U0PRIYA", "happened_at": NOW - timedelta(minutes=number * 7 % 99_991),
        "filed_at": NOW, "visibility": "" if number % 5 else "C0SECRET",
    }  # fmt: skip


def _decision(number: int, said: Iterator[str]) -> dict[str, Any]:
    return {
        "tenant": TENANT, "number": number + 1, "changed_to": next(said)[:60], "because": next(said),
        "grounds": (Grounds.EVIDENCE if number % 2 else Grounds.OPEN).value, "status": Validity.ACTIVE.value,
        "logger": USER if number % 10 == 0 else "U0PRIYA", "logged_at": NOW - timedelta(minutes=number * 9),
        "channel": CHANNEL, "visibility": "" if number % 5 else "C0SECRET",
    }  # fmt: skip


def _served(decisions: int, personas: int) -> Iterator[dict[str, Any]]:
    for number in range(decisions):
        for persona in {number % personas, 1}:
            yield {
                "tenant": TENANT,
                "decision_id": number + 1,
                "persona_id": persona + 1,
                "served": number % 7 > 0,
            }


def _cited(decisions: int, pieces: int) -> Iterator[dict[str, Any]]:
    for number in range(1, decisions, 2):
        for piece in {number * 3 % pieces, number * 7 % pieces}:
            yield {"tenant": TENANT, "decision_id": number + 1, "evidence_id": piece + 1}


def _insert(store: Store, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    while page := list(itertools.islice(rows, PAGE)):
        with store.begin(TENANT) as tx:
            tx.connection.execute(insert(table), page)


def _index(store: Store, kind: str, number: int) -> None:
    for start in range(1, number + 1, PAGE):
        with store.begin(TENANT) as tx:
            tx.search.renew(kind, range(start, min(start + PAGE, number + 1)))


def _count(store: Store) -> None:
    """Tallies, one statement a scope."""
    for scope in ("claim_id", "0"):
        with store.begin(TENANT) as tx:
            tx.connection.execute(
                text(
                    "INSERT INTO tally (tenant, persona_id, claim_id, visibility, source, pieces, sources, n, m,"
                    f" contradictions, newest) SELECT tenant, persona_id, {scope}, visibility, source, count(*), count(*),"
                    " sum(n), sum(m), 0, max(happened_at) FROM evidence GROUP BY 1, 2, 3, 4, 5"
                )
            )


def ask(store: Store, words: str) -> object:
    """One answer, as the edge would ask for it; a mistake is one too."""
    try:
        return commands.answer(Call(TENANT, USER, NOW, text=words, channel=CHANNEL), store)
    except UserError as error:
        return error.mistake
