"""What Slack hands out for a moment: trigger ids (3 s, once) and response URLs (half an hour, five uses)."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime

from playground.limits import RESPONSE_SECONDS, RESPONSE_USES, TRIGGER_SECONDS
from playground.model import Message


class Refusal(Exception):  # an answer of Slack's, not an error of ours
    """Slack says no: its error word, and the sentences that explain it."""

    def __init__(self, error: str, messages: list[str] | None = None, **more: object) -> None:
        super().__init__(error)
        self.error, self.messages, self.more = error, messages or [], more


@dataclass
class Trigger:
    """Leave to open one view for one person, from inside a view or not."""

    user: str
    ends: float
    view_id: str = ""
    used: bool = False


class Triggers:
    """The trigger ids given out."""

    def __init__(self) -> None:
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, view_id: str = "") -> str:
        """A new one."""
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = Trigger(user, time.monotonic() + TRIGGER_SECONDS, view_id)
        return trigger_id

    def redeem(self, trigger_id: object) -> Trigger:
        """Use it, or hear why not."""
        trigger = self._given.get(str(trigger_id))
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() > trigger.ends:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass
class ResponseUrl:
    """Where an answer goes, and which message it may replace."""

    channel: str
    user: str
    born: datetime
    original: Message | None = None
    from_command: bool = False
    uses: int = 0


class ResponseUrls:
    """The response URLs given out."""

    def __init__(self) -> None:
        self._given: dict[str, ResponseUrl] = {}

    def give(self, url: ResponseUrl) -> str:
        """A new one."""
        token = secrets.token_urlsafe(18)
        self._given[token] = url
        return token

    def redeem(self, token: str, now: datetime) -> ResponseUrl:
        """Use it, or hear why not."""
        url = self._given.get(token)
        if url is None:
            raise Refusal("no_service")
        if (now - url.born).total_seconds() > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if url.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        url.uses += 1
        return url
