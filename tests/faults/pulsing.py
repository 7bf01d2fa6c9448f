"""A pulse to the users of the sample team, put into the database as its author's click would: what a fault hits."""

from collections import Counter
from datetime import datetime, timedelta

from personas.persona import Claim, Facet, Persona, Type
from personas.pulse import Audience, Mode, Pulse
from storage import ask as asking
from storage.store import Store
from tests.conversations.harness import JO, MARA, Team
from tests.conversations.test_pulse import ANSWERS, QUESTION

USERS = (JO, "U0AMARA", "U0BRUNO", "U0CHLOE", "U0DANA", "U0ELIF", "U0FARID", "U0GRETA")


def mirrored(here: Team, store: Store) -> str:
    """Wait until the app knows everybody; hands the workspace back."""
    with store.system() as system:
        tenant = system.installations.all()[0].tenant

    def known() -> bool:
        with store.read(tenant) as reading:
            return len(reading.people.some(USERS)) == len(USERS)

    here.until(known, seconds=60)
    return tenant


def clock(here: Team) -> datetime:
    """What time it is in the playground."""
    return datetime.fromisoformat(here.http.get(f"{here.url}/clock").json()["now"])


def persona_of(store: Store, tenant: str, now: datetime) -> int:
    """Whom the questions are for."""
    claims = (Claim(0, 0, Facet.STUCK, "Finds nothing of their own at first"),)
    user = Persona(0, "end-user", "End user", Type.USER, claims=claims)
    with store.begin(tenant) as tx:
        return tx.personas.create(user, by=MARA, at=now)


def asked(here: Team, store: Store, pulses: int) -> str:
    """So many questions to all of them, sent; hands the workspace back."""
    tenant, now = mirrored(here, store), clock(here)
    about = persona_of(store, tenant, now)
    for _ in range(pulses):
        ask(store, tenant, about, now)
    return tenant


def outcome(here: Team, store: Store, tenant: str, pulses: int) -> dict[str, int]:
    """Wait until no question is on its way any more; tells what was lost, doubled, and is not known."""

    def over() -> bool:
        with store.read(tenant) as reading:
            rows = [row for number in range(1, pulses + 1) for row in reading.deliveries.of("ask", number)]
        return len(rows) == pulses * len(USERS) and not {row.state.value for row in rows} & {
            "pending",
            "sending",
        }

    here.until(over, seconds=120)
    with store.read(tenant) as reading:
        uncertain = reading.deliveries.states().get("uncertain", 0)
    posts = Counter(
        user
        for user in USERS
        for each in here.seen(user, here.dm(user))
        if "Ten seconds" in str(each["blocks"])
    )
    return {
        "wanted": pulses * len(USERS),
        "lost": sum(max(pulses - posts[user], 0) for user in USERS),
        "doubled": sum(max(posts[user] - pulses, 0) for user in USERS),
        "uncertain": uncertain,
    }


def ask(store: Store, tenant: str, about: int, now: datetime) -> int:
    """One confidential question to all of them, sent."""
    with store.begin(tenant) as tx:
        persona = tx.personas.get(about)
        assert persona
        draft = Pulse(
            id=0, number=0, persona=persona.ref, question=QUESTION, options=tuple(ANSWERS.splitlines()),
            mode=Mode.CONFIDENTIAL, author=MARA, made_at=now, closes_at=now + timedelta(days=5), quota=8, days=5,
            picked=USERS,
        )  # fmt: skip
        kept = tx.pulses.draft(draft)
        found = Audience(asked=tuple(tx.people.some(USERS).values()), picked=frozenset(USERS))
        assert asking.send(tx, kept, found, number=tx.pulses.next_number(), now=now)
    return kept.id
