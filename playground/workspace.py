"""The workspace in memory: who is here, what was said where, which views and files exist."""

import itertools
from collections.abc import Iterable
from datetime import datetime

from playground.model import BOT_USER, Channel, File, Json, Message, Person, View


class Workspace:
    """People, channels, views and files, by id."""

    def __init__(self, people: Iterable[Person] = (), channels: Iterable[Channel] = ()) -> None:
        self.people = {person.id: person for person in people}
        self.channels = {channel.id: channel for channel in channels}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self._stamps: set[str] = set()
        self._serial = itertools.count(1)

    def serial(self, prefix: str) -> str:
        """A new id with this prefix."""
        return f"{prefix}{next(self._serial):08X}"

    def stamp(self, moment: datetime) -> str:
        """A message timestamp nobody else in the workspace has."""
        micros = int(moment.timestamp() * 1_000_000)
        while (ts := f"{micros // 1_000_000}.{micros % 1_000_000:06d}") in self._stamps:
            micros += 1
        self._stamps.add(ts)
        return ts

    def app_dm(self, user: str) -> Channel:
        """The person's conversation with the app, made when first needed."""
        channel_id = f"D0{user.removeprefix('U0')}"
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(channel_id, "", "app", members=[user, BOT_USER])
        return self.channels[channel_id]

    def seen_by(self, user: str) -> list[Channel]:
        """The channels in this person's sidebar."""
        return [channel for channel in self.channels.values() if self.can_read(user, channel)]

    def can_read(self, user: str, channel: Channel) -> bool:
        """Members see their channels; everybody but guests sees public ones."""
        person = self.people.get(user)
        if user in channel.members:
            return True
        return channel.kind == "channel" and person is not None and not person.is_guest

    def add(self, message: Message) -> None:
        """Keep a message; its author has read what they wrote."""
        channel = self.channels[message.channel]
        (channel.ephemerals if message.ephemeral_to else channel.messages)[message.ts] = message
        if message.ephemeral_to:
            return
        channel.last_read[message.user] = message.ts
        if message.is_reply:
            channel.threads.setdefault(message.thread_ts, []).append(message)

    def message(self, channel: str, ts: str) -> Message | None:
        """A message everyone sees."""
        found = self.channels.get(channel)
        return found.messages.get(ts) if found else None

    def ephemeral(self, channel: str, ts: str) -> Message | None:
        """A message one person sees."""
        found = self.channels.get(channel)
        return found.ephemerals.get(ts) if found else None

    def remove(self, message: Message) -> None:
        """Forget a message, or leave a tombstone over its replies."""
        channel = self.channels[message.channel]
        if message.ephemeral_to:
            channel.ephemerals.pop(message.ts, None)
        elif self.replies(message):
            message.deleted, message.text, message.blocks, message.attachments = True, "", [], []
        else:
            channel.messages.pop(message.ts, None)
            if message.is_reply:
                channel.threads[message.thread_ts].remove(message)

    def replies(self, parent: Message) -> list[Message]:
        """What was answered, oldest first."""
        return sorted(self.channels[parent.channel].threads.get(parent.ts, []), key=by_time)

    def timeline(self, channel: Channel, user: str = "") -> list[Message]:
        """The main conversation, with what only this person sees in its place."""
        private = [m for m in channel.ephemerals.values() if m.ephemeral_to == user]
        return sorted((m for m in [*channel.messages.values(), *private] if not m.is_reply), key=by_time)

    def thread(self, channel: Channel, ts: str, user: str = "") -> list[Message]:
        """A thread with its first message, and what only this person sees in it."""
        private = [m for m in channel.ephemerals.values() if m.ephemeral_to == user]
        both = [*channel.messages.values(), *private]
        return sorted((m for m in both if ts in {m.ts, m.thread_ts}), key=by_time)

    def unread(self, channel: Channel, user: str) -> int:
        """How many messages by others came since the person last looked."""
        read = float(channel.last_read.get(user, "0"))
        newer = (m for m in channel.messages.values() if float(m.ts) > read and m.user != user)
        return sum(1 for m in newer if not m.is_reply and not m.deleted)

    def stack(self, user: str) -> list[View]:
        """The person's open modals, the lowest first."""
        return [self.views[view_id] for view_id in self.stacks.get(user, []) if view_id in self.views]

    def file_json(self, file_id: str, base_url: str) -> Json:
        """Slack's file object."""
        file = self.files[file_id]
        url = f"{base_url}/files/{file.id}/{file.name}"
        extension = file.name.rpartition(".")[2].lower() if "." in file.name else "text"
        return {
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.name,
            "mimetype": file.mimetype,
            "filetype": extension,
            "user": file.user,
            "size": len(file.content),
            "mode": "hosted",
            "is_external": False,
            "url_private": url,
            "url_private_download": url,
        }


def by_time(message: Message) -> float:
    """The order of a conversation."""
    return float(message.ts)
