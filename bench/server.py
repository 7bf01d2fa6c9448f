"""The servers a run needs: `python -m bench.server PORT floor|bolt|slack`, all under the same uvicorn."""

import asyncio
import json
import sys
import time
from datetime import timedelta
from typing import Any

import uvicorn

from bench.filling import NOW, TENANT
from bench.requests import SECRET

KNOWN = {"team_id": TENANT, "team": "Northlight", "user_id": "U0DRAMATIS", "bot_id": "B0", "members": []}
ANSWER = {"response_type": "ephemeral", "text": "Ops admin: sets the workspace up"}


def floor() -> Any:
    """A Starlette route that checks the signature and answers a constant."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    from bot.web import is_signed

    async def answer(request: Request) -> Response:
        if not is_signed(SECRET, request.headers, await request.body(), now=time.time()):
            return Response("no", 401)
        return JSONResponse(ANSWER)

    return Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])


def bolt() -> Any:
    """Bolt as its documentation starts one, threads behind it, answering a constant."""
    from a2wsgi import WSGIMiddleware
    from slack_bolt import App
    from slack_bolt.adapter.wsgi import SlackRequestHandler
    from slack_bolt.authorization import AuthorizeResult

    known = AuthorizeResult(
        enterprise_id=None, team_id="T0DEMO", bot_token="xoxb-bench", bot_id="B1", bot_user_id="U1"
    )
    app = App(signing_secret=SECRET, authorize=lambda **_: known)

    @app.command("/persona")
    def on_command(ack: Any) -> None:
        ack(ANSWER)

    return WSGIMiddleware(SlackRequestHandler(app), workers=40)


def slack(late: str = "0", rate: str = "1") -> Any:
    """A Slack that takes everything, and says so some seconds late; a message's `ts` is the moment it was called at.

    At /clock a working day passes, as fast as one likes.
    """
    began, wait, rate_limit = time.time(), float(late), float(rate)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        called, more = time.time(), True
        while more:
            more = (await receive()).get("more_body", False)
        if scope["path"] == "/clock":
            passed = timedelta(seconds=(called - began) * rate_limit)
            said: dict[str, Any] = {"now": (NOW + passed).isoformat(), "rate": rate_limit}
        else:
            await asyncio.sleep(wait)
            said = {"ok": True, "channel": "D0BENCH", "ts": f"{called:.6f}", **KNOWN}
        body = json.dumps(said).encode()
        head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return answer


if __name__ == "__main__":
    uvicorn.run(
        {"floor": floor, "bolt": bolt, "slack": slack}[sys.argv[2]](*sys.argv[3:]),
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
    )
