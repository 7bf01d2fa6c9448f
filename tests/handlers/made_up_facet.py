"""A facet nobody has heard of: one more row in personas/facet.py, and the product is used with it.

A process of its own, so that the row is there before anything is imported: `python -m tests.handlers.made_up_facet FILE`.
"""

import sys

from tests.one_more_row import load

ROW = """
    PETS = Row(
        id="pets",
        label="Pets at home",
        words="pets, cats and dogs",
        questions="what DO <who> feed at home",
        headings="pets, animals, menagerie",
        hint="Say who walks it, as in: the dog waits for the stand-up to end.",
        expected_of=frozenset({Type.USER}),
        missing=lambda text: None if "walks" in text else "Who walks it?",
    )
"""
BEFORE = "\n    @property\n    def label"
DOCUMENT = b"# Ops admin\n\n## Furry animals\n\n- A dog that nobody walks before noon\n"


def use(file: str) -> None:
    """Ask for it, edit it, import it, export it and bring it back."""
    from handlers import commands, document, persona
    from handlers.call import Upload
    from handlers.form_state import FormState
    from personas.backup import Backup
    from personas.persona import Persona, Type
    from personas.questions.question import reserved_name
    from personas.views.home import page
    from storage.home import home_of
    from storage.store import Store
    from tests.calls import make_call
    from tests.conftest import NOW, TENANT

    store = Store.open(f"sqlite:///{file}")
    with store.begin(TENANT) as tx:
        tx.personas.create(Persona(0, "ops-admin", "Ops admin", Type.USER), by="U0MARA", at=NOW)
        tx.personas.create(Persona(0, "buyer", "Buyer", Type.BUYER), by="U0MARA", at=NOW)

    def asked(text: str) -> str:
        return str(commands.answer(make_call(TENANT, "U0MARA", NOW, text=text, channel="C0"), store))

    assert "We don't know yet" in asked("ops-admin pets")
    assert "›  *Pets at home*" in asked("ops-admin pets")
    assert "*Pets at home*: nobody has said anything" in asked("what don't we know about ops admin")
    assert "Pets at home" not in asked("what don't we know about the buyer")
    assert reserved_name("Pets")

    form = asked("ops-admin edit pets")
    assert "Pets at home" in form
    assert "Say who walks it" in form
    assert "Pets at home" in asked("ops-admin edit")

    state = FormState(persona=1, again="pets", channel="C0").dump()
    lines = {"lines": {"lines": {"value": "Two cats"}}}
    saved = persona.facet_edited(
        make_call(TENANT, "U0MARA", NOW, form=lines, metadata=state, idempotency_key="view:1"), store
    )
    assert "Two cats" in str(saved)
    assert "Who walks it?" in str(saved)
    for text in ("ops-admin pets", "what does the ops admin feed at home?", "cats and dogs of ops-admin"):
        assert "Two cats" in asked(text), text

    files = {"file": {"file": {"files": [{"id": "F0123", "name": "ops.md"}]}}}
    handed = make_call(TENANT, "U0MARA", NOW, form=files, upload=Upload("ops.md", DOCUMENT), idempotency_key="view:2",
                  metadata=FormState(file="F0123", author="U0MARA").dump())  # fmt: skip
    document.applied(handed, store)
    assert "A dog that nobody walks before noon" in asked("ops-admin pets")
    assert "Pets at home" in asked("ops-admin everything")

    with store.read(TENANT) as reading:
        exported = reading.backups.export(at=NOW, workspace="Northlight").dump()
        assert page(home_of(reading, "U0MARA", NOW))
    assert '"pets"' in exported
    with store.begin("T0OTHER") as tx:
        tx.backups.restore(Backup.model_validate_json(exported))
        claims = [claim for each in tx.personas.all() for claim in each.claims]
    assert {claim.text for claim in claims} == {"Two cats", "A dog that nobody walks before noon"}
    assert all(claim.facet.label == "Pets at home" for claim in claims)
    store.close()


if __name__ == "__main__":
    load("personas.facet", {BEFORE: ROW})
    use(sys.argv[1])
