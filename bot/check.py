"""`python -m bot check`: settings, tokens, scopes, database, and every workspace. Looks only; says what to do."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot import logs, workspace_choice
from bot.check_record import database, recorded
from bot.check_slack import app_token, installed, token_of_settings
from bot.error_message import plainly
from bot.finding import GOOD, SHORT, Finding, Report
from bot.settings import Settings, load
from bot.terminal import show
from bot.wiring import clock_of, outside, slack_client
from storage.installation import Workspace
from storage.store import Store

INSTALL = "Open {}/slack/install."
ELSEWHERE = "`python -m bot erase --workspace` takes it out; or put its own token back."
Looked = tuple[str, str, Sequence[Finding]]


def options(parser: argparse.ArgumentParser) -> None:
    """All workspaces, or one."""
    workspace_choice.option(parser)


def main(chosen: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is worth a look, 2 when something can't work like this."""
    return plainly(lambda: asyncio.run(_check(chosen.workspace)))


async def _check(named: str) -> int:
    settings, report = load(), Report()
    logs.set_up("ERROR")
    store = Store.open(settings.database_url)
    try:
        known = await asyncio.to_thread(database, store)
        wanted = (
            [workspace_choice.chosen(known.workspaces, named)]
            if named and known.workspaces
            else known.workspaces
        )
        show("Dramatis, checked\n")
        report.say(Finding(GOOD, f"settings are complete: {_mode(settings)}"))
        async with outside() as (session, http):
            client, now = slack_client(settings, session), (await clock_of(settings, http)).now()
            report.say(*await app_token(client, settings), *known.findings)
            looks = _many if settings.many else _one
            async for tenant, title, findings in looks(settings, client, wanted, now):
                if len(wanted) > 1:
                    report.title(title)
                report.say(*findings, *await asyncio.to_thread(recorded, store, known, tenant))
    finally:
        store.close()
    return report.end()


def _mode(settings: Settings) -> str:
    return "Socket Mode" if settings.socket_mode else f"HTTP on {settings.host}:{settings.port}"


async def _one(
    settings: Settings, client: AsyncWebClient, wanted: Sequence[Workspace], _: datetime
) -> AsyncIterator[Looked]:
    """One token, in the settings. Rows of another workspace can stand beside its own."""
    here, findings = await token_of_settings(client, settings)
    if not wanted:
        yield here, "", findings
    for place, each in enumerate(wanted):
        ours = each.tenant == here if here else place == 0
        elsewhere = [
            Finding(SHORT, "SLACK_BOT_TOKEN is another workspace's: nothing is said here", ELSEWHERE)
        ]
        yield each.tenant, workspace_choice.called(each), findings if ours else elsewhere if here else []


async def _many(
    settings: Settings, client: AsyncWebClient, wanted: Sequence[Workspace], now: datetime
) -> AsyncIterator[Looked]:
    """Each its own token, in our table."""
    for each in wanted:
        yield each.tenant, workspace_choice.called(each), await installed(client, settings, each, now)
    if not wanted:
        nobody = Finding(SHORT, "no workspace has installed the app yet", INSTALL.format(settings.public_url))
        yield "", "", [nobody]
