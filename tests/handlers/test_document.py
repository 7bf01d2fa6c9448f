"""Importing a document in Slack: look first, then apply; nothing is written twice or lost."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers import commands, document, payload
from handlers.call import Call, Form, InvalidForm, NextView, Nothing, Reply, Upload, UserError
from handlers.form_state import FormState
from handlers.vocabulary import EVENTS, NEEDS, SUBMISSIONS
from personas.backup import is_backup
from personas.documents.document import Fate, Line, Reading, read_documents
from personas.documents.draft import ClaimDraft, PersonaDraft
from personas.documents.merge import Merge, Stated
from personas.errors import MissingText, NameTaken
from personas.people import Person
from personas.persona import Facet, PersonaRef
from personas.views import document as view
from playground.surfaces import faults_in_blocks, faults_in_view
from storage.store import Store
from storage.unit_of_work import DuplicateRequest
from tests.calls import acting, field_errors
from tests.conftest import NOW, TENANT
from tests.personas.strange import STRANGE
from tests.storage.test_document import DOCUMENT

Make = Callable[..., Call]
FILES = {"file": {"file": {"files": [{"id": "F0123", "name": "ops.md"}]}}}


def handed(call: Make, data: bytes = DOCUMENT, name: str = "ops.md", **parts: Any) -> Call:
    given = {"form": FILES, "upload": Upload(name, data), "idempotency_key": "view:V1", **parts}
    return call(**given)


def names(store: Store) -> list[str]:
    with store.read(TENANT) as reading:
        return [ref.name for ref in reading.personas.refs()]


def test_the_command_opens_a_form_slack_takes(lite: Store, call: Make) -> None:
    form = commands.answer(call("import"), lite)
    assert isinstance(form, Form)
    assert faults_in_view(form.view, kind="modal") == []
    assert set(view.FILE_TYPES) >= {"md", "yaml", "json", "txt"}


def test_the_file_is_looked_at_before_anything_is_written(lite: Store, call: Make) -> None:
    answer = document.looked_at(handed(call), lite)
    assert isinstance(answer, NextView)
    assert "Ops admin would be new: 3 claims" in str(answer.view)
    assert answer.view["submit"]["text"] == "Apply"
    assert FormState.load(answer.view["private_metadata"]).file == "F0123"
    assert names(lite) == []


def test_applying_writes_and_offers_the_card(lite: Store, call: Make) -> None:
    answer = document.applied(handed(call, metadata=FormState(file="F0123", author="U0DEVIN").dump()), lite)
    assert isinstance(answer, Reply)
    assert "3 claims new" in str(answer.blocks)
    assert '"value": "ops-admin"' in str(answer.blocks).replace("'", '"')
    with lite.read(TENANT) as reading:
        [persona] = reading.personas.all()
    assert (persona.steward, persona.edited_by) == ("U0DEVIN", "U0MARA")


def test_who_imports_takes_care_where_nobody_is_named(lite: Store, call: Make) -> None:
    document.applied(handed(call), lite)
    with lite.read(TENANT) as reading:
        assert reading.personas.all()[0].steward == "U0MARA"


def test_a_second_look_at_the_same_file_has_nothing_to_apply(lite: Store, call: Make) -> None:
    document.applied(handed(call), lite)
    answer = document.looked_at(handed(call), lite)
    assert isinstance(answer, NextView)
    assert "submit" not in answer.view
    assert "Nothing would change." in str(answer.view)


def test_the_same_form_twice_is_once(lite: Store, call: Make) -> None:
    sent = handed(call)
    document.applied(sent, acting(lite, sent))
    with pytest.raises(DuplicateRequest):
        document.applied(sent, acting(lite, sent))


def test_another_persons_import_does_not_take_the_persona_over(lite: Store, call: Make) -> None:
    document.applied(handed(call), lite)
    document.applied(handed(call, user="U0PRIYA", idempotency_key="view:V2"), lite)
    with lite.read(TENANT) as reading:
        assert reading.personas.all()[0].steward == "U0MARA"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("x.md", b"", "I could not read x.md: it is empty."),
        ("x.bin", b"\x00\x01", "I could not read x.bin: it is not a text file."),
        ("x.json", b'{"name": ', "line 1 is not JSON"),
        ("x.json", b'{"dramatis": 1}', "python -m bot import FILE"),
    ],
)
def test_an_unreadable_file_is_said_under_the_field(
    lite: Store, call: Make, name: str, data: bytes, sentence: str
) -> None:
    assert sentence in field_errors(document.looked_at, handed(call, data, name), lite)["file"]
    later = document.applied(handed(call, data, name), lite)
    assert isinstance(later, Reply)
    assert sentence in later.text
    assert names(lite) == []


def test_a_bot_is_no_steward(lite: Store, call: Make) -> None:
    with lite.begin(TENANT) as tx:
        tx.people.mirror(Person("U0BOT", "Tickets", is_bot=True), NOW)
    chosen = FILES | {"steward": {"steward": {"selected_user": "U0BOT"}}}
    said = field_errors(document.looked_at, handed(call, form=chosen), lite)
    assert said == {"steward": document.NO_STEWARD}


def test_no_file_is_a_sentence(lite: Store, call: Make) -> None:
    with pytest.raises(UserError) as user_error:
        document.looked_at(call(form={}), lite)
    assert isinstance(user_error.value.mistake, MissingText)


def test_both_steps_fetch_the_file() -> None:
    for name in (view.UPLOAD, view.APPLY):
        assert name in SUBMISSIONS
        assert name in NEEDS


@pytest.mark.parametrize("strange", STRANGE)
def test_slack_takes_whatever_a_document_says(strange: str) -> None:
    ref = PersonaRef(1, "ops", strange)
    draft = PersonaDraft(
        name=strange, aliases=(strange,) * 3, notes=(strange,) * 30, provenance=strange,
        claims=(ClaimDraft(facet=Facet.STUCK, text=strange),),
    )  # fmt: skip
    stated = Stated(1, "stuck", strange)
    busy = Merge(
        draft, ref, new=list(draft.claims), changed=[(stated, draft.claims[0])], kept=[(strange, strange)] * 9,
        taken_off=[strange] * 9, left_out=[strange] * 9, facts={"role": strange}, aliases=[strange],
        refused=[(strange, ref)],
    )  # fmt: skip
    merges = [busy, Merge(draft, problem=NameTaken(strange, ref)), Merge(draft)] * 15
    lines = tuple(Line(strange, fate, strange, strange) for fate in Fate for _ in range(99))
    found = Reading((draft,) * 30, lines, strange, ((strange, strange),) * 20)
    form = view.preview(strange, found, merges, metadata="{}")
    assert faults_in_view(form, kind="modal") == []
    assert faults_in_view(view.every_line(strange, found), kind="modal") == []
    said = view.done(strange, found, merges, [ref, None, ref] * 15)
    assert faults_in_blocks(said) == []
    assert "<!channel>" not in str(said)


def test_a_document_that_mentions_the_product_is_no_export() -> None:
    data = b'{"name": "Ops admin", "about": "uses dramatis"}'
    assert not is_backup(data)
    assert next(iter(read_documents("x.json", data))).name == "Ops admin"


TWO = b"# Dana the Dispatcher\n## Late shift\n### Goals\n- Sleep\n## Early shift\n### Goals\n- Ship\n"


def test_a_shape_that_is_not_certain_is_asked_about(lite: Store, call: Make) -> None:
    answer = document.looked_at(handed(call, TWO), lite)
    assert isinstance(answer, NextView)
    assert "I read 2 personas: Late shift, Early shift." in str(answer.view)
    assert "I am not certain" in str(answer.view)
    assert answer.view["submit"]["text"] == "Import"
    assert FormState.load(answer.view["private_metadata"]).shape == view.EACH
    again = document.shaped(handed(call, TWO, value=view.ONE, metadata=answer.view["private_metadata"]), lite)
    assert isinstance(again, NextView)
    assert "I read 1 persona: Dana the Dispatcher." in str(again.view)
    document.applied(handed(call, TWO, metadata=again.view["private_metadata"]), lite)
    assert names(lite) == ["Dana the Dispatcher"]


def test_every_line_of_a_document_is_shown_with_what_becomes_of_it(lite: Store, call: Make) -> None:
    answer = document.shown(handed(call, value="all"), lite)
    assert isinstance(answer, Form)
    assert "→  _Gets stuck_" in str(answer.view)


def test_a_document_that_names_nobody_asks_for_a_name(lite: Store, call: Make) -> None:
    nameless = b"## Goals\n- Ship on Friday\n"
    with pytest.raises(InvalidForm) as invalid:
        document.looked_at(handed(call, nameless), lite)
    assert "names nobody" in invalid.value.errors[view.NAME]
    named = FILES | {"name": {"name": {"value": "Ops admin"}}}
    answer = document.looked_at(handed(call, nameless, form=named), lite)
    assert isinstance(answer, NextView)
    document.applied(handed(call, nameless, metadata=answer.view["private_metadata"]), lite)
    assert names(lite) == ["Ops admin"]


def drop(lite: Store, name: str, **more: Any) -> Any:
    event = {
        "type": "message", "subtype": "file_share", "channel": "D0MARA", "channel_type": "im", "user": "U0MARA",
        "ts": "1.2", "files": [{"id": "F0123", "name": name}], **more,
    }  # fmt: skip
    return EVENTS["message"](payload.event({"team_id": TENANT, "event_id": "Ev1", "event": event}, NOW), lite)


def test_a_document_dropped_in_our_dm_is_looked_at_by_a_press(lite: Store, call: Make) -> None:
    said = drop(lite, "team.docx")
    assert isinstance(said, Reply)
    assert faults_in_blocks(said.blocks) == []
    assert said.blocks[0]["accessory"]["value"] == "F0123"
    looked = document.dropped_looked_at(handed(call, value="F0123"), lite)
    assert isinstance(looked, Form)
    assert "Ops admin would be new: 3 claims" in str(looked.view)
    document.applied(handed(call, metadata=looked.view["private_metadata"]), lite)
    assert names(lite) == ["Ops admin"]


def test_other_files_and_those_a_bot_drops_are_left_alone(lite: Store) -> None:
    assert drop(lite, "holiday.png") == Nothing()
    assert drop(lite, "team.md", bot_id="B0") == Nothing()
    assert drop(lite, "team.md", channel_type="channel") == Nothing()
