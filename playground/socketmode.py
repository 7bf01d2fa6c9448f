"""Socket Mode: the app holds up to ten WebSockets; each payload travels in an envelope to any one of them."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.delivery import Answer, Parcel
from playground.limits import ACK_SECONDS, SOCKETS
from playground.model import APP_ID, Json

CONNECTION_SECONDS = 3_600
REASONS = ("warning", "refresh_requested", "link_disabled")
# Not a word of Slack's: the line breaks as lines do, without one.
CUT = "cut"


class SocketMode:
    """The app's open WebSockets, and the envelopes on their way."""

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        self._sockets: list[WebSocket] = []
        self._cutters: dict[WebSocket, Callable[[], None]] = {}
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._on_change = on_change
        self._turn = 0
        self.patience = ACK_SECONDS

    @property
    def connected(self) -> bool:
        """Whether at least one socket is open."""
        return bool(self._sockets)

    def ticket(self) -> str:
        """A pass for one connection."""
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        return ticket

    async def carry(self, parcel: Parcel) -> Answer:
        """Send an envelope to the next socket and wait for its answer."""
        if not self._sockets:
            return Answer("connection_failed", 0)
        envelope_id, answer = str(uuid.uuid4()), asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            await self._next_socket().send_text(json.dumps(_envelope(envelope_id, parcel)))
            reply = await asyncio.wait_for(answer, self.patience)
        except TimeoutError:
            return Answer("timeout", 0)
        except (WebSocketDisconnect, RuntimeError):
            return Answer("connection_failed", 0)
        finally:
            self._waiting.pop(envelope_id, None)
        payload = reply.get("payload")
        return Answer(payload=payload if isinstance(payload, dict) else {})

    async def serve(self, socket: WebSocket, cut: Callable[[], None]) -> None:
        """One connection, from hello to the end; `cut` breaks it off."""
        await socket.accept()
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._sockets) >= SOCKETS:
            reason = "too_many_websockets" if ticket in self._tickets else "link_disabled"
            await socket.send_text(json.dumps({"type": "disconnect", "reason": reason}))
            await socket.close()
            return
        self._tickets.discard(ticket)
        self._sockets.append(socket)
        self._cutters[socket] = cut
        try:
            await socket.send_text(json.dumps(self._hello()))
            self._changed()
            await self._listen(socket)
        finally:
            self._forget(socket)

    async def disconnect(self, reason: str) -> None:
        """As Slack does every few hours: it says why, and closes unless it only warns. Or the line is cut."""
        if reason not in (*REASONS, CUT):
            raise ValueError(f"reason must be one of {', '.join((*REASONS, CUT))}.")
        for socket in list(self._sockets):
            if reason == CUT:
                self._cutters[socket]()
                continue
            # One that ended just now needs no word more.
            with suppress(WebSocketDisconnect, RuntimeError):
                await socket.send_text(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {}}))
                if reason != "warning":
                    await socket.close()

    async def close(self) -> None:
        """Close every socket."""
        for socket in list(self._sockets):
            self._forget(socket)
            try:
                await asyncio.wait_for(socket.close(), 1)
            except (RuntimeError, TimeoutError):
                continue

    async def _listen(self, socket: WebSocket) -> None:
        while True:
            try:
                said = json.loads(await socket.receive_text())
            except (WebSocketDisconnect, RuntimeError):
                return
            except ValueError:
                continue
            waiting = self._waiting.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
            if waiting is not None and not waiting.done():
                waiting.set_result(said)

    def _next_socket(self) -> WebSocket:
        self._turn += 1
        return self._sockets[self._turn % len(self._sockets)]

    def _forget(self, socket: WebSocket) -> None:
        self._cutters.pop(socket, None)
        if socket in self._sockets:
            self._sockets.remove(socket)
            self._changed()

    def _changed(self) -> None:
        self._on_change(self.connected)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {"host": "playground", "approximate_connection_time": CONNECTION_SECONDS},
            "connection_info": {"app_id": APP_ID},
        }


def _envelope(envelope_id: str, parcel: Parcel) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return envelope
