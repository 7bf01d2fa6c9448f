"""`python -m bot check`: settings, token, scopes, database, counts. Looks only; says what to do."""

import argparse
import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import logs
from bot.complaint import REFUSED, SILENT, plainly, reason_of
from bot.scopes import declared
from bot.settings import Settings, load
from bot.wiring import outside, slack_client
from personas.views.parts import count
from storage.migrations import is_current
from storage.store import Reading, Store

# What is lost without a scope the app can do without.
OPTIONAL = {
    "files:read": "`/persona import` can't fetch a document",
    "groups:read": "private channels are not recognised by name",
    "im:write": "a message that may have been lost can't be looked up in its conversation",
}
GOOD, SHORT, BAD = 0, 1, 2
SIGNS = {GOOD: "✓", SHORT: "•", BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, what was looked at, and what to do about it."""

    state: int
    what: str
    todo: str = ""


def options(_: argparse.ArgumentParser) -> None:
    """Everything is a setting."""


def main(_: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is worth a look, 2 when the app can't work like this."""
    return plainly(_check)


def _check() -> int:
    settings = load()
    logs.set_up("ERROR")
    print("Dramatis, checked\n")
    findings = [Finding(GOOD, f"settings are complete: {_mode(settings)}")]
    answer, slack = asyncio.run(_slack(settings))
    findings += [*slack, *_database(settings, str((answer or {}).get("team_id") or ""))]
    return _say(findings)


def _say(findings: Iterable[Finding]) -> int:
    listed = list(findings)
    for finding in listed:
        print(f"  {SIGNS[finding.state]} {finding.what}")
        if finding.todo:
            print(f"    {finding.todo}")
    worst = max(finding.state for finding in listed)
    points = count(sum(finding.state > GOOD for finding in listed), "point")
    print(f"\n{points} to look at." if worst else "\nAll is well.")
    return worst


def _mode(settings: Settings) -> str:
    return "Socket Mode" if settings.socket_mode else f"HTTP on {settings.host}:{settings.port}"


async def _slack(settings: Settings) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Whether Slack takes the token, and what it lets us do."""
    async with outside() as (session, _):
        try:
            answer = await slack_client(settings, session).auth_test()
        except SlackApiError as error:
            data = error.response.data
            word = data.get("error", "") if isinstance(data, dict) else f"status {error.response.status_code}"
            return None, [Finding(BAD, "token", REFUSED.format(word))]
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None, [Finding(BAD, "Slack", SILENT.format(settings.slack_api_url))]
    granted = frozenset(filter(None, str(answer.headers.get("x-oauth-scopes") or "").split(",")))
    signed_in = Finding(GOOD, f"Slack knows us: {answer.get('user')} in {answer.get('team')}")
    return dict(answer.data) if isinstance(answer.data, dict) else {}, [signed_in, *scopes(granted)]


def scopes(granted: frozenset[str]) -> list[Finding]:
    """The granted scopes against the manifest: what is missing, and what that costs."""
    required, optional = declared()
    missing = sorted(required - granted)
    lacking = sorted(optional - granted)
    found = [
        Finding(BAD, f"scopes missing: {', '.join(missing)}", "Add them in the app's settings, and install it again.")
    ] if missing else [Finding(GOOD, f"{count(len(required), 'scope')} granted, none missing")]  # fmt: skip
    found += [
        Finding(SHORT, f"optional scope {scope} not granted: {OPTIONAL.get(scope, 'one feature is off')}")
        for scope in lacking
    ]
    return found


def _database(settings: Settings, tenant: str) -> list[Finding]:
    """Whether it answers, has today's tables, and counts what it keeps."""
    store = Store.open(settings.database_url)
    shown = store.url.render_as_string(hide_password=True)
    try:
        if not _exists(store):
            return [Finding(SHORT, f"no database yet at {shown}", "`python -m bot run` makes it.")]
        if not is_current(store):
            todo = "`python -m bot run` brings it up to date when it starts."
            return [Finding(SHORT, f"database {shown} is not up to date", todo)]
        with store.read(tenant or _remembered(store)) as reading:
            return [Finding(GOOD, f"database {shown} answers and is up to date"), *_record(reading)]
    except Exception as error:  # noqa: BLE001  whatever a driver raises, a person reads one sentence
        reason = reason_of(error)
        return [
            Finding(
                BAD,
                f"database {shown} does not answer: {reason}",
                "Check DATABASE_URL, and that it is running.",
            )
        ]
    finally:
        store.close()


def _remembered(store: Store) -> str:
    """The workspace of an earlier start, where Slack does not tell."""
    with store.system() as system:
        return next((each.tenant for each in system.installations.all()), "")


def _exists(store: Store) -> bool:
    """A SQLite file would be made by looking."""
    name = store.url.database or ""
    return store.url.get_backend_name() != "sqlite" or Path(name).exists()


def _record(reading: Reading) -> Iterator[Finding]:
    personas = len(reading.personas.refs())
    yield Finding(GOOD, f"{count(personas, 'persona')} on record")
    differences = reading.tallies.differences()
    if differences:
        names = {ref.id: ref.slug for ref in reading.personas.refs(retired=True)}
        wrong = sorted({names.get(each.persona_id, "a persona") for each in differences})
        yield Finding(
            SHORT, f"{count(len(differences), 'count')} not what the evidence adds up to: {', '.join(wrong)}",
            "Export, import into an empty database, and please report it: this should not happen.",
        )  # fmt: skip
    else:
        yield Finding(GOOD, "every count is what the evidence adds up to")
    yield from _outbox(reading.deliveries.states())


def _outbox(states: dict[str, int]) -> Iterator[Finding]:
    known = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    if states.get("uncertain"):
        yield Finding(
            SHORT, f"messages: {known}",
            "Uncertain ones may or may not have reached Slack; they are never sent twice. Look whether they arrived.",
        )  # fmt: skip
    else:
        yield Finding(SHORT if states.get("failed") else GOOD, f"messages: {known or 'none yet'}")
