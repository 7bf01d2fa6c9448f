"""Two personas, a channel that files, and pieces of evidence, for the tests of filing."""

from dataclasses import replace
from typing import Any

from handlers.call import Quoted
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Place
from personas.persona import Claim, Facet, Persona, Type
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import say_all

SUPPORT = Place("C0SUPPORT", "support-tickets", known=True)
TICKET = Quoted(
    "1795170120.000000",
    "#4711 Stuck on columns\nI gave up. Write to ana@x.example",
    "U0TICKETS",
    from_bot=True,
)


def ops_and_buyer(store: Store) -> tuple[int, int, int]:
    """Ops admin with one claim, Buyer, and filing switched on in a channel bound to both: their ids, and the claim's."""
    claims = (Claim(0, 0, Facet.STUCK, "Stops at the integration"),)
    with store.begin(TENANT) as tx:
        admin = tx.personas.create(
            Persona(0, "ops-admin", "Ops admin", Type.USER, emoji="p-ops", claims=claims), by="U1", at=NOW
        )
        buyer = tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER), by="U1", at=NOW)
        tx.channels.bind("C0SUPPORT", [admin, buyer], filing=True, by="U1", at=NOW)
        whole = tx.personas.get(admin)
        assert whole
    return admin, buyer, whole.claims[0].id


def drafted(store: Store, **more: Any) -> Evidence:
    piece = Evidence(
        0, 0, "I gave up", Kind.STUCK, Source.TICKET, Polarity.NEW, State.DRAFT, "U0PRIYA", NOW, NOW,
        source_key="ticket:4711", channel="C0SUPPORT", ts="1.0", seen_by=("U0PRIYA",),
    )  # fmt: skip
    with store.begin(TENANT) as tx:
        filed = tx.evidence.file(replace(piece, **more))
        tx.mark(filed, now=NOW)
    say_all(store, NOW)
    return filed


def now_of(store: Store, piece: Evidence) -> Evidence:
    with store.read(TENANT) as reading:
        found = reading.evidence.get(piece.id)
    assert found
    return found


def state(**fields: Any) -> dict[str, Any]:
    chosen = {"whose": "own", "polarity": "supports", "source": "interview", **fields}
    typed = {"quote", "counts", "out_of", "reference", "account"}
    return {
        block: {
            block: {"value": value}
            if block in typed
            else {"selected_option": {"value": value, "text": {"text": value}}}
        }
        for block, value in chosen.items()
    }
