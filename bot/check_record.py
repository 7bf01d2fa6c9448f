"""What the database says: whether it answers, is up to date, and counts what it keeps."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.clock_offset import apart
from bot.error_message import NEWER, reason_of
from bot.finding import BAD, GOOD, SHORT, Finding
from personas.views.parts import count
from storage.installation import Workspace
from storage.migrations import is_current, is_newer
from storage.store import Reading, Store

SILENT = "Check DATABASE_URL, and that it is running."
WORDLESS = "the database has no collation und-x-icu: words in evidence and claims can't be looked for"
COLLATE = (
    """As its owner, `CREATE COLLATION "und-x-icu" (provider = icu, locale = 'und')`; """
    "where it refuses, take a PostgreSQL that was built with ICU."
)
DOUBTED = (
    "Uncertain ones may or may not have reached Slack, a question perhaps twice; they are not sent again. "
    "Look whether they arrived; they are counted for KEEP_MESSAGES_DAYS."
)
FAILED = "Failed ones were refused by Slack for good: a place or a person we may not write to."
KINDS = {"claim": "words of personas", "evidence": "words of evidence", "decision": "words of decisions"}
MISINDEXED = (
    "Some words are not found, or are kept where they were erased. "
    "Export, import into an empty database, and please report it: this should not happen."
)
MISCOUNTED = "Export, import into an empty database, and please report it: this should not happen."


@dataclass(frozen=True, slots=True)
class Known:
    """The database as a whole, and the workspaces in it."""

    findings: list[Finding]
    workspaces: list[Workspace] = field(default_factory=list)
    readable: bool = False


def database(store: Store) -> Known:
    """Whether it answers and has today's tables. Looking makes none."""
    shown = store.url.render_as_string(hide_password=True)
    try:
        if not _exists(store):
            return Known([Finding(SHORT, f"no database yet at {shown}", "`python -m bot run` makes it.")])
        if is_newer(store):
            return Known([Finding(BAD, f"database {shown} was written by a newer version", NEWER)])
        if not is_current(store):
            todo = "An earlier release wrote it, or a backup of one was restored. `python -m bot run` brings it up to date."
            return Known([Finding(SHORT, f"database {shown} is not up to date", todo)])
        with store.system() as system:
            workspaces = system.installations.every()
        lacking = [] if store.folds() else [Finding(BAD, WORDLESS, COLLATE)]
        if wrong := apart(store.clock(), machine=datetime.now(UTC)):
            lacking.append(Finding(SHORT, wrong))
    except Exception as error:  # noqa: BLE001  whatever a driver raises, a person reads one sentence
        what = f"database {shown} does not answer: {reason_of(error)}"
        return Known([Finding(BAD, what, SILENT)])
    well = Finding(GOOD, f"database {shown} answers and is up to date")
    return Known([well, *lacking], workspaces, readable=True)


def recorded(store: Store, known: Known, tenant: str) -> list[Finding]:
    """What is on record of one workspace."""
    if not (known.readable and tenant):
        return []
    try:
        with store.read(tenant) as reading:
            return list(_record(reading))
    except Exception as error:  # noqa: BLE001  as above
        return [Finding(BAD, f"its record can't be read: {reason_of(error)}", SILENT)]


def _exists(store: Store) -> bool:
    """A SQLite file would be made by looking."""
    name = store.url.database or ""
    return store.url.get_backend_name() != "sqlite" or Path(name).exists()


def _record(reading: Reading) -> Iterator[Finding]:
    yield Finding(GOOD, f"{count(len(reading.personas.refs()), 'persona')} on record")
    differences = reading.tallies.differences()
    if differences:
        names = {ref.id: ref.slug for ref in reading.personas.refs(retired=True)}
        wrong = sorted({names.get(each.persona_id, "a persona") for each in differences})
        what = f"{count(len(differences), 'count')} not what the evidence adds up to: {', '.join(wrong)}"
        yield Finding(SHORT, what, MISCOUNTED)
    else:
        yield Finding(GOOD, "every count is what the evidence adds up to")
    yield _index(reading.search.differences())
    yield _outbox(reading.deliveries.states())


def _index(differences: Mapping[str, Collection[object]]) -> Finding:
    if not differences:
        return Finding(GOOD, "the search index holds every word of the record, and no other")
    where = ", ".join(f"{KINDS[kind]} ({len(words)})" for kind, words in sorted(differences.items()))
    return Finding(SHORT, f"the search index does not hold what the record says: {where}", MISINDEXED)


def _outbox(states: dict[str, int]) -> Finding:
    known = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    todos = [words for state, words in (("uncertain", DOUBTED), ("failed", FAILED)) if states.get(state)]
    return Finding(SHORT if todos else GOOD, f"messages: {known or 'none yet'}", " ".join(todos))
