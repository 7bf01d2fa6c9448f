"""How long writes take in the tree it is run in: `python bench/writers.py URL`. A round for each line that it is given.

It uses nothing that the commit it is compared with lacks.
"""

import sys
import time
from datetime import UTC, datetime

sys.path.insert(0, ".")

from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.persona import Claim, Facet, Persona, Type
from storage.migrations import upgrade
from storage.store import Store

TENANT, NOW, WRITES = "T0WRITE", datetime(2026, 11, 24, 10, tzinfo=UTC), 60


def main() -> None:
    """A persona, then rounds of claims stated anew and evidence filed; each round on a line when it is asked for."""
    store = Store.open(sys.argv[1])
    upgrade(store)
    with store.begin(TENANT) as tx:
        claim = Claim(0, 0, Facet.STUCK, "Stops at the integration")
        persona = tx.personas.create(
            Persona(0, "ops", "Ops", Type.USER, claims=(claim,)), by="U0MARA", at=NOW
        )
        found = tx.personas.get(persona)
        assert found
    number = 0
    for _ in sys.stdin:
        began = time.perf_counter()
        for _ in range(WRITES):
            number += 1
            _write(store, persona, found.claims[0].id, number)
        print((time.perf_counter() - began) * 1000 / WRITES, flush=True)


def _write(store: Store, persona: int, claim: int, number: int) -> None:
    if number % 2:
        with store.begin(TENANT) as tx:
            tx.personas.restate(claim, by="U0MARA", at=NOW, text=f"Stops at step {number}")
        return
    piece = Evidence(
        0, 0, f"I gave up at {number}", Kind.STUCK, Source.TICKET, Polarity.SUPPORTS, State.FILED, "U0PRIYA", NOW, NOW,
        persona_id=persona, claim_id=claim, source_key=f"k{number}",
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        tx.evidence.file(piece)


if __name__ == "__main__":
    main()
