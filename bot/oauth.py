"""Installing: `/slack/install` says what the app asks for, `/slack/oauth_redirect` takes what Slack gives."""

import asyncio
import hashlib
import html
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.install_state import LASTS, InstallState
from bot.scopes import WORDS, declared
from bot.settings import Settings
from bot.vault import Vault
from personas.refusal import refusal
from storage.installation import Workspace
from storage.store import DatabaseFailed, Store

log = logging.getLogger(__name__)

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "dramatis-install"
# Nothing of a page may be kept, framed or carried on; it loads nothing and runs nothing.
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:1rem/1.6 system-ui;max-width:38rem;margin:4rem auto;padding:0 1rem;color:#1d1c1d}}
a.go{{display:inline-block;background:#2b2340;color:#fff;padding:.6rem 1.2rem;border-radius:.4rem;text-decoration:none}}
small{{color:#616061}}</style><h1>{title}</h1>{body}</html>"""
EXPIRED = (
    "This way back from Slack was used already, is older than ten minutes, or was begun in another browser. "
    "Nothing was installed."
)
SAID_NO = "You said no on Slack's page. Nothing was installed, and nothing was kept."
SLACK_REFUSED = "Slack did not hand over the installation ({}). Nothing was installed."
SLACK_SILENT = "Slack does not answer at the moment. Nothing was installed; wait a minute."
DATABASE_SILENT = "Our database does not answer at the moment. Nothing was installed; wait a minute."
NO_BOT = "Slack gave no token for a bot. Nothing was installed."


class Declined(Exception):
    """Nothing was installed: why, and the status that goes with it."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


@dataclass(slots=True)
class Installer:
    """Leads people to Slack's consent page and back."""

    settings: Settings
    store: Store
    vault: Vault
    client: AsyncWebClient
    now: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """The two pages."""
        return [Route(INSTALL, self.begin), Route(REDIRECT, self.back)]

    async def begin(self, request: Request) -> Response:
        """What the app asks for, and the way to Slack: good once, for ten minutes, in this browser."""
        browser = secrets.token_urlsafe(32)
        state = self._states.issue(browser, now=self.now())
        page = _page("Add Dramatis to Slack", _asked(self._consent(state)))
        page.set_cookie(
            COOKIE, browser, max_age=int(LASTS.total_seconds()), path="/slack",
            secure=self.settings.public_url.startswith("https"), httponly=True, samesite="lax",
        )  # fmt: skip
        return page

    async def back(self, request: Request) -> Response:
        """Back from Slack: the state is redeemed first, then the code becomes a token that is kept sealed."""
        try:
            found = await self._received(request)
        except Declined as declined:
            return _sorry(declined.sentence, declined.status)
        except (SlackApiError, aiohttp.ClientError, OSError, DatabaseFailed) as error:
            return _sorry(*_blame(error))
        log.info("installed in %s (%s)", found.name, found.tenant)
        # What waited there since the app was removed goes out.
        self.store.wake()
        return _done(found)

    async def _received(self, request: Request) -> Workspace:
        given = request.query_params
        state, browser = given.get("state", ""), request.cookies.get(COOKIE, "")
        if not await asyncio.to_thread(self._redeem, state, browser):
            raise Declined(EXPIRED, 400)
        if given.get("error") == "access_denied":
            raise Declined(SAID_NO, 200)
        if given.get("error") or not given.get("code"):
            raise Declined(SLACK_REFUSED.format(html.escape(given.get("error", "no code")[:60])), 400)
        found = await self._workspace(given["code"])
        await asyncio.to_thread(self._save, found)
        return found

    def _consent(self, state: str) -> str:
        """Slack's own page, where people say yes or no."""
        required, optional = declared()
        asked = {
            "client_id": self.settings.slack_client_id,
            "scope": ",".join(sorted(required | optional)),
            "redirect_uri": self._redirect,
            "state": state,
        }
        return f"{urljoin(self.settings.slack_api_url, '../oauth/v2/authorize')}?{urlencode(asked)}"

    @property
    def _redirect(self) -> str:
        return f"{self.settings.public_url}{REDIRECT}"

    async def _workspace(self, code: str) -> Workspace:
        """The code becomes a token; who the bot is there is asked once, now, and never in a request again."""
        told = (
            await self.client.oauth_v2_access(
                client_id=self.settings.slack_client_id,
                client_secret=self.settings.slack_client_secret,
                code=code,
                redirect_uri=self._redirect,
            )
        ).data
        token = told.get("access_token") if isinstance(told, Mapping) else None
        if not isinstance(told, Mapping) or not token or told.get("token_type") != "bot":
            raise Declined(NO_BOT, 502)
        bot = (await self.client.auth_test(token=token)).data
        return self._found(told, bot if isinstance(bot, Mapping) else {}, token=str(token))

    def _found(self, told: Mapping[str, Any], bot: Mapping[str, Any], *, token: str) -> Workspace:
        whole = bool(told.get("is_enterprise_install"))
        team, enterprise, by = (_part(told, each) for each in ("team", "enterprise", "authed_user"))
        home = enterprise if whole else team
        if not home.get("id"):
            raise Declined(NO_BOT, 502)
        tenant = str(home["id"])
        return Workspace(
            tenant=tenant,
            name=str(home.get("name") or ""),
            bot_user=str(told.get("bot_user_id") or bot.get("user_id") or ""),
            bot_id=str(bot.get("bot_id") or ""),
            installer=str(by.get("id") or ""),
            scopes=frozenset(filter(None, str(told.get("scope") or "").split(","))),
            installed_at=self.now(),
            enterprise=str(enterprise.get("id") or ""),
            is_enterprise=whole,
            app_id=str(told.get("app_id") or ""),
            sealed=self.vault.seal(tenant, token),
        )

    def _save(self, workspace: Workspace) -> None:
        with self.store.system() as system:
            system.installations.save(workspace)

    def _redeem(self, state: str, browser: str) -> bool:
        """Whether we issued the state to this browser, in time, and it comes back for the first time."""
        now = self.now()
        ends = self._states.end_of(state, browser, now=now)
        if ends is None:
            return False
        with self.store.system() as system:
            return system.installations.redeem(_hash(state), _hash(browser), ends=ends, now=now)

    @property
    def _states(self) -> InstallState:
        return InstallState(self.settings.slack_client_secret)


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of what Slack told, where it is one."""
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}


def _asked(consent: str) -> str:
    required, optional = declared()
    rows = "".join(
        f"<li>{html.escape(WORDS[scope])} <small>{scope}</small></li>" for scope in sorted(required)
    )
    more = "".join(
        f"<li>{html.escape(WORDS[scope])} <small>{scope}</small></li>" for scope in sorted(optional)
    )
    return (
        "<p>Dramatis keeps your team's personas in its daily conversations. Slack will ask whether it may:</p>"
        f"<ul>{rows}</ul><p>And, if you like:</p><ul>{more}</ul>"
        f'<p><a class="go" href="{html.escape(consent)}">Go on to Slack</a></p>'
        "<p><small>It asks for nothing in your own name. Remove it in Slack at any time: everything it kept is "
        "deleted within 14 days.</small></p>"
    )


def _done(workspace: Workspace) -> HTMLResponse:
    name = html.escape(workspace.name or "your workspace")
    add = f'<p><a class="go" href="{html.escape(workspace.add_page)}">Choose its workspaces</a></p>'
    first = f"<p>It is in none of its workspaces yet: choose them first.</p>{add}"
    todo = "In Slack, invite it to a channel with <b>/invite @Dramatis</b> and type <b>/persona start</b>."
    said = f"<p>{name} has it now.</p>{first if workspace.is_enterprise else ''}<p>{todo}</p>"
    page = _page("Dramatis is installed", said)
    page.delete_cookie(COOKIE, path="/slack")
    return page


def _sorry(sentence: str, status: int) -> HTMLResponse:
    again = f'<p><a class="go" href="{INSTALL}">Start again</a></p>'
    return _page("Not installed", f"<p>{sentence}</p>{again}", status)


def _blame(error: Exception) -> tuple[str, int]:
    """Whose trouble it is, as a sentence and a status."""
    if isinstance(error, SlackApiError):
        said = refusal(error.response.data, error.response.status_code)
        return SLACK_REFUSED.format(html.escape(said)), 502
    return (DATABASE_SILENT, 503) if isinstance(error, DatabaseFailed) else (SLACK_SILENT, 502)


def _page(title: str, body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(PAGE.format(title=title, body=body), status, headers=dict(HEADERS))


def _hash(secret: str) -> str:
    """What the database keeps: a copy of it opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
