"""The HTTP edge: size, signature and shape are checked on raw bytes before anything parses them."""

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qs

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

BODY_MAX = 1024 * 1024
TOLERANCE_S = 300
DIGITS_MAX = 12

Ready = Callable[[], Awaitable[bool]]


def build(app: AsyncApp, *, secret: str, ready: Ready, more: Sequence[Route] = ()) -> Starlette:
    """`/slack/events` for everything Slack sends, `/healthz` for the process, `/readyz` for its database."""

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("The request is larger than 1 MiB.", 413)
        if not is_signed(secret, request.headers, body, now=time.time()):
            return PlainTextResponse("The signature is missing, wrong or too old.", 401)
        if not is_payload(body, request.headers.get("content-type", "")):
            return PlainTextResponse("That is no payload of Slack's.", 400)
        return await _dispatch(app, request, body)

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_: Request) -> Response:
        return (
            PlainTextResponse("ready")
            if await ready()
            else PlainTextResponse("the database does not answer", 503)
        )

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", healthy),
            Route("/readyz", is_ready),
            *more,
        ]
    )


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> bool:
    """Slack's v0 signature over the raw body, at most five minutes old; in constant time."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= DIGITS_MAX):
        return False
    if abs(now - int(stamp)) > TOLERANCE_S:
        return False
    base = b"v0:" + stamp.encode() + b":" + body
    wanted = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))


def is_payload(body: bytes, content_type: str) -> bool:
    """Whether the body has a shape that Bolt can read without falling over."""
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json"):
            return _is_event(json.loads(text))
        form = parse_qs(text, keep_blank_values=True)
        if "payload" in form:
            return _is_interaction(json.loads(form["payload"][0]))
        return all(form.get(key, [""])[0] for key in ("command", "user_id", "team_id")) or "ssl_check" in form
    except (ValueError, RecursionError):
        return False


def _is_event(payload: object) -> bool:
    if not isinstance(payload, dict):
        return False
    if payload.get("type") == "url_verification":
        return isinstance(payload.get("challenge"), str)
    event = payload.get("event")
    if payload.get("type") != "event_callback":
        return payload.get("type") == "app_rate_limited"
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and isinstance(payload.get("event_id"), str)
    )


def _is_interaction(payload: object) -> bool:
    if not isinstance(payload, dict) or not isinstance(payload.get("user"), dict):
        return False
    kind = payload.get("type")
    if kind == "block_actions":
        pressed = payload.get("actions")
        return isinstance(pressed, list) and bool(pressed) and all(isinstance(each, dict) for each in pressed)
    if kind in {"view_submission", "view_closed"}:
        return isinstance(payload.get("view"), dict)
    if kind == "block_suggestion":
        return isinstance(payload.get("action_id"), str)
    return kind in {"shortcut", "message_action"} and isinstance(payload.get("callback_id"), str)


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


async def _dispatch(app: AsyncApp, request: Request, body: bytes) -> Response:
    headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
    answer = await app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
    first = {name: values[0] for name, values in answer.headers.items()}
    return Response(answer.body, answer.status, first)
