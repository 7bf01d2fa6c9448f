"""Importing persona documents: a file, a look at what it would change, and the change itself."""

from handlers import form
from handlers.call import Answer, Call, Form, InvalidForm, NextView, Reply, Upload, UserError, View
from handlers.form_state import FormState
from personas.documents.draft import Nameless, PersonaDraft, UnreadableDocument
from personas.documents.merge import Merge
from personas.documents.reading import Reading
from personas.errors import MissingText
from personas.persona import PersonaRef
from personas.views import document as view
from personas.views import mistake as mistake_view
from storage.store import Store, Writing

COMMAND_LINE = (
    "That is a whole export. It is brought back where Dramatis runs, with `python -m bot import FILE`."
)

NO_STEWARD = "A bot, or somebody who has left, can't take care of a persona. Choose a colleague."


def asked(call: Call, store: Store) -> Answer:
    """The form for a file."""
    where = FormState(channel=call.channel, thread_ts=call.thread_ts, private=call.private, in_dm=call.in_dm)
    return Form(view.upload_form(metadata=where.dump()))


def looked_at(call: Call, store: Store) -> Answer:
    """A file was handed in: what it would change. Nothing is written yet."""
    upload, steward = _handed(call), form.chosen(call.form, view.STEWARD)
    with store.read(call.tenant) as reading:
        if steward and not reading.people.known(steward).reachable:
            raise InvalidForm({view.STEWARD: NO_STEWARD})
    state = FormState.load(call.metadata).model_copy(
        update={"file": _file_id(call), "author": steward, "name": form.text(call.form, view.NAME)}
    )
    try:
        found = _read(upload, state)
    except UnreadableDocument as problem:
        field = view.NAME if isinstance(problem, Nameless) else view.FILE
        raise InvalidForm({field: str(problem)}) from problem
    return NextView(_preview(call, store, found, state))


def dropped(call: Call) -> Answer:
    """A document was dropped in our DM: a button to look at it."""
    return Reply(view.dropped(call.value), view.DROPPED)


def dropped_looked_at(call: Call, store: Store) -> Answer:
    """[Look at it]: what the dropped document would change."""
    state = FormState(file=call.value, channel=call.channel, in_dm=call.in_dm)
    try:
        return Form(_preview(call, store, _read(_handed(call), state), state))
    except Nameless as problem:
        return Reply(*mistake_view.words(f"{problem} `/persona import` takes its name with it."))
    except UnreadableDocument as problem:
        return Reply(*mistake_view.words(str(problem)))


def shaped(call: Call, store: Store) -> Answer:
    """[It is one persona] or [They are several]: the same look, read that way."""
    state = FormState.load(call.metadata).model_copy(update={"shape": call.value})
    return _look(call, store, state)


def shown(call: Call, store: Store) -> Answer:
    """[Show what becomes what]: every line of the document, and where it goes."""
    try:
        found = _read(_handed(call), FormState.load(call.metadata))
    except UnreadableDocument as problem:
        return Reply(*mistake_view.words(str(problem)))
    return Form(view.every_line(_handed(call).name, found))


def _look(call: Call, store: Store, state: FormState) -> Answer:
    try:
        return NextView(_preview(call, store, _read(_handed(call), state), state))
    except UnreadableDocument as problem:
        return Reply(*mistake_view.words(str(problem)))


def _preview(call: Call, store: Store, found: Reading, state: FormState) -> View:
    with store.read(call.tenant) as reading:
        merges = [reading.documents.plan(draft, steward=state.author, maker=call.user) for draft in found]
    # What is not certain is imported only as it was shown.
    kept = state if state.shape or not found.doubt else state.model_copy(update={"shape": view.EACH})
    return view.preview(_handed(call).name, found, merges, shape=state.shape, metadata=kept.dump())


def applied(call: Call, store: Store) -> Answer:
    """The same file again, and now it is written. Planned anew: what people did meanwhile counts."""
    upload, state = _handed(call), FormState.load(call.metadata)
    try:
        found = _read(upload, state)
    except UnreadableDocument as problem:
        return Reply(*mistake_view.words(str(problem)))
    with store.begin(call.tenant) as tx:
        done = [_written(tx, draft, call, steward=state.author) for draft in found]
    merges = [merge for merge, _ in done]
    text = view.summary(merges, dry=False)
    return Reply(view.done(upload.name, found, merges, [ref for _, ref in done]), text)


def _written(
    tx: Writing, draft: PersonaDraft, call: Call, *, steward: str
) -> tuple[Merge, PersonaRef | None]:
    merge = tx.documents.plan(draft, steward=steward, maker=call.user)
    return merge, None if merge.problem else tx.documents.apply(merge, by=call.user, at=call.now)


def _read(upload: Upload, state: FormState) -> Reading:
    # Reading documents is for the few files handed in; a start doesn't wait for their libraries.
    from personas import backup
    from personas.documents.document import read_documents

    if backup.is_backup(upload.data):
        raise UnreadableDocument(COMMAND_LINE)
    one = {view.ONE: True, view.EACH: False}.get(state.shape)
    return read_documents(upload.name, upload.data, name=state.name, one=one)


def _handed(call: Call) -> Upload:
    if call.fetched.upload is None:
        raise UserError(MissingText("/persona import"))
    return call.fetched.upload


def _file_id(call: Call) -> str:
    return str(next(iter(form.files(call.form, view.FILE)), {}).get("id") or "")
