"""Something to say to many people of one workspace or several, worked off by processes that may die."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from personas.people import Person
from personas.persona import Persona, Type
from personas.pulse import Audience, Mode, Pulse
from scheduler import pulse
from storage.delivery import Progress
from storage.installation import Workspace
from storage.store import Store, Writing
from tests.conftest import NOW, TENANT
from tests.conversations.harness import Team, team
from tests.faults import worker
from tests.faults.forked import Forked, forking
from tests.faults.worker import Tuning

# With these a workspace lets us look what stands in a conversation; without the first of them nobody can.
LOOKING = "im:history"
SCOPES = frozenset({LOOKING, "im:write", "chat:write"})
SETTLED = {Progress.SENT, Progress.UNCERTAIN, Progress.CANCELLED, Progress.FAILED}
POST = "chat.postMessage"
ASK, NOTE = "ask", "evidence_unread"


@dataclass
class Wave:
    """What is said (a kind, and its subject in each workspace) to so many people in each, and who works on it."""

    slack: Team
    store: Store
    kind: str
    subjects: dict[str, int]
    tokens: dict[str, str]
    people: int
    # Shared with the processes: by how many seconds the agreed time is ahead of the machine's.
    ahead: Any
    workers: list[Forked] = field(default_factory=list)

    def work(self, processes: int = 1, tuning: Tuning | None = None, *, url: str = "") -> None:
        """Start so many processes more and wait until they work."""
        lines = [forking().Pipe(duplex=False) for _ in range(processes)]
        database_url = self.store.url.render_as_string(hide_password=False)
        for _, standing in lines:
            given = (
                url or self.slack.url,
                database_url,
                self.tokens,
                self.ahead,
                tuning or Tuning(),
                standing,
            )
            self.workers.append(Forked(worker.run, *given))
        for heard, _ in lines:
            assert heard.poll(60)
            assert heard.recv() == "at work"

    def hand_out(self) -> None:
        """Let every message wait for its turn before anybody works on them."""
        pulse.run_due(self.store, self.now())

    def kill(self) -> None:
        """kill -9 the oldest process."""
        process = self.workers.pop(0)
        process.kill()
        process.wait(5)

    def now(self) -> datetime:
        """The agreed time."""
        return datetime.fromtimestamp(time.time() + self.ahead.value, UTC)

    def calls(self, method: str = POST) -> list[dict[str, Any]]:
        """What Slack was called with."""
        heard = self.slack.http.get(f"{self.slack.url}/playground/calls", params={"method": method})
        return list(heard.json()["calls"])

    def said(self) -> Counter[tuple[str, str]]:
        """How often each person of each workspace heard it."""
        return Counter((each["team"], str(each["args"]["channel"])) for each in self.calls() if each["ok"])

    def rows(self, *tenants: str) -> dict[tuple[str, str], Progress]:
        """Where the message to each person stands, in all workspaces or in these."""
        found: dict[tuple[str, str], Progress] = {}
        for tenant in tenants or self.subjects:
            with self.store.read(tenant) as reading:
                rows = reading.deliveries.of(self.kind, self.subjects[tenant])
            found |= {(tenant, row.person): row.state for row in rows}
        return found

    def states(self, *tenants: str) -> Counter[Progress]:
        """How many messages stand where."""
        return Counter(self.rows(*tenants).values())

    def settled(self, *tenants: str) -> bool:
        """Whether every message has come to an end."""
        states = self.states(*tenants)
        return states.total() == self.people * len(tenants or self.subjects) and set(states) <= SETTLED

    def figures(self) -> dict[str, int]:
        """Lost, doubled, uncertain."""
        said, rows = self.said(), self.rows()
        in_doubt = {who for who, state in rows.items() if state is Progress.UNCERTAIN}
        return {
            "lost": self.people * len(self.subjects) - len(said.keys() | in_doubt),
            "doubled": sum(times > 1 for times in said.values()),
            "uncertain": len(in_doubt),
        }


@contextmanager
def wave(
    database_url: str,
    *,
    people: int,
    kind: str = ASK,
    teams: tuple[str, ...] = (TENANT,),
    scopes: frozenset[str] = SCOPES,
    known: int = 0,
) -> Iterator[Wave]:
    """A Slack with so many people, and in each workspace something to say to all of them that is due now.

    `known`: what is said, where the database holds it already.
    """
    with team(database_url, app=False) as slack:
        store = Store.open(database_url)
        users = _users(people)
        slack.post("crowd", {"people": [{"id": each.user, "name": each.name} for each in users]})
        tokens = {tenant: str(slack.post("install", {"team": tenant})["token"]) for tenant in teams}
        subjects = {tenant: known or _wanted(store, tenant, users, kind, scopes) for tenant in teams}
        ahead = forking().RawValue("d", NOW.timestamp() - time.time())
        here = Wave(slack, store, kind, subjects, tokens, people, ahead)
        try:
            yield here
        finally:
            while here.workers:
                here.kill()
            store.close()


def wanted(store: Store, people: int) -> int:
    """The same question in the one workspace, without a Slack; hands back its pulse."""
    return _wanted(store, TENANT, _users(people), ASK, SCOPES)


def _users(people: int) -> list[Person]:
    return [Person(f"U{number:04}WAVE", f"Person {number}", tz="UTC") for number in range(people)]


def _wanted(store: Store, tenant: str, users: list[Person], kind: str, scopes: frozenset[str]) -> int:
    with store.system() as system:
        system.installations.save(Workspace(tenant, "Northlight", "U0BOT", "B0", "U0MARA", scopes, NOW))
    with store.begin(tenant) as tx:
        for user in users:
            tx.people.mirror(user, NOW)
        return _asked(tx, users) if kind == ASK else _noted(tx, users)


def _asked(tx: Writing, users: list[Person]) -> int:
    """A question: its kind is said once more where nobody can find out whether it was said."""
    tx.personas.create(Persona(0, "ops", "Ops", Type.USER), by="U0MARA", at=NOW)
    ref, end = tx.personas.refs()[0], NOW + timedelta(days=5)
    draft = tx.pulses.draft(Pulse(0, 0, ref, "Stuck?", ("Yes", "No"), Mode.NAMED, "U0MARA", NOW, end))
    tx.pulses.start(draft, Audience(tuple(users)), number=1, now=NOW, closes_at=end)
    return draft.id


def _noted(tx: Writing, users: list[Person]) -> int:
    """A sentence to each: its kind stays uncertain where nobody can find out whether it was said."""
    for user in users:
        tx.deliveries.want(
            NOTE, key=f"unread:{user.user}", now=NOW, person=user.user, note={"where": "C0BETA"}
        )
    return 0
