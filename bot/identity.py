"""Whose token stands in the settings: Slack is asked at the start, and again until it answers. Nobody else is served."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, repeat
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import clock_offset
from bot.client import WorkspaceClient
from bot.foreign_tenant import ForeignTenantClient
from bot.settings import Settings
from bot.workspace_choice import called, listed
from scheduler.slack_error import PASSING, classify, code_of
from storage.installation import Workspace
from storage.store import Store

log = logging.getLogger(__name__)
# How long it is waited before Slack is asked again; the last for good.
ASKED_AGAIN_S = (1.0, 2.0, 5.0, 15.0)
SILENT = "Slack does not answer at {}, so whose token SLACK_BOT_TOKEN is isn't known yet. Nobody is served until it does."
REFUSED = "Slack does not accept SLACK_BOT_TOKEN ({}). Install the app again and copy its token."
EXCHANGED = (
    "SLACK_BOT_TOKEN belongs to {}, but this database holds {}. Put the token of that workspace back, or name another "
    "database in DATABASE_URL; `python -m bot erase --workspace` takes a workspace out of this one."
)


class NotInstalled(RuntimeError):
    """Slack does not accept the bot token."""


class SlackSilent(RuntimeError):
    """Slack does not answer."""


class TokenExchanged(RuntimeError):
    """The bot token is another workspace's than those whose record the database holds."""

    def __init__(self, found: Workspace, kept: Sequence[Workspace]) -> None:
        super().__init__(EXCHANGED.format(called(found), listed(kept)))


class Unidentified(RuntimeError):
    """Nobody can be served, since it is not known whose token ours is."""


@dataclass(slots=True)
class Identity:
    """The workspace or organisation that is served, None until it is known. `why_unknown` is for the operator."""

    settings: Settings
    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    workspace: Workspace | None = None
    why_unknown: str = ""
    is_sure: bool = False
    _own: dict[str, AsyncWebClient] = field(default_factory=dict)
    _elsewhere: AsyncWebClient = field(default_factory=ForeignTenantClient)

    async def learn(self) -> None:
        """Ask Slack who we are. While it is silent, the workspace of last time counts, where there is just one.

        Raises `NotInstalled` and `TokenExchanged`.
        """
        try:
            self.workspace = await self._asked()
        except SlackSilent as silent:
            self.workspace = await asyncio.to_thread(self._remembered)
            self.why_unknown = "" if self.workspace else SILENT.format(silent)
            log.warning(self.why_unknown or "Slack does not answer; starting with what is remembered")
        else:
            self.why_unknown, self.is_sure = "", True

    async def follow(self) -> None:
        """Ask until Slack answers. Where it says that the token is not ours to use, nobody is served any more."""
        waits = chain(ASKED_AGAIN_S, repeat(ASKED_AGAIN_S[-1]))
        while not self.is_sure:
            await asyncio.sleep(next(waits))
            try:
                self.workspace, self.why_unknown, self.is_sure = await self._asked(), "", True
                log.info("Slack answers: this is %s", called(self.workspace))
            except SlackSilent:
                continue
            except (NotInstalled, TokenExchanged) as refused:
                self._give_up(refused)

    def serves(self, tenant: str) -> bool:
        """Whether payloads and rows of this tenant are ours to answer and to send."""
        return self.workspace is not None and self.workspace.tenant == tenant

    def authorized(self) -> AuthorizeResult:
        """Bolt's question: on whose behalf we answer. Raises `Unidentified`."""
        ours = self.workspace
        if ours is None:
            raise Unidentified(self.why_unknown)
        return AuthorizeResult(
            enterprise_id=ours.tenant if ours.is_enterprise else None,
            team_id=None if ours.is_enterprise else ours.tenant,
            bot_token=self.client.token,
            bot_id=ours.bot_id,
            bot_user_id=ours.bot_user,
        )

    def client_for(self, tenant: str) -> AsyncWebClient:
        """One token, one workspace: what is to be said in another one, whose rows stand in the same database, waits."""
        if not self.serves(tenant):
            return self._elsewhere
        if tenant not in self._own:
            self._own[tenant] = WorkspaceClient(self.client, self.store, self.now, tenant=tenant)
        return self._own[tenant]

    def _give_up(self, refused: NotInstalled | TokenExchanged) -> None:
        said = REFUSED.format(refused) if isinstance(refused, NotInstalled) else str(refused)
        self.workspace, self.why_unknown, self.is_sure = None, said, True
        log.error(said)

    async def _asked(self) -> Workspace:
        """Who Slack says we are, kept for starts while it is silent."""
        try:
            answer = await self.client.auth_test()
            found = self._workspace(answer)
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            if classify(error) in PASSING:
                raise SlackSilent(self.settings.slack_api_url) from error
            raise NotInstalled(code_of(error)) from error
        if wrong := clock_offset.sentence(answer.headers, machine=time.time()):
            log.error(wrong)
        await asyncio.to_thread(self._keep, found)
        return found

    def _workspace(self, answer: AsyncSlackResponse) -> Workspace:
        """The workspace of a token, or its organisation where the token is a whole organisation's."""
        said = answer.data if isinstance(answer.data, Mapping) else {}
        tenant = tenant_in(said)
        if not tenant:
            raise aiohttp.ClientPayloadError("it names no workspace")
        return Workspace(
            tenant=tenant,
            name=said.get("team") or "",
            bot_user=said.get("user_id") or "",
            bot_id=said.get("bot_id") or "",
            installer="",
            scopes=frozenset(filter(None, (answer.headers.get("x-oauth-scopes") or "").split(","))),
            installed_at=self.now(),
            enterprise=said.get("enterprise_id") or "",
            is_enterprise=bool(said.get("is_enterprise_install")),
        )

    def _keep(self, found: Workspace) -> None:
        """For starts while Slack is silent. What another workspace left behind stays that workspace's."""
        with self.store.system() as system:
            kept = [each for each in system.installations.every() if each.delete_after is None]
            if kept and found.tenant not in {each.tenant for each in kept}:
                raise TokenExchanged(found, kept)
            system.installations.save(found)

    def _remembered(self) -> Workspace | None:
        """The workspace that a token in the settings was of, where there is just one."""
        with self.store.system() as system:
            kept = [each for each in system.installations.all() if not each.sealed]
        return kept[0] if len(kept) == 1 else None


def tenant_in(said: Mapping[str, Any]) -> str:
    """The tenant of a token, by auth.test's answer: a whole organisation's is the organisation."""
    return str(said.get("enterprise_id" if said.get("is_enterprise_install") else "team_id") or "")
