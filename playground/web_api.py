"""The Web API: every method in one table, behind the token, the scopes and the faults that were ordered."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground import api_chat, api_conversations, api_people, api_reactions, api_views
from playground.faults import Fault
from playground.model import Json
from playground.scopes import needed
from playground.stage import Stage
from playground.tickets import Refusal

BOT_TOKEN = "xoxb-playground"  # noqa: S105  # known to all: nothing here is secret
APP_TOKEN = "xapp-playground"  # noqa: S105
APP_METHODS = {"apps.connections.open"}
OPEN_METHODS = {"api.test", "oauth.v2.access"}

Method = Callable[[Stage, Json], Json]
METHODS: dict[str, Method] = {
    **api_people.METHODS,
    **api_chat.METHODS,
    **api_views.METHODS,
    **api_reactions.METHODS,
    **api_conversations.METHODS,
}


async def answer(stage: Stage, request: Request, drop: Callable[[], None]) -> Response:
    """One call. `drop` cuts the connection, where a fault asks for that."""
    method = request.path_params["method"]
    args = await read_arguments(request)
    token = _token(request, args)
    team = stage.installs.team_of(token)
    fault = stage.faults.take(method, str(args.get("channel", "")), team)
    reply = await faulty(fault, drop) if fault else _too_fast(stage, method, args, token)
    if reply is None:
        reply = JSONResponse(_run(stage, method, {**args, "token": token}, token))
    cut = fault is not None and fault.answer in {"hang", "drop_before"}
    status = 0 if cut else reply.status_code
    stage.records.call(method, args, status=status, answer=_said(reply), team=team)
    reply.headers["x-oauth-scopes"] = ",".join(stage.manifest.scopes or ())
    if fault is not None:
        await after(fault, drop)
    return reply


async def faulty(fault: Fault, drop: Callable[[], None]) -> Response | None:
    """The answer a fault gives instead of the method, if it does; nothing has happened then."""
    if fault.answer in {"hang", "drop_before"}:
        await asyncio.sleep(fault.delay if fault.answer == "hang" else 0)
        drop()
        return Response(status_code=500)
    return _instead(fault)


async def after(fault: Fault, drop: Callable[[], None]) -> None:
    """What a fault does once the method has done its work: the answer comes late, or never."""
    if fault.answer == "late":
        await asyncio.sleep(fault.delay)
    if fault.answer == "drop_after":
        drop()


async def read_arguments(request: Request) -> Json:
    """Arguments from the address and a JSON or form body, as Slack takes them."""
    args: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json") and body:
        try:
            said = json.loads(body)
        except ValueError:
            said = {}
        return args | (said if isinstance(said, dict) else {})
    if body:
        form = await request.form()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    return args


def _run(stage: Stage, method: str, args: Json, token: str) -> Json:
    try:
        if method not in METHODS:
            raise Refusal("unknown_method", req_method=method)
        _authorized(stage, method, token)
        _scoped(stage, method, args)
        return METHODS[method](stage, args)
    except Refusal as refusal:
        stage.refuse(method, refusal)
        return refused(refusal)


def refused(refusal: Refusal) -> Json:
    """Slack's body for a refusal."""
    said: dict[str, Any] = {"ok": False, "error": refusal.error, **refusal.more}
    if refusal.messages:
        said["response_metadata"] = {"messages": refusal.messages}
    return said


def _authorized(stage: Stage, method: str, token: str) -> None:
    if method in OPEN_METHODS:
        return
    if not token:
        raise Refusal("not_authed")
    if token not in {BOT_TOKEN, APP_TOKEN} and not stage.installs.known(token):
        raise Refusal("invalid_auth")
    if (token == APP_TOKEN) != (method in APP_METHODS):
        raise Refusal("not_allowed_token_type")


def _scoped(stage: Stage, method: str, args: Json) -> None:
    scopes = needed(method, args, stage.workspace.channels.get(str(args.get("channel", ""))))
    if not stage.manifest.granted(*scopes):
        raise Refusal(
            "missing_scope", needed=",".join(scopes), provided=",".join(stage.manifest.scopes or ())
        )


def _token(request: Request, args: Json) -> str:
    header = request.headers.get("authorization", "")
    return header.removeprefix("Bearer ").strip() if header else str(args.get("token") or "")


def _instead(fault: Fault) -> Response | None:
    if fault.error:
        return JSONResponse({"ok": False, "error": fault.error})
    if fault.answer in {"429", "per_second"}:
        return _slow_down(fault.retry_after)
    if fault.answer in {"500", "503"}:
        return PlainTextResponse("<html>Server Error</html>", status_code=int(fault.answer))
    return None


def _too_fast(stage: Stage, method: str, args: Json, token: str) -> Response | None:
    """Slack's answer to a call above its quota."""
    wait = stage.quotas.wait(
        method,
        team=stage.installs.team_of(token),
        channel=str(args.get("channel", "")),
        now=stage.clock.now(),
    )
    return _slow_down(wait) if wait else None


def _slow_down(seconds: int) -> Response:
    said = {"ok": False, "error": "ratelimited"}
    return JSONResponse(said, status_code=429, headers={"retry-after": str(seconds)})


def _said(reply: Response) -> Json | None:
    try:
        said = json.loads(bytes(reply.body))
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
