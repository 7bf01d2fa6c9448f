"""A walk over everything that can be asked, pressed, typed, submitted or heard, and over what the clock does by itself."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from handlers import vocabulary
from handlers.call import Answer, Call, Quoted, Upload
from handlers.commands import COMMANDS
from handlers.form_state import FormState
from personas.filing import CARD_INDEX, Found
from personas.people import Place
from scheduler import people, pulse, reminder, retention
from scheduler.delivery_kind import KINDS
from storage import filing, tables
from storage.columns import Row
from storage.delivery import delivery_of
from storage.store import Store
from tests.calls import make_call
from tests.conftest import NOW

Handler = Callable[[Call, Store], Answer]
PEOPLE = ("U0MARA", "U0PRIYA", "U0SAM", "U0DEVIN")
TABLES = [table for table in Row.metadata.sorted_tables if "tenant" in table.c]
WORDS = [
    "", "ops-admin", "ops-admin stuck", "ops-admin evidence", "ops-admin decisions", "what should this user see first",
    "first", "list", "EV-1", "EV-2", "D-1", "P-1", "compare ops-admin new-teammate", "proof", "inbox", "pulses", "settings",
    "ops-admin edit", "ops-admin edit stuck", "ops-admin add", "decide ops-admin", "pulse ops-admin", "mute 2w", "unmute",
    "my data", "new", "help", "ops-admin retire", "because ops-admin: two paths instead of one",
]  # fmt: skip
# The end of an installation is another walk's.
ENDS = frozenset({"app_uninstalled", "tokens_revoked", "team_access_revoked", "team_access_granted"})
# These take something away that the others need.
LAST = ("persona_retire", "privacy_delete")
# What stands in every field of every form, by block; ids are added where a form asks for them.
TYPED = {
    "type": "user", "role": "Runs it", "one_line": "x", "interval": "30", "when": "a", "want": "b",
    "so": "c", "first": "d", "why": "e", "lines": "Waits for somebody", "built": "no", "quote": "They waited", "whose": "own",
    "polarity": "supports", "source": "ticket", "counts": "2 of 4", "kind": "stuck", "reference": "#4711", "account": "AC",
    "from": "one path", "to": "two paths", "because": "they are alone", "known": "x", "question": "Did it help you?",
    "answers": "Yes\nNo", "mode": "named", "quota": "3", "days": "5", "reason": "x", "supports": "0", "count": "1",
    "sentence": "It did", "channel": "C0ONBOARD", "filing": "on",
}  # fmt: skip


def walk(store: Store, mine: str, theirs: str) -> tuple[list[str], set[str]]:
    """Everything Mara of the first tenant can do, with ids of her own and of the other; what she read, which forms went."""
    said = []
    for handler, call in steps(store, mine, theirs):
        # What a handler makes of a value that is none of its own is not the point here.
        with suppress(Exception):
            said.append(repr(handler(call, store.for_user("U0MARA", NOW))))
    with store.begin(mine) as tx:  # on the way she pressed "stop asking me", and went quiet
        tx.people.prefer("U0MARA", stopped_at=None, muted_until=None)
    strange, own = submit(store, mine, theirs), submit(store, mine, mine)
    went = {name for name, _ in own}
    return said + [repr(answer) for _, answer in strange + own], went


def steps(store: Store, mine: str, theirs: str) -> Iterator[tuple[Handler, Call]]:
    """Everything Mara of the first tenant can say, press, type or cause, with ids of the other; forms come after."""
    clicks = 0
    for kind, table in {
        "command": COMMANDS, "press": vocabulary.ACTIONS, "typed": vocabulary.OPTIONS, "event": vocabulary.EVENTS,
        "shortcut": vocabulary.SHORTCUTS,
    }.items():  # fmt: skip
        for name, handler in table.items():
            for word in () if name in ENDS else WORDS if kind == "command" else values(store, theirs):
                clicks += 1
                yield handler, _call(mine, name, word, clicks)


def submit(store: Store, mine: str, tenant: str) -> list[tuple[str, Answer]]:
    """Every form, submitted by Mara of the first tenant with this tenant's ids; what was answered to those that went."""
    answers = []
    for turn, (name, filled) in enumerate(forms(store, mine, tenant)):
        call = replace(filled, idempotency_key=f"view:{tenant}{turn}", trigger=f"submit{tenant}{turn}")
        with suppress(Exception):
            answers.append((name, vocabulary.SUBMISSIONS[name](call, store.for_user("U0MARA", NOW))))
    return answers


def clock(store: Store, mine: str) -> list[str]:
    """What the clock does over two months in every tenant; what is said in the first one."""
    said: list[str] = []
    for days in (0, 1, 40, 60):
        at = NOW + timedelta(days=days)
        pulse.run_due(store, at)
        reminder.collect(store, at)
        retention.purge(store, at)
        with store.begin(mine) as tx:
            filing.settle(tx, _message(days), user="U0MARA", now=at)
        with store.read(mine) as reading:
            for kind in KINDS.values():
                rows = [row for row in _deliveries(reading) if KINDS[row.kind] is kind]
                said += [repr(each) for each in kind.words(reading, rows, at)] if rows else []
    asyncio.run(people.mirror(store, mine, Directory(), lambda: NOW))
    return said


def values(store: Store, tenant: str) -> list[str]:
    """Ids of a tenant's rows, as a button could carry them."""
    found = [_ids(store, tenant, table) for table in TABLES if "id" in table.c]
    return sorted({str(each) for ids in found for each in ids})


def forms(store: Store, mine: str, tenant: str) -> Iterator[tuple[str, Call]]:
    """Every form filled with this tenant's ids, about each kind of thing a form can be about."""
    persona, other = (_ids(store, tenant, _table("persona")) * 2)[:2]
    claim, piece = (_ids(store, tenant, _table(name))[0] for name in ("claim", "evidence"))
    ids = {
        "persona": persona,
        "served": persona,
        "unserved": other,
        "personas": persona,
        "claim": claim,
        "evidence": piece,
    }
    form = {block: {"x": field(str(value))} for block, value in (TYPED | ids).items()}
    form["people"] = {"x": {"selected_users": list(PEOPLE)}}
    for name in [*(each for each in vocabulary.SUBMISSIONS if each not in LAST), *LAST]:
        about = [_ids(store, tenant, _table(each)) for each in ("decision", "evidence", "pulse")]
        for subject in sorted({each for listed in about for each in listed}):
            own = form | {"name": {"x": field(f"Somebody {name} {subject}")}}
            own |= {"claim": {"x": field("0")}} if name == "pulse_file" else {}
            form_state = FormState(subject=subject, persona=persona, channel="C0ONBOARD", again="stuck")
            yield name, make_call(
                mine, "U0MARA", NOW, channel="C0ONBOARD", form=own, metadata=form_state.dump(), in_modal=True, members=("U0BOT",),
                place=Place("C0ONBOARD", "onboarding", known=True), upload=Upload("a.md", b"# Somebody else\n\nWaits"),
            )  # fmt: skip


def field(value: str) -> dict[str, Any]:
    """A field that was filled, of whatever kind it is."""
    option = {"value": value, "text": {"text": value}}
    return {"value": value, "selected_option": option, "selected_options": [option]}


class Directory(AsyncWebClient):
    """A directory of two pages."""

    async def users_list(self, *, cursor: str = "", **_: Any) -> Any:
        named = "U0SAM" if cursor else "U0MARA"
        page = {
            "members": [
                {"id": named, "name": named.lower(), "team_id": "T1", "is_primary_owner": bool(cursor)}
            ]
        }
        return page | {"response_metadata": {"next_cursor": "" if cursor else "2"}}


def _call(tenant: str, name: str, word: str, clicks: int) -> Call:
    message = Quoted(ts="1763980000.000100", text="They waited two weeks for the import", author="U0SAM")
    return make_call(
        tenant, "U0MARA", NOW, text=word, value=word, channel="C0ONBOARD", action=name, idempotency_key=f"trigger:{clicks}",
        trigger=str(clicks), form={}, message=message, place=Place("C0ONBOARD", "onboarding", known=True),
        in_dm=name == "message",
    )  # fmt: skip


def _table(name: str) -> Any:
    return Row.metadata.tables[name]


def _ids(store: Store, tenant: str, table: Any) -> list[int]:
    with store.engine.connect() as connection:
        found = select(table.c.id).where(table.c.tenant == tenant).order_by(table.c.id)
        listed = list(connection.execute(found).scalars())
    return [*listed[:2], *listed[2:][-1:]]


def _message(turn: int) -> Found:
    filed = ((CARD_INDEX, ("U0MARA",)),)
    return Found("C0ONBOARD", f"17639{turn}.1", "They waited", author="U0SAM", reactions=filed)


def _deliveries(reading: Any) -> list[Any]:
    scope = reading.deliveries
    return [delivery_of(row) for row in scope.connection.execute(scope.select(tables.Delivery))]
