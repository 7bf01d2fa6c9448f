"""A question with what is needed to answer it: whom it is about, when, and what an answer may be remembered by."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from handlers.call import Basis, Blocks, Call, Reply, UserError
from handlers.find import find, whole
from personas.errors import UnknownPersona
from personas.hours import local_day, zone_of
from personas.persona import Persona
from personas.questions.asked import ALL
from personas.questions.period import Period
from personas.questions.question import Asked
from storage.store import Reading

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question with the tenant's memory open to answer it."""

    call: Call
    asked: Asked
    reading: Reading

    def who(self) -> tuple[Persona, str]:
        """The persona that was meant, and the words that were left over."""
        ref, rest = find(self.reading, self.asked.who, channel=self.call.channel)
        return whole(self.reading, ref.id, channel=self.call.channel, names=False), self.asked.words or rest

    def who_or_all(self) -> Persona | None:
        """The persona that was meant; None where it was nobody in particular ("people")."""
        if not self.asked.who or self.asked.who == ALL:
            return None
        try:
            return self.who()[0]
        except UserError as user_error:
            if isinstance(user_error.mistake, UnknownPersona):
                return None
            raise

    def span(self, period: Period) -> Span:
        """The days that are meant, as the asker's own calendar has them."""
        tz = self.reading.people.known(self.call.user).tz
        first, last = period.days(local_day(self.call.now, tz))
        starts, ends = (
            datetime.combine(day, time(), zone_of(tz)).astimezone(UTC)
            for day in (first, last + timedelta(days=1))
        )
        return starts, ends

    def lasting(self, found: Persona, blocks: Blocks, text: str) -> Reply:
        """A reply made of this persona alone, without a clock, for anybody in the channel: it may be remembered."""
        current = self.reading.versions.current(self.call.user, found.id)
        if current.persona is None or current.names is None:
            return Reply(blocks, text)
        return Reply(blocks, text, basis=Basis(found.id, current.persona, current.names))
