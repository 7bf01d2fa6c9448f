"""A small team and a pulse to it, for the tests of pulses."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers import ask, pulse
from handlers.call import Answer, Call, NextView, Quoted
from handlers.form_state import FormState
from personas.people import Person
from personas.persona import Claim, Facet, Persona, Type
from personas.pulse import Pulse
from scheduler.delivery_kind import KINDS
from scheduler.outgoing import Outgoing, Post
from scheduler.pulse import run_due
from storage.delivery import Progress
from storage.store import Store
from tests.calls import make_call
from tests.conftest import NOW, TENANT
from tests.outbox import leased

QUESTION = "When you first opened the shared dashboard, did you find something for your own work?"
ANSWERS = "Yes, quickly\nAfter a while\nNo"
USERS = tuple(f"U{number}USER" for number in range(1, 9))
MARA, GUEST, BOT, GONE, STRANGER = "U0MARA", "U0GUEST", "U0BOT", "U0GONE", "U0STRANGER"


def typed(value: str) -> dict[str, Any]:
    return {"x": {"type": "plain_text_input", "value": value}}


def picked(value: str) -> dict[str, Any]:
    return {"x": {"type": "static_select", "selected_option": {"value": value}}}


def ticked(*values: str) -> dict[str, Any]:
    return {"x": {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}}


@dataclass
class Town:
    """Mara, eight users, and everybody who is never asked; the clock stands still until it is moved."""

    store: Store
    now: datetime = NOW
    persona_id: int = 0
    clicks: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def call(self, user: str, text: str = "", **parts: Any) -> Call:
        self.clicks += 1
        once = f"trigger:{self.clicks}"
        given = {
            "tenant": TENANT,
            "user": user,
            "now": self.now,
            "channel": "C0BETA",
            "idempotency_key": once,
            **parts,
        }
        return make_call(text=text, **given)

    def draft(
        self,
        *,
        people: Iterable[str] = (),
        members: Sequence[str] = (),
        mode: str = "confidential",
        **parts: str,
    ) -> Answer:
        form = {
            "persona": picked(str(self.persona_id)),
            "question": typed(parts.get("question", QUESTION)),
            "answers": typed(parts.get("answers", ANSWERS)),
            "people": {"x": {"type": "multi_users_select", "selected_users": list(people)}},
            "mode": picked(mode),
            "reason": typed(parts.get("reason", "")),
            "quota": typed(parts.get("quota", "8")),
            "days": typed(parts.get("days", "5")),
        }
        if members:
            form["channel"] = {"x": {"type": "conversations_select", "selected_conversation": "C0BETA"}}
        author = parts.get("author", MARA)
        form_state = parts.get("metadata", FormState(channel="C0PRODUCT").dump())
        call = self.call(
            author, form=form, members=tuple(members), metadata=form_state, idempotency_key="view:V1"
        )
        return pulse.drafted(call, self.store)

    def send(self, answer: Answer, author: str = MARA, *, deliver: bool = True) -> Pulse:
        assert isinstance(answer, NextView), answer
        form_state = answer.view["private_metadata"]
        once = f"view:V{FormState.load(form_state).subject}"
        pulse.sent(self.call(author, metadata=form_state, idempotency_key=once), self.store)
        if deliver:
            self.deliver()
        return self.pulse(FormState.load(form_state).subject)

    def deliver(self) -> None:
        """What the sender does: what is due and can be said, stands in Slack."""
        for row in leased(self.store, self.now):
            with self.store.read(TENANT) as reading:
                said = KINDS[row.kind].render(reading, row, self.now)
            with self.store.system() as system:
                if isinstance(said, Post):
                    system.deliveries.sent(
                        row, channel=f"D{row.person}", ts=row.ts or f"{row.id}.0", note=row.note
                    )
                else:
                    system.deliveries.ended(row, Progress.CANCELLED, error="not said")

    def ask(self, people: Iterable[str] = USERS, **parts: Any) -> Pulse:
        return self.send(self.draft(people=people, **parts), parts.get("author", MARA))

    def pulse(self, pulse_id: int) -> Pulse:
        with self.store.read(TENANT) as reading:
            found = reading.pulses.get(pulse_id)
        assert found
        return found

    def press(self, user: str, handler: Any, value: str, **parts: Any) -> Answer:
        call = self.call(user, value=value, in_dm=True, message=Quoted(ts="1.0"), **parts)
        answer: Answer = handler(call, self.store)
        return answer

    def tap(self, user: str, asked: Pulse, choice: int) -> Answer:
        return self.press(user, ask.answered, f"{asked.id}:{choice}")

    def type(self, user: str, text: str) -> Answer:
        call = self.call(user, text, in_dm=True, action="message", message=Quoted(ts="1.0"))
        return ask.typed(call, self.store)

    def tick(self, **later: float) -> None:
        self.now += timedelta(**later)
        run_due(self.store, self.now)
        self.deliver()

    def later(self, *, days: int) -> "Town":
        """Some days on, at ten again."""
        self.tick(days=days)
        self.now = self.now.replace(hour=10)
        return self

    def messages(self, kind: str = "ask", user: str = "") -> list[Outgoing]:
        """What the sender would say now, one for each delivery of this kind."""
        render = KINDS[kind].render
        with self.store.read(TENANT) as reading:
            rows = reading.deliveries.of(kind, self.newest)
            return [render(reading, row, self.now) for row in rows if not user or row.person == user]

    def shown(self, kind: str = "ask", user: str = "") -> str:
        return str([each.blocks for each in self.messages(kind, user) if isinstance(each, Post)])

    @property
    def newest(self) -> int:
        with self.store.read(TENANT) as reading:
            row = reading.connection.exec_driver_sql("SELECT max(id) FROM pulse").scalar()
        return int(row or 0)


def words(answer: object) -> str:
    return json.dumps(getattr(answer, "blocks", None) or getattr(answer, "view", None), ensure_ascii=False)


def town(store: Store) -> Town:
    here = Town(store)
    claims = (Claim(0, 0, Facet.STUCK, "Finds nothing of their own at first"),)
    with store.begin(TENANT) as tx:
        user = Persona(0, "end-user", "End user", Type.USER, claims=claims)
        here.persona_id = tx.personas.create(user, by=MARA, at=NOW)
        people = [Person(MARA, "Mara", tz="Europe/Berlin", team=TENANT)]
        people += [Person(each, f"Person {each}", tz="Europe/Berlin", team=TENANT) for each in USERS]
        people += [
            Person(GUEST, "Guest", tz="Europe/Berlin", guest=True),
            Person(BOT, "Bot", is_bot=True),
            Person(GONE, "Gone", deleted=True),
            Person(STRANGER, "Olu", stranger=True),
        ]
        for person in people:
            tx.people.mirror(person, NOW)
    return here
