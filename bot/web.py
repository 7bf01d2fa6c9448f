"""The HTTP edge: size, signature and shape are checked on raw bytes before anything parses them."""

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock_offset import TOLERANCE_S, Refusals
from bot.request_body import BodyReader, TooLarge
from handlers import Remembered, nothing
from handlers.payload_schema import payload_in
from storage.failure import Failure

log = logging.getLogger(__name__)
DIGITS_MAX = 12
UNSIGNED = "The signature is missing, wrong or too old."
NO_PAYLOAD = "That is no payload of Slack's."
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")

# What whoever watches /readyz reads, with 503.
UNREADY = {
    Failure.FULL: "the database is full",
    Failure.READ_ONLY: "the database is read-only",
    Failure.DISK: "the disk of the database reports errors",
    Failure.DAMAGED: "the database is damaged",
    Failure.SILENT: "the database does not answer",
    Failure.NEWER: "the database was written by a newer version: upgrade this one",
    Failure.OLDER: "the database is of an earlier version: start again to bring it up to date",
}

Looks = Callable[[], Awaitable[Failure | None]]
JSON = "application/json;charset=utf-8"


class Refused(Exception):
    """A request that is answered without being heard: why, with which status, and whether the line stays open."""

    def __init__(self, sentence: str, status: int, *, closing: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.closing = sentence, status, closing


@dataclass(frozen=True, slots=True)
class Events:
    """Hears what Slack posts: signed, whole and of a shape that can be read."""

    app: AsyncApp
    secret: str
    bodies: BodyReader
    remembered: Remembered = nothing
    refusals: Refusals = field(default_factory=Refusals)

    async def heard(self, request: Request) -> Response:
        """The answer of the app, or why there is none."""
        try:
            payload = payload_in(await self._signed(request), request.headers.get("content-type", ""))
        except Refused as refused:
            # Where the body was not read to its end, what is left of it can't be told from another request.
            headers = {"connection": "close"} if refused.closing else {}
            return PlainTextResponse(refused.sentence, refused.status, headers)
        if payload is None:
            return PlainTextResponse(NO_PAYLOAD, 400)
        if "ssl_check" in payload or payload.get("type") == "app_rate_limited":
            return PlainTextResponse("")
        if said := await self.remembered(payload):
            return Response(said, media_type=JSON)
        return await _dispatch(self.app, request, payload)

    async def _signed(self, request: Request) -> bytes:
        """The body, read only where somebody signed it, and handed on only where that was Slack."""
        if not has_signature(request.headers):
            raise Refused(UNSIGNED, 401, closing=True)
        body, now = await self._body(request), time.time()
        if not is_signed(self.secret, request.headers, body, now=now):
            if is_genuine(self.secret, request.headers, body):
                self.refusals.note(_stamp(request.headers), now=now)
            raise Refused(UNSIGNED, 401)
        return body

    async def _body(self, request: Request) -> bytes:
        try:
            return await self.bodies.read(request)
        except ClientDisconnect as error:
            # Whoever hung up in the middle reads no answer; it is no error of ours either.
            raise Refused("The request broke off.", 400) from error
        except TimeoutError as error:
            raise Refused("The request took too long to arrive.", 408, closing=True) from error
        except TooLarge as error:
            raise Refused("The request is larger than 1 MiB.", 413, closing=True) from error


def build(
    app: AsyncApp,
    *,
    secret: str,
    failure: Looks,
    more: Sequence[Route] = (),
    bodies: BodyReader | None = None,
    remembered: Remembered = nothing,
    why_unready: Callable[[], str] = lambda: "",
) -> Starlette:
    """`/slack/events` for everything Slack sends, `/healthz` for the process, and pages; `/readyz` says whether its
    database works and it is known who is served."""

    events = Events(app, secret, bodies or BodyReader(), remembered)

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_: Request) -> Response:
        failed = await failure()
        why = UNREADY[failed] if failed else why_unready()
        return PlainTextResponse(why, 503) if why else PlainTextResponse("ready")

    return Starlette(
        routes=[
            Route("/slack/events", events.heard, methods=["POST"]),
            Route("/healthz", healthy),
            Route("/readyz", is_ready),
            *more,
        ]
    )


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
    """Slack's v0 signature over the raw body, at most five minutes old; in constant time.

    While a secret is being changed, Slack signs with the old or the new one: both stand here, with a comma between.
    """
    return abs(now - _stamp(headers)) <= TOLERANCE_S and is_genuine(secret, headers, body)


def has_signature(headers: Mapping[str, str]) -> bool:
    """Whether it says at all when it was signed and how: without that, nobody reads what follows."""
    return bool(_stamp(headers) and SIGNATURE.fullmatch(headers.get("x-slack-signature", "")))


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Slack signed it, whenever that was."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    base = b"v0:" + stamp.encode() + b":" + body
    given = signature.encode("utf-8", "replace")
    fits = [hmac.compare_digest(_signature(each, base), given) for each in secrets_in(secret)]
    return any(fits)


def _stamp(headers: Mapping[str, str]) -> int:
    """When it says it was signed; long ago where it says nothing that is a time."""
    stamp = headers.get("x-slack-request-timestamp", "")
    return int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) <= DIGITS_MAX else 0


def secrets_in(setting: str) -> list[str]:
    """The signing secrets that count now: one, or two while it is being changed."""
    return [each.strip() for each in setting.split(",") if each.strip()]


def _signature(secret: str, base: bytes) -> bytes:
    return b"v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode()


async def _dispatch(app: AsyncApp, request: Request, payload: dict[str, Any]) -> Response:
    """Hand Bolt what was parsed already: read a second time, a command with the word "payload" in it is lost.

    Whatever breaks in there is an answer too: raised further, it would cut the connection other requests share.
    """
    headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
    try:
        # Bolt looks into parts of a body that we never read.
        read = AsyncBoltRequest(body=payload, headers=headers, mode="socket_mode")
    except (AttributeError, KeyError, TypeError, ValueError):
        return PlainTextResponse(NO_PAYLOAD, 400)
    try:
        answer = await app.async_dispatch(read)
    except Exception:
        log.exception("a request was not answered")
        return PlainTextResponse("Something broke on our side.", 500)
    first = {name: values[0] for name, values in answer.headers.items()}
    return Response(answer.body, answer.status, first)
