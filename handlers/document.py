"""Importing persona documents: a file, a look at what it would change, and the change itself."""

from handlers import form
from handlers.call import Answer, Call, Form, InvalidForm, NextView, Reply, Upload, UserError
from handlers.form_state import FormState
from personas.documents.draft import PersonaDraft, UnreadableDocument
from personas.documents.merge import Merge
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
    upload = _handed(call)
    try:
        drafts = _drafts(upload)
    except UnreadableDocument as problem:
        raise InvalidForm({view.FILE: str(problem)}) from problem
    steward = form.chosen(call.form, view.STEWARD)
    with store.read(call.tenant) as reading:
        if steward and not reading.people.known(steward).reachable:
            raise InvalidForm({view.STEWARD: NO_STEWARD})
        merges = [reading.documents.plan(draft, steward=steward, maker=call.user) for draft in drafts]
    form_state = FormState.load(call.metadata).model_copy(update={"file": _file_id(call), "author": steward})
    return NextView(view.preview(upload.name, merges, metadata=form_state.dump()))


def applied(call: Call, store: Store) -> Answer:
    """The same file again, and now it is written. Planned anew: what people did meanwhile counts."""
    upload = _handed(call)
    steward = FormState.load(call.metadata).author
    try:
        drafts = _drafts(upload)
    except UnreadableDocument as problem:
        return Reply(*mistake_view.words(str(problem)))
    with store.begin(call.tenant) as tx:
        done = [_written(tx, draft, call, steward=steward) for draft in drafts]
    merges = [merge for merge, _ in done]
    return Reply(view.done(upload.name, merges, [ref for _, ref in done]), view.summary(merges, dry=False))


def _written(
    tx: Writing, draft: PersonaDraft, call: Call, *, steward: str
) -> tuple[Merge, PersonaRef | None]:
    merge = tx.documents.plan(draft, steward=steward, maker=call.user)
    return merge, None if merge.problem else tx.documents.apply(merge, by=call.user, at=call.now)


def _drafts(upload: Upload) -> list[PersonaDraft]:
    # Reading Markdown and YAML is for the few files handed in; a start doesn't wait for their libraries.
    from personas import backup
    from personas.documents.document import read_documents

    if backup.is_backup(upload.data):
        raise UnreadableDocument(COMMAND_LINE)
    return read_documents(upload.name, upload.data)


def _handed(call: Call) -> Upload:
    if call.fetched.upload is None:
        raise UserError(MissingText("/persona import"))
    return call.fetched.upload


def _file_id(call: Call) -> str:
    return str(next(iter(form.files(call.form, view.FILE)), {}).get("id") or "")
