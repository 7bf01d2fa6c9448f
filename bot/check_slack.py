"""What Slack says of our tokens: whether it takes them, and what they let us do."""

import time
from collections.abc import Mapping
from datetime import datetime
from math import ceil

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import clock_offset
from bot.error_message import SILENT, UNCONNECTED
from bot.finding import BAD, GOOD, SHORT, Finding
from bot.identity import REFUSED, tenant_in
from bot.scopes import declared
from bot.settings import Settings
from bot.vault import Unreadable, Vault
from personas.refusal import refusal
from personas.views.parts import count
from storage.installation import Stopped, Workspace

# What is lost without a scope the app can do without.
OPTIONAL = {
    "files:read": "`/persona import` can't fetch a document",
    "groups:read": "private channels are not recognised by name",
    "im:write": "a message that may have been lost can't be looked up in its conversation",
}
DAY_S = 86_400
PAGE = 200
ADD = "Its admin adds it to workspaces at {}."
PAUSED = "paused: none of ENCRYPTION_KEYS opens its token"
KEY = "Put its key back and start again, or have it installed again at {}/slack/install."
BACK = "its token can be opened again, but it is still paused"
AGAIN = "Start `python -m bot run` again."
WHY_STOPPED = {
    Stopped.UNINSTALLED: "the app was removed here",
    Stopped.REVOKED: "Slack made its token void",
}


async def app_token(client: AsyncWebClient, settings: Settings) -> list[Finding]:
    """Whether Slack opens a socket for us, where that is how we hear it."""
    if not settings.socket_mode:
        return []
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token)
    except SlackApiError as error:
        return [Finding(BAD, "app-level token", UNCONNECTED.format(_word(error)))]
    except (aiohttp.ClientError, OSError, TimeoutError):
        return []  # the bot's token meets the same silence, and says so
    return [Finding(GOOD, "Slack opens a socket for SLACK_APP_TOKEN")]


async def token_of_settings(client: AsyncWebClient, settings: Settings) -> tuple[str, list[Finding]]:
    """The workspace of SLACK_BOT_TOKEN, and what its token lets us do."""
    return await _tested(client, settings, settings.slack_bot_token, REFUSED)


async def installed(
    client: AsyncWebClient, settings: Settings, workspace: Workspace, now: datetime
) -> list[Finding]:
    """A workspace that installed the app: whether it still runs there, and why not."""
    address = settings.public_url
    try:
        token = Vault(settings.keys).opened(workspace.tenant, workspace.sealed)
    except Unreadable:
        return [*_ended(workspace, address, now), Finding(BAD, PAUSED, KEY.format(address))]
    if workspace.stopped_why == Stopped.UNREADABLE:
        return [Finding(SHORT, BACK, AGAIN)]
    if workspace.stopped_at:
        return _ended(workspace, address, now)
    refused = f"Slack does not accept its token ({{}}). Have it installed again at {address}/slack/install."
    _, findings = await _tested(client, settings, token, refused)
    if workspace.is_enterprise and findings[0].state == GOOD:
        findings.append(await _reach(client, workspace, token))
    return findings


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


async def _tested(
    client: AsyncWebClient, settings: Settings, token: str, refused: str
) -> tuple[str, list[Finding]]:
    try:
        answer = await client.auth_test(token=token)
    except SlackApiError as error:
        return "", [Finding(BAD, "token", refused.format(_word(error)))]
    except (aiohttp.ClientError, OSError, TimeoutError):
        return "", [Finding(BAD, "Slack", SILENT.format(settings.slack_api_url))]
    granted = frozenset(filter(None, str(answer.headers.get("x-oauth-scopes") or "").split(",")))
    said = answer.data if isinstance(answer.data, Mapping) else {}
    signed_in = Finding(GOOD, f"Slack knows us: {said.get('user')} in {said.get('team')}")
    wrong = clock_offset.sentence(answer.headers, machine=time.time())
    off = [Finding(BAD, "clock", wrong)] if wrong else []
    return tenant_in(said), [signed_in, *off, *scopes(granted)]


async def _reach(client: AsyncWebClient, workspace: Workspace, token: str) -> Finding:
    """An organisation's installation is in none of its workspaces until somebody adds it there."""
    try:
        teams = (await client.auth_teams_list(token=token, limit=PAGE)).get("teams") or []
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding(SHORT, f"Slack does not say in which workspaces it is ({type(error).__name__})")
    if not teams:
        return Finding(SHORT, "in no workspace of this organisation yet", ADD.format(workspace.add_page))
    more = "or more " if len(teams) == PAGE else ""
    return Finding(GOOD, f"in {len(teams)} {more}of its workspaces")


def _ended(workspace: Workspace, address: str, now: datetime) -> list[Finding]:
    """Removed or revoked, and how long everything is still there."""
    if workspace.stopped_why not in WHY_STOPPED:
        return []
    what, until = WHY_STOPPED[Stopped(workspace.stopped_why)], workspace.delete_after
    if until is None:
        return [
            Finding(
                SHORT, f"{what}: nothing is said here", f"Have it installed again at {address}/slack/install."
            )
        ]
    days = max(0, ceil((until - now).total_seconds() / DAY_S))
    todo = f"Installed again before that at {address}/slack/install, it goes on where it was."
    return [Finding(SHORT, f"{what}; everything is deleted in {count(days, 'day')}", todo)]


def _word(error: SlackApiError) -> str:
    return refusal(error.response.data, error.response.status_code)
