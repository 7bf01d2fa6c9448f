"""Signed HTTP: what Slack posts to an app's request URL, with the signature over the raw body."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import httpx

from playground.delivery import Answer, Parcel
from playground.limits import ACK_SECONDS
from playground.model import Json

PROBE_SECONDS = 2.0
OK_STATUS = range(200, 300)
FORM = "application/x-www-form-urlencoded"
RETRY_REASONS = {
    "timeout": "http_timeout",
    "http_error": "http_error",
    "connection_failed": "connection_failed",
}


class SignedHttp:
    """The app's request URL."""

    def __init__(self, url: str, *, signing_secret: str, on_change: Callable[[bool], None]) -> None:
        self._url, self._secret, self._on_change = httpx.URL(url), signing_secret, on_change
        self._client = httpx.AsyncClient(timeout=ACK_SECONDS, trust_env=False)
        self._connected = False

    @property
    def connected(self) -> bool:
        """Whether its port was open when last looked at."""
        return self._connected

    async def carry(self, parcel: Parcel) -> Answer:
        """Post it, signed, and read the answer."""
        content_type, body = _body(parcel)
        headers = {"content-type": content_type, **signature(self._secret, body), **_retry(parcel)}
        try:
            async with asyncio.timeout(ACK_SECONDS):
                reply = await self._client.post(self._url, content=body, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            return Answer("timeout", 0)
        except httpx.HTTPError:
            self._notice(reachable=False)
            return Answer("connection_failed", 0)
        self._notice(reachable=True)
        return _answer(reply)

    async def watch(self) -> None:
        """The page shows whether the app is there, so look whether its port is open."""
        while True:
            self._notice(reachable=await self._reachable())
            await asyncio.sleep(PROBE_SECONDS)

    async def close(self) -> None:
        """Close the client."""
        await self._client.aclose()

    async def _reachable(self) -> bool:
        port = self._url.port or (443 if self._url.scheme == "https" else 80)
        try:
            _, writer = await asyncio.open_connection(self._url.host, port)
        except OSError:
            return False
        writer.close()
        return True

    def _notice(self, *, reachable: bool) -> None:
        if reachable != self._connected:
            self._connected = reachable
            self._on_change(reachable)


def signature(secret: str, body: bytes) -> dict[str, str]:
    """Slack's v0 signature. Always the real time: the app compares it with its own wall clock."""
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def _body(parcel: Parcel) -> tuple[str, bytes]:
    if parcel.kind == "events_api":
        return "application/json", json.dumps(parcel.payload).encode()
    if parcel.kind == "slash_commands":
        return FORM, urlencode({name: str(value) for name, value in parcel.payload.items()}).encode()
    return FORM, urlencode({"payload": json.dumps(parcel.payload)}).encode()


def _retry(parcel: Parcel) -> dict[str, str]:
    if not parcel.attempt:
        return {}
    reason = RETRY_REASONS.get(parcel.reason, "unknown_error")
    return {"x-slack-retry-num": str(parcel.attempt), "x-slack-retry-reason": reason}


def _answer(reply: httpx.Response) -> Answer:
    no_retry = reply.headers.get("x-slack-no-retry") == "1"
    if reply.status_code not in OK_STATUS:
        return Answer("http_error", reply.status_code, no_retry=no_retry)
    return Answer(status=reply.status_code, payload=_payload(reply))


def _payload(reply: httpx.Response) -> Json:
    try:
        said = json.loads(reply.content) if reply.content else {}
    except ValueError:
        return {"text": reply.text}
    return said if isinstance(said, dict) else {}
