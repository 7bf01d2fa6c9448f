"""Everything one playground is made of, in one place that every room of it is handed."""

from playground.clock import DemoClock
from playground.delivery import Carrier, Delivery
from playground.faults import Faults
from playground.install import Installs
from playground.manifest import Manifest
from playground.model import BOT_USER, Channel, Json, Tasks
from playground.quota import Quotas
from playground.records import Records
from playground.signed_http import SignedHttp
from playground.socketmode import SocketMode
from playground.stream import Stream
from playground.tickets import Refusal, ResponseUrls, Triggers
from playground.workspace import Workspace


class Stage:
    """One playground."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        manifest: Manifest,
        clock: DemoClock,
        events_url: str = "",
        signing_secret: str = "",
    ) -> None:
        self.workspace, self.manifest, self.clock = workspace, manifest, clock
        self.base_url = ""
        self.records, self.stream, self.faults = Records(), Stream(), Faults()
        self.installs, self.quotas = Installs(), Quotas()
        self.triggers, self.responses, self.tasks = Triggers(), ResponseUrls(), Tasks()
        self.custom_emoji: list[str] = []
        self.events_url, self.signing_secret = events_url, signing_secret
        self.socket_mode = SocketMode(self._connection_changed)
        self.delivery = Delivery(self._carrier(), clock=clock, records=self.records, tasks=self.tasks)

    def refuse(self, method: str, refusal: Refusal) -> None:
        """Kept, and shown: what Slack would refuse is the point of a playground."""
        row = self.records.refuse(method, refusal.error, refusal.messages)
        self.stream.tell({"type": "refused", **{name: row[name] for name in ("method", "error", "messages")}})

    def bot_in(self, channel: Channel) -> bool:
        """Whether the app is a member."""
        return BOT_USER in channel.members

    def tell_channel(self, channel: Channel, event: Json) -> None:
        """Tell the tabs of everybody who sees the channel."""
        self.stream.tell(event, only=lambda user: self.workspace.can_read(user, channel))

    async def close(self) -> None:
        """End everything that runs."""
        self.stream.close()
        await self.tasks.stop()
        await self.delivery.carrier.close()

    def watch(self) -> None:
        """Look for the app's port, where it is reached over HTTP."""
        if isinstance(self.delivery.carrier, SignedHttp):
            self.tasks.start(self.delivery.carrier.watch())

    def _carrier(self) -> Carrier:
        if not self.events_url:
            return self.socket_mode
        return SignedHttp(
            self.events_url, signing_secret=self.signing_secret, on_change=self._connection_changed
        )

    def _connection_changed(self, connected: bool, /) -> None:  # noqa: FBT001  # a callback
        self.stream.tell({"type": "app", "connected": connected})
