"""A kind and a source of evidence nobody has heard of: one more row each in personas/evidence.py, and evidence is filed with them.

A process of its own, so that the row is there before anything is imported: `python -m tests.handlers.made_up_kind FILE`.
"""

import sys

from tests.one_more_row import load

ROWS = {
    "\n\nclass Polarity(StrEnum)": """
    PRAISE = KindRow(id="praise", label="What they praise", sounds=re.compile(r"\\blove\\b"))
""",
    "\n    @property\n    def noun": """
    POSTCARD = SourceRow(id="postcard", one="postcard", many="postcards", half_life=timedelta(days=9), rated=True)
""",
}


def use(file: str) -> None:
    """Recognise it, offer it, file it, export it."""
    from personas.evidence import Evidence, Kind, Polarity, Source, Standing, State
    from personas.filing import kind_of
    from personas.persona import Persona, Type
    from personas.views.evidence import tally_words
    from personas.views.evidence_form import Filling, form
    from storage.store import Store
    from tests.conftest import NOW, TENANT

    store = Store.open(f"sqlite:///{file}")
    with store.begin(TENANT) as tx:
        tx.personas.create(Persona(0, "ops-admin", "Ops admin", Type.USER), by="U0MARA", at=NOW)

    assert kind_of("We love the new report.", own_words=True) is Kind("praise")
    assert kind_of("I love it but I am stuck.", own_words=True) is Kind.STUCK
    assert "What they praise" in str(form(Filling(kind=Kind("praise"), more=True), metadata=""))

    assert "Postcard" in str(form(Filling(), metadata=""))

    shows = (Kind("praise"), Source("postcard"), Polarity.SUPPORTS, State.FILED)
    with store.begin(TENANT) as tx:
        filed = tx.evidence.file(
            Evidence(0, 0, "We love it.", *shows, "U0MARA", NOW, NOW, persona_id=1, n=2, m=3)
        )
    with store.read(TENANT) as reading:
        kept, persona = reading.evidence.get(filed.id), reading.personas.get(1)
        exported = reading.backups.export(at=NOW, workspace="Northlight").dump()
    assert kept
    assert persona
    assert kept.kind is Kind("praise")
    assert '"praise"' in exported
    assert '"postcard"' in exported
    assert "2 of 3 postcards" in tally_words(persona.backing.tallies[0])
    assert persona.backing.standing is Standing.SAID
    store.close()


if __name__ == "__main__":
    load("personas.evidence", ROWS)
    use(sys.argv[1])
