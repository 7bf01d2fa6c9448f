"""The HTTP edge: size, signature and shape are checked on raw bytes before anything parses them."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock_offset import TOLERANCE_S, Refusals
from handlers.payload_schema import payload_in
from storage.failure import Failure

BODY_MAX = 1024 * 1024
DIGITS_MAX = 12

# What whoever watches /readyz reads, with 503.
UNREADY = {
    Failure.FULL: "the database is full",
    Failure.READ_ONLY: "the database is read-only",
    Failure.DISK: "the disk of the database reports errors",
    Failure.DAMAGED: "the database is damaged",
    Failure.SILENT: "the database does not answer",
}

Looks = Callable[[], Awaitable[Failure | None]]


def build(app: AsyncApp, *, secret: str, failure: Looks, more: Sequence[Route] = ()) -> Starlette:
    """`/slack/events` for everything Slack sends, `/healthz` for the process, `/readyz` for its database, and pages."""

    refusals = Refusals()

    async def events(request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            # Whoever hung up in the middle reads no answer; it is no error of ours either.
            return PlainTextResponse("The request broke off.", 400)
        if body is None:
            return PlainTextResponse("The request is larger than 1 MiB.", 413)
        now = time.time()
        if not is_signed(secret, request.headers, body, now=now):
            if is_genuine(secret, request.headers, body):
                refusals.note(_stamp(request.headers), now=now)
            return PlainTextResponse("The signature is missing, wrong or too old.", 401)
        payload = payload_in(body, request.headers.get("content-type", ""))
        if payload is None:
            return PlainTextResponse("That is no payload of Slack's.", 400)
        if "ssl_check" in payload or payload.get("type") == "app_rate_limited":
            return PlainTextResponse("")
        return await _dispatch(app, request, payload)

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_: Request) -> Response:
        failed = await failure()
        return PlainTextResponse(UNREADY[failed], 503) if failed else PlainTextResponse("ready")

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
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


async def _body(request: Request) -> bytes | None:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > BODY_MAX:
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            return None
    return body


async def _dispatch(app: AsyncApp, request: Request, payload: dict[str, Any]) -> Response:
    """Hand Bolt what was parsed already: read a second time, a command with the word "payload" in it is lost."""
    headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
    answer = await app.async_dispatch(AsyncBoltRequest(body=payload, headers=headers, mode="socket_mode"))
    first = {name: values[0] for name, values in answer.headers.items()}
    return Response(answer.body, answer.status, first)
