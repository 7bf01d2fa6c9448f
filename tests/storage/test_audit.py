"""Who changed what and when is written down once, beside the change, and never what anybody said."""

from dataclasses import replace
from pathlib import Path

from handlers import pulse
from personas.decision import Decision, Grounds
from personas.evidence import Evidence, Kind, Polarity, Source, State
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from storage import audit, tables
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.handlers.pulses import MARA, USERS, town

SECRET = "nobody ever opens the export"


def test_each_change_of_the_record_leaves_a_line_without_its_words(store: Store) -> None:
    with store.begin(TENANT) as tx:
        persona = Persona(0, "buyer", "Buyer", Type.BUYER, claims=(Claim(0, 0, Facet.STUCK, SECRET),))
        about = tx.personas.create(persona, by=MARA, at=NOW)
        claim = tx.personas.get(about).claims[0]  # type: ignore[union-attr]
        tx.personas.restate(claim.id, by="U0JO", at=NOW, text=f"{SECRET} twice")
        piece = tx.evidence.file(_piece(about))
        piece = tx.evidence.revise(replace(piece, n=1, m=3), by=MARA, at=NOW)
        tx.evidence.withdraw(piece, by=MARA, at=NOW)
        logged = tx.decisions.log(
            Decision(
                0, 0, changed_to=SECRET, because=SECRET, grounds=Grounds.OPEN, logger="U0JO", logged_at=NOW
            )
        )
        tx.decisions.reverse(logged.id, by="U0JO", at=NOW)
        tx.personas.change(about, by=MARA, at=NOW, retired_at=NOW)
        tx.channels.bind("C0BETA", [about], filing=True, by=MARA, at=NOW)
        said = tx.audit.newest()[::-1]
    assert [(each.who, each.what) for each in said] == [
        (MARA, "claim stated"), (MARA, "persona made"), ("U0JO", "claim restated"), (MARA, "evidence filed"),
        (MARA, "evidence changed"), (MARA, "evidence withdrawn"), ("U0JO", "decision logged"),
        ("U0JO", "decision reversed"), (MARA, "persona retired"), (MARA, "channel settings"),
    ]  # fmt: skip
    assert SECRET not in str(said)
    changed = [each for each in said if each.before]
    assert changed and all(each.before != each.after and len(each.after) == 16 for each in changed)


def test_a_change_that_is_undone_leaves_no_line(store: Store) -> None:
    class Undone(Exception): ...

    try:
        with store.begin(TENANT) as tx:
            tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER), by=MARA, at=NOW)
            raise Undone
    except Undone:
        pass
    with store.read(TENANT) as reading:
        assert reading.audit.newest() == []


def test_a_pulse_leaves_that_it_was_sent_and_closed_and_no_answer(store: Store) -> None:
    here = town(store)
    asked = here.ask()
    for user in USERS:
        here.tap(user, asked, 1)
    here.tick(days=8)
    with store.read(TENANT) as reading:
        lines = [each for each in reading.audit.newest() if each.subject == f"pulse:{asked.id}"]
    assert [(each.what, each.who) for each in lines] == [("pulse closed", ""), ("pulse sent", MARA)]
    assert not any(user in str(lines) for user in USERS)


def test_who_closes_a_pulse_by_hand_is_named_though_somebody_else_asked(store: Store) -> None:
    here = town(store)
    asked = here.ask()
    with store.begin(TENANT) as tx:
        tx.people.mirror(Person("U0ADMIN", "Ada", team=TENANT, admin=True), NOW)
    here.press("U0ADMIN", pulse.closed, str(asked.id))
    with store.read(TENANT) as reading:
        [line] = [each for each in reading.audit.newest() if each.what == "pulse closed"]
    assert line.who == "U0ADMIN"


def test_the_log_can_only_be_added_to() -> None:
    """Nothing of it changes or removes a line; only erasing and time do, elsewhere and by name."""
    own = {name for name in vars(audit.Audit) if not name.startswith("_")}
    assert own == {"note", "newest"}
    text = Path(audit.__file__).read_text()
    assert [word for word in (".update(", ".delete(", "UPDATE", "DELETE") if word in text] == []
    assert {"answer", "comment", "text"}.isdisjoint(tables.Audit.__table__.columns.keys())


def _piece(about: int) -> Evidence:
    return Evidence(
        id=0, number=0, text=SECRET, kind=Kind.VERBATIM, source=Source.TICKET, polarity=Polarity.SUPPORTS,
        state=State.FILED, reporter=MARA, filed_at=NOW, happened_at=NOW, persona_id=about,
    )  # fmt: skip
