"""One process on loopback: the page, the control API, Slack's Web API, response URLs, files, Socket Mode."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Generator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, UploadFile
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from playground import control, responses, web_api
from playground.control import Action
from playground.gesture import Mistake
from playground.model import Json
from playground.stage import Stage
from playground.tickets import Refusal

PAGE = Path(__file__).parent / "page"
GONE = {"no_service", "expired_url", "used_url"}
GRACE_SECONDS = 1.0
TICK_SECONDS = 0.1  # as uvicorn counts them
LARGEST_UPLOAD = 20 * 1024 * 1024
OPEN_CONNECTIONS: dict[tuple[str, int], asyncio.BaseTransport] = {}


@contextlib.asynccontextmanager
async def serving(stage: Stage, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Stage]:
    """The playground listens inside this block, at stage.base_url."""
    listener = _listener(host, port)
    stage.base_url = f"http://{host}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        application(stage),
        log_level="error",
        lifespan="off",
        http=_Connection,
        access_log=False,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not running.done():  # noqa: ASYNC110  # uvicorn has only a flag
        await asyncio.sleep(0.005)
    stage.watch()
    try:
        yield stage
    finally:
        await stage.close()
        server.end()
        await running


def _listener(host: str, port: int) -> socket.socket:
    # Named TCP, because asyncio turns Nagle's delay (40 ms an answer) off only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    return listener


def application(stage: Stage) -> Starlette:
    """The routes around one stage."""
    app = Starlette(routes=_routes(), middleware=[Middleware(_OwnPagesOnly)])
    app.state.stage = stage
    return app


def _routes() -> list[BaseRoute]:
    controls: list[BaseRoute] = [Route(path, _control(action)) for path, action in control.GET.items()]
    controls += [Route(path, _control(action), methods=["POST"]) for path, action in control.POST.items()]
    controls += [Route(path, _control(action), methods=["DELETE"]) for path, action in control.DELETE.items()]
    return [
        Route("/", _page),
        Route("/page/{path:path}", _page),
        Route("/playground/upload", _upload, methods=["POST"]),
        *controls,
        Route("/oauth/v2/authorize", _consent),
        Route("/oauth/v2/allow", _allowed),
        Route("/api/{method}", _web_api, methods=["GET", "POST"]),
        Route("/response/{token}", _response_url, methods=["POST"]),
        Route("/files/{file_id}/{name}", _file),
        WebSocketRoute("/playground/stream", _stream),
        WebSocketRoute("/socket", _socket),
    ]


def _control(action: Action) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await action(request.app.state.stage, await _asked(request)))
        except Mistake as mistake:
            return JSONResponse({"error": str(mistake)}, status_code=400)

    return endpoint


async def _asked(request: Request) -> Json:
    if request.method != "POST":
        return dict(request.query_params)
    try:
        asked = json.loads(await request.body() or b"{}")
    except ValueError:
        raise Mistake("The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise Mistake("The body must be a JSON object.")
    return asked


async def _page(request: Request) -> Response:
    path = (PAGE / (request.path_params.get("path") or "index.html")).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return PlainTextResponse("There is no such page.", status_code=404)
    return FileResponse(path, headers={"cache-control": "no-cache"})


async def _upload(request: Request) -> Response:
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile):
        return JSONResponse({"error": "file is missing."}, status_code=400)
    content = await file.read()
    if len(content) > LARGEST_UPLOAD:
        return JSONResponse({"error": "The playground takes files up to 20 MB."}, status_code=400)
    kind = file.content_type or "application/octet-stream"
    try:
        kept = control.keep_file(
            request.app.state.stage,
            user=str(form.get("as", "")),
            name=file.filename or "",
            mimetype=kind,
            content=content,
        )
    except Mistake as mistake:
        return JSONResponse({"error": str(mistake)}, status_code=400)
    return JSONResponse(kept)


async def _consent(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    return HTMLResponse(stage.installs.page(dict(request.query_params)))


async def _allowed(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    return RedirectResponse(stage.installs.allow(dict(request.query_params)), status_code=302)


async def _web_api(request: Request) -> Response:
    return await web_api.answer(request.app.state.stage, request, _dropper(request))


async def _response_url(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    fault = stage.faults.take(responses.METHOD)
    if fault is not None:
        early = await web_api.faulty(fault, _dropper(request))
        if early is not None:
            return early
    reply = _responded(stage, request.path_params["token"], await web_api.read_arguments(request))
    if fault is not None:
        await web_api.after(fault, _dropper(request))
    return reply


def _responded(stage: Stage, token: str, said: Json) -> Response:
    try:
        responses.respond(stage, token, said)
    except Refusal as refusal:
        status = 404 if refusal.error in GONE else 400
        stage.refuse(responses.METHOD, refusal)
        answer = web_api.refused(refusal)
        stage.records.call(responses.METHOD, said, status=status, answer=answer)
        return JSONResponse(answer, status_code=status)
    stage.records.call(responses.METHOD, said, status=200, answer={"ok": True})
    return PlainTextResponse("ok")


async def _file(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    if request.headers.get("authorization", "") != f"Bearer {web_api.BOT_TOKEN}":
        # Slack answers with its sign-in page and 200, which is how apps come to import HTML.
        return Response("<!DOCTYPE html><html><title>Sign in | Slack</title></html>", media_type="text/html")
    file = stage.workspace.files.get(request.path_params["file_id"])
    if file is None or not stage.manifest.granted("files:read"):
        return PlainTextResponse("file_not_found", status_code=404)
    return Response(file.content, media_type=file.mimetype)


async def _stream(tab: WebSocket) -> None:
    stage: Stage = tab.app.state.stage
    user = tab.query_params.get("as", "")
    if user in stage.workspace.people:
        await stage.stream.serve(tab, user)
    else:
        await tab.send_denial_response(PlainTextResponse(f"Nobody here has the id {user!r}.", 400))


async def _socket(socket_: WebSocket) -> None:
    await socket_.app.state.stage.socket_mode.serve(socket_, _dropper(socket_))


def _dropper(request: HTTPConnection) -> Callable[[], None]:
    def drop() -> None:
        client = request.client
        transport = OPEN_CONNECTIONS.get((client.host, client.port)) if client else None
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    return drop


class _OwnPagesOnly:
    """A web page from elsewhere must not act as the people here, whatever name it found for this address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refused(Headers(scope=scope)) if scope["type"] in {"http", "websocket"} else None
        await (refusal or self._app)(scope, receive, send)


def _refused(headers: Headers) -> Response | None:
    """A name that somebody pointed at this address (DNS rebinding) is not ours; a name of ours is no other page's."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_own(host):
        return PlainTextResponse("This playground answers to localhost and IP addresses only.", 421)
    if origin and origin.partition("://")[2] != host:
        return PlainTextResponse("This playground serves its own page only.", 403)
    return None


def _is_own(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


class _Connection(AutoHTTPProtocol):  # type: ignore[misc,valid-type]
    """Remembers each connection by its address, so that a fault can cut it without an answer."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._address = transport.get_extra_info("peername")
        OPEN_CONNECTIONS[self._address] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        OPEN_CONNECTIONS.pop(self._address, None)
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    """Leaves signals to whoever started it, and ends when told, not at the next tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()

    def end(self) -> None:
        self.should_exit = True
        self._ended.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet(), GRACE_SECONDS)

    async def _quiet(self) -> None:
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110  # only counted
            await asyncio.sleep(0.005)

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), TICK_SECONDS)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield
