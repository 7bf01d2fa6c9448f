"""What the common writes cost the processor in the tree it is run in: `python bench/writers.py URL`.

For each line that it is given it does a round, and prints milliseconds a write, in the order of `WRITES`. It uses nothing
that the commit it is compared with lacks.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

sys.path.insert(0, ".")

from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from personas.pulse import Mode, Pulse
from storage import ask
from storage.migrations import upgrade
from storage.store import Store

TENANT, NOW, ROUND = "T0WRITE", datetime(2026, 11, 24, 10, tzinfo=UTC), 40
PEOPLE = tuple(f"U{number:03}ASKED" for number in range(20))


@dataclass(frozen=True)
class Workspace:
    """A persona with a claim, and a question that is out to twenty people."""

    store: Store
    persona: Persona
    pulse: Pulse


def restate(here: Workspace, number: int) -> None:
    """Somebody states a claim anew."""
    with here.store.begin(TENANT) as tx:
        tx.personas.restate(here.persona.claims[0].id, by="U0MARA", at=NOW, text=f"Stops at step {number}")


def file(here: Workspace, number: int) -> None:
    """Somebody files a ticket."""
    piece = Evidence(
        0, 0, f"I gave up at {number}", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0PRIYA", NOW, NOW,
        persona_id=here.persona.id, claim_id=here.persona.claims[0].id, source_key=f"k{number}",
    )  # fmt: skip
    with here.store.begin(TENANT) as tx:
        tx.evidence.file(piece)


def decide(here: Workspace, number: int) -> None:
    """Somebody logs a decision."""
    decision = Decision(
        0, 0, f"One click instead of {number}", "They stop there", Grounds.JUDGEMENT, "U0MARA", NOW,
        served=(here.persona.ref,), channel="C0ONBOARD",
    )  # fmt: skip
    with here.store.begin(TENANT) as tx:
        tx.decisions.log(decision)


def answer(here: Workspace, number: int) -> None:
    """Somebody answers a question, or says otherwise than before."""
    user = PEOPLE[number % len(PEOPLE)]
    with here.store.begin(TENANT) as tx:
        ask.take(tx, here.pulse, user, choice=number // len(PEOPLE) % 2, comment="", now=NOW)


Write = Callable[[Workspace, int], None]
WRITES: dict[str, Write] = {
    "a claim stated anew": restate,
    "evidence filed": file,
    "a decision logged": decide,
    "a question answered": answer,
}


def main() -> None:
    """Fill a database, then rounds of each write when a line is read."""
    here, number = _workspace(Store.open(sys.argv[1])), 0
    for _ in sys.stdin:
        print(*(_timed(here, write, number) for write in WRITES.values()), flush=True)
        number += ROUND


def _timed(here: Workspace, write: Write, number: int) -> float:
    began = time.process_time()
    for each in range(number, number + ROUND):
        write(here, each)
    return (time.process_time() - began) * 1000 / ROUND


def _workspace(store: Store) -> Workspace:
    upgrade(store)
    with store.begin(TENANT) as tx:
        for user in PEOPLE:
            tx.people.mirror(Person(user, user, tz="UTC"), NOW)
        claim = Claim(0, 0, Facet.STUCK, "Stops at the integration")
        made = Persona(0, "ops", "Ops", Type.USER, claims=(claim,))
        persona = tx.personas.get(tx.personas.create(made, by="U0MARA", at=NOW))
        assert persona
        draft = Pulse(
            0, 0, persona.ref, "Where did you get stuck?", ("Nowhere", "Invites"), Mode.NAMED, "U0MARA", NOW,
            NOW + timedelta(days=5), quota=1_000, picked=PEOPLE,
        )  # fmt: skip
        pulse = tx.pulses.draft(draft)
        ask.send(tx, pulse, ask.audience_of(tx, pulse, NOW), number=tx.pulses.next_number(), now=NOW)
        ask.hand_out(tx, pulse.id, NOW)
        asked = tx.pulses.get(pulse.id)
        assert asked
    return Workspace(store, persona, asked)


if __name__ == "__main__":
    main()
