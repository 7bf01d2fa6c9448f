"""A database with many personas and much evidence, written in bulk; tallies are counted as the product does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from personas.evidence import Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from storage import tables
from storage.migrations import upgrade
from storage.store import Store

TENANT = "T0DEMO"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PERSONAS = 1000
CHUNK = 20_000
SIDES = (
    Facet.JOB,
    Facet.FIRST,
    Facet.STUCK,
    Facet.STUCK,
    Facet.RISK,
    Facet.IGNORES,
    Facet.SUCCESS,
    Facet.WORDS,
)
SOURCES = (Source.INTERVIEW, Source.TICKET, Source.SALES_CALL, Source.METRIC)


def fill(path: Path, pieces: int) -> str:
    """A SQLite file with 1,000 personas and so many pieces of evidence; hands back its address."""
    return fill_at(f"sqlite:///{path}", pieces)


def fill_at(url: str, pieces: int) -> str:
    """The same in an empty database of either engine; Mara, who asks, is in the directory."""
    store = Store.open(url)
    upgrade(store)
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0MARA", "Mara"), NOW)
        for number in range(PERSONAS):
            claims = tuple(
                Claim(0, 0, side, f"{side.value} {position} of {number}")
                for position, side in enumerate(SIDES)
            )
            persona = Persona(
                0, f"persona-{number}", f"Persona {number}", Type.USER, role="Sets it up", claims=claims
            )
            tx.personas.create(persona, by="U0MARA", at=NOW)
    _evidence(store, pieces)
    _tallies(store)
    store.close()
    return url


def _evidence(store: Store, pieces: int) -> None:
    for start in range(0, pieces, CHUNK):
        rows = [_row(number) for number in range(start, min(start + CHUNK, pieces))]
        with store.begin(TENANT) as tx:
            tx.connection.execute(insert(tables.Evidence), rows)


def _row(number: int) -> dict[str, object]:
    persona = number % PERSONAS
    return {
        "tenant": TENANT, "number": number + 1, "persona_id": persona + 1,
        "claim_id": persona * len(SIDES) + 1 + number // PERSONAS % len(SIDES), "text": f"They stopped at step {number}.",
        "kind": Kind.STUCK.value, "source": SOURCES[number // PERSONAS % len(SOURCES)].value, "source_key": f"k{number}",
        "polarity": Polarity.SUPPORTS.value, "state": State.FILED.value, "own_words": number % 3 == 0, "n": 4, "m": 6,
        "reporter": "U0PRIYA", "happened_at": NOW - timedelta(minutes=number), "filed_at": NOW, "visibility": "",
    }  # fmt: skip


def _tallies(store: Store) -> None:
    """One statement per scope instead of a recount per claim."""
    for scope in ("claim_id", "0"):
        with store.begin(TENANT) as tx:
            tx.connection.execute(
                text(
                    "INSERT INTO tally (tenant, persona_id, claim_id, visibility, source, pieces, sources, n, m,"
                    f" contradictions, newest) SELECT tenant, persona_id, {scope}, visibility, source, count(*), count(*),"
                    " sum(n), sum(m), 0, max(happened_at) FROM evidence GROUP BY 1, 2, 3, 4, 5"
                )
            )
