"""One's own data: everything that is known, and deleting what one answered."""

from handlers.call import Answer, Call, Form, Reply
from handlers.form_state import FormState
from personas.views import privacy as view
from storage import ask as asking
from storage.privacy import delete_answers, my_data
from storage.store import Store


def mine(call: Call, store: Store) -> Answer:
    """`my data`: for the person who asks, whoever they are; never shared."""
    with store.read(call.tenant) as reading:
        known = my_data(reading, call.user)
    return Reply(view.page(known, answers_days=store.kept.answers.days), "What Dramatis knows about you")


def ask_delete(call: Call, store: Store) -> Answer:
    """`delete my answers`: says what would go, and asks."""
    with store.read(call.tenant) as reading:
        known = my_data(reading, call.user)
    if not known.answers:
        return Reply(view.nothing(), "I hold no answer of yours")
    form_state = FormState(
        channel=call.channel, thread_ts=call.thread_ts, private=call.private, in_dm=call.in_dm
    )
    return Form(view.confirm_form(known, metadata=form_state.dump()))


def deleted(call: Call, store: Store) -> Answer:
    """Confirmed: they go, whatever was answered meanwhile included."""
    with store.begin(call.tenant) as tx:
        number = delete_answers(tx, call.user, by=call.user, now=call.now)
    asking.scrub(store.engine)
    return Reply(view.deleted(number), "Your answers are deleted" if number else "They were gone already")
