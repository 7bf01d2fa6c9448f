"""What broke while somebody was answered: the mistake they read about, and whom the log may name."""

from collections.abc import Callable

import aiohttp
import httpx
from slack_sdk.errors import SlackApiError

from handlers.call import Call
from handlers.responder import code_of
from personas.errors import (
    BeingUpgraded,
    Broken,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseSilent,
    DatabaseUnwell,
    Mistake,
    SlackRefused,
    TooSlow,
    Unsure,
)
from personas.views.ask import ANSWERING
from storage.failure import Failure, failure_of
from storage.unit_of_work import Saved

SOMEBODY = "somebody"
# What Slack's client, our own or the network raise when an answer did not get through.
UNREACHED = (SlackApiError, aiohttp.ClientError, httpx.HTTPError, OSError, TimeoutError)
UNWELL: dict[Failure, Callable[[str], Mistake]] = {
    Failure.FULL: DatabaseFull,
    Failure.READ_ONLY: DatabaseReadOnly,
    Failure.DISK: DatabaseUnwell,
    Failure.DAMAGED: DatabaseUnwell,
    Failure.SILENT: DatabaseSilent,
    Failure.NEWER: BeingUpgraded,
    Failure.OLDER: BeingUpgraded,
}


def mistake_of(error: Exception, reference: str, saved: Saved) -> Mistake:
    """What a person is told of an error, with the reference that finds it in the log."""
    if saved is not Saved.NOTHING:
        return Unsure(reference)
    if failed := failure_of(error):
        return UNWELL[failed](reference)
    if isinstance(error, TimeoutError):
        return TooSlow(reference)
    if isinstance(error, UNREACHED):
        return SlackRefused(code_of(error), reference)
    return Broken(reference)


def named_in_log(call: Call) -> tuple[str, str]:
    """What was done and by whom, for the log; of an answer to a pulse neither who gave it nor which it is."""
    word = call.action.partition(":")[0]
    answers = word in ANSWERING or (call.in_dm and word == "message")
    return (word, SOMEBODY) if answers else (call.action, call.user)
