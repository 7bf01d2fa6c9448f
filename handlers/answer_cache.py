"""Answers as they went to Slack, kept in this process until what they were made of changes."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.call import Basis, Call

# A card is about 4 kB: enough for two thousand.
BYTES_MOST = 8 * 1024 * 1024
# What is longer than this is hardly typed twice.
TEXT_MOST = 200
# What an entry takes besides its words.
ENTRY_BYTES = 600


class Key(NamedTuple):
    """All that an answer depends on besides its basis. Not who asks: an answer with a basis is the same for everybody."""

    tenant: str
    channel: str
    action: str
    text: str


@dataclass(frozen=True, slots=True)
class Cached:
    """The body of an acknowledgement, and what it was made of."""

    body: str
    basis: Basis


@dataclass(slots=True)
class AnswerCache:
    """What was not asked for longest goes first when there is no room."""

    bytes_most: int = BYTES_MOST
    _kept: OrderedDict[Key, Cached] = field(default_factory=OrderedDict)
    _bytes: int = 0

    @property
    def size(self) -> int:
        """Bytes that are used."""
        return self._bytes

    def get(self, call: Call) -> Cached | None:
        """What was answered to these words in this channel."""
        found = self._kept.get(key := _key(call))
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, call: Call, body: str, basis: Basis) -> None:
        """Keep an answer in place of an older one."""
        key, cached = _key(call), Cached(body, basis)
        self.drop(call)
        if len(call.text) > TEXT_MOST or _size(key, cached) > self.bytes_most:
            return
        self._kept[key] = cached
        self._bytes += _size(key, cached)
        while self._bytes > self.bytes_most:
            self._bytes -= _size(*self._kept.popitem(last=False))

    def drop(self, call: Call) -> None:
        """It is old."""
        if found := self._kept.pop(key := _key(call), None):
            self._bytes -= _size(key, found)


def _key(call: Call) -> Key:
    return Key(call.tenant, call.channel, call.action, call.text)


def _size(key: Key, cached: Cached) -> int:
    return ENTRY_BYTES + 4 * len(key.text) + len(cached.body)
