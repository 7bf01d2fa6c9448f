"""The servers we compare with: `python -m bench.server floor|bolt PORT`, both under the same uvicorn."""

import sys
import time
from typing import Any

import uvicorn

from bench.requests import SECRET

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


if __name__ == "__main__":
    uvicorn.run(
        {"floor": floor, "bolt": bolt}[sys.argv[1]](),
        port=int(sys.argv[2]),
        log_level="error",
        access_log=False,
    )
