"""A pulse to many people, worked off by processes that may die, against the playground's Slack."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from personas.people import Person
from personas.persona import Persona, Type
from personas.pulse import Audience, Mode, Pulse
from storage.delivery import Progress
from storage.installation import Workspace
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.conversations.harness import ROOT, Team, team

SCOPES = frozenset({"im:history", "im:write", "chat:write"})
SETTLED = {Progress.SENT, Progress.UNCERTAIN, Progress.CANCELLED, Progress.FAILED}


@dataclass
class Wave:
    """The people asked, the processes at work, and what Slack has heard."""

    slack: Team
    store: Store
    pulse_id: int
    people: int
    ahead: float
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def work(self, processes: int = 1) -> None:
        """Start so many processes more and wait until they work."""
        started = [
            subprocess.Popen(
                [
                    sys.executable, "-m", "tests.faults.worker", self.slack.url,
                    self.store.url.render_as_string(hide_password=False), str(self.ahead),
                ],
                cwd=ROOT, text=True, stdout=subprocess.PIPE,
            )
            for _ in range(processes)
        ]  # fmt: skip
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == "at work\n"
        self.workers += started

    def kill(self) -> None:
        """kill -9 the oldest process."""
        process = self.workers.pop(0)
        process.kill()
        process.wait(5)

    def calls(self, method: str = "chat.postMessage") -> list[dict[str, Any]]:
        """What Slack was called with."""
        return [each for each in self.slack.get("calls")["calls"] if each["method"] == method]

    def said(self) -> Counter[str]:
        """How often each person got the question."""
        heard = [each for each in self.calls() if each["ok"]]
        return Counter(str(each["args"]["channel"]) for each in heard)

    def states(self) -> Counter[Progress]:
        """How many messages stand where."""
        with self.store.read(TENANT) as reading:
            return Counter(each.state for each in reading.deliveries.of("ask", self.pulse_id))

    def settled(self) -> bool:
        """Whether every message has come to an end."""
        states = self.states()
        return sum(states.values()) == self.people and set(states) <= SETTLED

    def figures(self) -> dict[str, int]:
        """Lost, doubled, uncertain."""
        said, states = self.said(), self.states()
        return {
            "lost": self.people - len(said) - states[Progress.UNCERTAIN],
            "doubled": sum(times > 1 for times in said.values()),
            "uncertain": states[Progress.UNCERTAIN],
        }


@contextmanager
def wave(database_url: str, *, people: int) -> Iterator[Wave]:
    """A Slack with so many people, and a question to each of them that is due now."""
    with team(database_url, app=False) as slack:
        store = Store.open(database_url)
        users = [Person(f"U{number:04}WAVE", f"Person {number}", tz="UTC") for number in range(people)]
        for user in users:
            slack.post("person", {"id": user.user, "name": user.name})
        here = Wave(slack, store, _asked(store, users), people, NOW.timestamp() - time.time())
        try:
            yield here
        finally:
            while here.workers:
                here.kill()
            store.close()


def _asked(store: Store, users: list[Person]) -> int:
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0", "U0MARA", SCOPES, NOW))
    with store.begin(TENANT) as tx:
        for user in users:
            tx.people.mirror(user, NOW)
        tx.personas.create(Persona(0, "ops", "Ops", Type.USER), by="U0MARA", at=NOW)
        ref, end = tx.personas.refs()[0], NOW + timedelta(days=5)
        draft = tx.pulses.draft(Pulse(0, 0, ref, "Stuck?", ("Yes", "No"), Mode.NAMED, "U0MARA", NOW, end))
        tx.pulses.start(draft, Audience(tuple(users)), number=1, now=NOW, closes_at=end)
    return draft.id
