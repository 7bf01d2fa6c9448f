"""A question to a whole crowd, as its author's click would send it, and what became of it."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any

from personas.people import Person
from personas.pulse import Audience, Mode, Pulse
from scheduler import pulse
from storage import ask as asking
from storage.store import Store
from tests.conftest import TENANT
from tests.conversations.harness import MARA, Team
from tests.faults.pulsing import clock, persona_of

CROWD_MOST = 10_000
POST = "chat.postMessage"


def crowd_of(store: Store) -> list[Person]:
    """Everybody in the crowd whom the app knows."""
    with store.read(TENANT) as reading:
        return list(reading.people.some(f"U{number:05}CROWD" for number in range(CROWD_MOST)).values())


def mirror(store: Store, here: Team, people: int) -> None:
    """Let Slack and the app know so many people, as if the directory had been read already."""
    users = [Person(f"U{number:05}CROWD", f"Person {number}") for number in range(people)]
    here.post("crowd", {"people": [{"id": each.user, "name": each.name} for each in users]})
    now = clock(here)
    with store.begin(TENANT) as tx:
        for each in users:
            tx.people.mirror(each, now)


def asked(store: Store, here: Team) -> float:
    """One question to everybody in the crowd; how long it took until each was to be written to."""
    now, crowd = clock(here), crowd_of(store)
    about = persona_of(store, TENANT, now)
    with store.begin(TENANT) as tx:
        persona = tx.personas.get(about)
        assert persona
        end = now + timedelta(days=5)
        draft = tx.pulses.draft(Pulse(0, 0, persona.ref, "Stuck?", ("Yes", "No"), Mode.NAMED, MARA, now, end))
    began = time.perf_counter()
    with store.begin(TENANT) as tx:
        assert asking.send(tx, draft, Audience(tuple(crowd)), number=tx.pulses.next_number(), now=now)
    pulse.run_due(store, now)
    return time.perf_counter() - began


def counts(store: Store) -> Counter[str]:
    """How many of all messages stand where."""
    with store.read(TENANT) as reading:
        return Counter(reading.deliveries.states())


def settled(store: Store, people: int) -> bool:
    """Whether so many questions were handed out and nothing at all is on its way any more."""
    states = counts(store)
    return states.total() >= people and not states["pending"] + states["sending"]


def calls(here: Team, method: str = POST) -> list[dict[str, Any]]:
    """What Slack was called with by one method."""
    answer = here.http.get(f"{here.url}/playground/calls", params={"method": method})
    return list(answer.json()["calls"])


def said(here: Team) -> Counter[str]:
    """How often each of the crowd got the question."""
    heard = [each["args"]["channel"] for each in calls(here) if each["ok"]]
    return Counter(who for who in heard if who.endswith("CROWD"))
