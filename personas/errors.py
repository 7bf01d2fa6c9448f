"""Everything a person can do wrong, as values. `personas.views.mistake` gives each its sentence and buttons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from personas.persona import PersonaRef
from personas.pulse import LeftOut


@dataclass(frozen=True, slots=True)
class UnknownPersona:
    """No persona answers to this name; a `reserved` one means something else and cannot be given to one."""

    name: str
    suggestions: tuple[PersonaRef, ...] = ()
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class AmbiguousPersona:
    """Several personas answer to this name."""

    name: str
    fits: tuple[PersonaRef, ...]


@dataclass(frozen=True, slots=True)
class NoPersonas:
    """The workspace has none yet."""


@dataclass(frozen=True, slots=True)
class NobodyHere:
    """ "This user" was asked about in a channel that is bound to no persona."""


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The words fit no name, no topic and nothing in the record; `people` are whom one can ask about here."""

    words: str
    people: tuple[PersonaRef, ...] = ()


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """A word of the grammar that this version does not do."""

    word: str


@dataclass(frozen=True, slots=True)
class UnknownNumber:
    """No EV-12, D-7 or P-3 of this number."""

    label: str


@dataclass(frozen=True, slots=True)
class NameTaken:
    """Another persona answers to this name."""

    name: str
    ref: PersonaRef


@dataclass(frozen=True, slots=True)
class NameReserved:
    """The name is a word of the grammar."""

    name: str
    instead: str


@dataclass(frozen=True, slots=True)
class Retired:
    """The persona a document describes is retired here."""

    ref: PersonaRef


@dataclass(frozen=True, slots=True)
class RetiredPersona:
    """Nothing new is filed about a persona that is out of use."""

    ref: PersonaRef


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """Somebody else saved the same lines of a persona while this form was open."""

    ref: PersonaRef
    by: str


@dataclass(frozen=True, slots=True)
class NameEmpty:
    """A name without a letter or a digit."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """More text than a field holds."""

    what: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class MissingText:
    """A command that needs words came without."""

    example: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What a button was about does not exist any more."""

    what: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Only these people may do it."""

    what: str
    who: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class NotInChannel:
    """The bot is not a member there."""

    channel: str


@dataclass(frozen=True, slots=True)
class PrivatePlace:
    """Words from direct messages and from channels shared with other organisations are not filed."""

    channel: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class ReadOutside:
    """A channel is shared with other organisations, so nothing is kept there that changes while they read."""

    channel: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Outward:
    """What somebody wants to show in a channel would be read by people of other organisations."""

    channel: str
    words: str


@dataclass(frozen=True, slots=True)
class CitedEvidence:
    """The piece can't be withdrawn while decisions rest on it; named are those its reader may see."""

    label: str
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoWords:
    """The message holds nothing but files or pictures."""


@dataclass(frozen=True, slots=True)
class NoChannelHere:
    """Settings belong to a channel, and this is a conversation with the app."""


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """The handed-in file could not be read; the reason is a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Twice:
    """The same form came a second time."""


@dataclass(frozen=True, slots=True)
class UnreadableTime:
    """How long to be quiet could not be read, is over already, or is longer than a year."""

    words: str


@dataclass(frozen=True, slots=True)
class TooSlow:
    """It took too long; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Something broke on our side; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class DatabaseFull:
    """There is no room left for what we keep; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class DatabaseReadOnly:
    """What we keep may be read but not changed; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class DatabaseUnwell:
    """The disk under the database, or its file, is damaged; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class DatabaseSilent:
    """The database is down, locked or too slow; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class BeingUpgraded:
    """The database has another release's schema; nothing was saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something broke after a part was saved, or while it was being saved."""

    reference: str


@dataclass(frozen=True, slots=True)
class SlackRefused:
    """Slack answered with an error or not at all; `saved` when what was asked for is done all the same."""

    error: str
    reference: str
    saved: bool = False


@dataclass(frozen=True, slots=True)
class NotReady:
    """The app has just started, and Slack does not say yet which workspace it is in."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody of another organisation asked for something."""


@dataclass(frozen=True, slots=True)
class UnknownHere:
    """Somebody asked of whom neither the directory nor Slack says yet that they belong here."""


@dataclass(frozen=True, slots=True)
class ForMembers:
    """A guest asked for something only members have."""


@dataclass(frozen=True, slots=True)
class KeptElsewhere:
    """A piece of evidence or a decision that is shown only in the private channel it comes from."""

    label: str


@dataclass(frozen=True, slots=True)
class PulseClosed:
    """The pulse is over."""

    label: str


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The person was not asked this question."""


@dataclass(frozen=True, slots=True)
class NobodyToAsk:
    """The audience is empty once those who cannot be asked are left out: how many, by reason."""

    left_out: Mapping[LeftOut, int]
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class TooFewForConfidence:
    """So few are left to ask that nothing could ever be told in confidence."""

    people: int


@dataclass(frozen=True, slots=True)
class EverythingErased:
    """All of the workspace was erased while the app was running."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TooFewToShare:
    """So few answered that whoever did could subtract their own answer from the totals."""

    label: str
    answers: int


Mistake = (
    UnknownPersona | AmbiguousPersona | NoPersonas | NobodyHere | NothingFound | NotBuilt | UnknownNumber
    | NameTaken | NameReserved | NameEmpty | Retired | TooLong | MissingText | Gone | NotAllowed | NotInChannel
    | PrivatePlace | Outward | CitedEvidence | NoWords | NoChannelHere | UnreadableFile | Twice | TooSlow | Broken
    | Unsure | SlackRefused | NotReady | Outsider | UnknownHere | ForMembers | KeptElsewhere | PulseClosed | NotAsked
    | NobodyToAsk
    | DatabaseFull | DatabaseReadOnly | DatabaseUnwell | DatabaseSilent | BeingUpgraded
    | TooFewForConfidence | TooFewToShare | EverythingErased
    | UnreadableTime | RetiredPersona | ChangedMeanwhile | ReadOutside
)  # fmt: skip
