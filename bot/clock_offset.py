"""This machine's clock against Slack's: a request counts for five minutes, so a clock further off hears nobody."""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from personas.views.parts import count

log = logging.getLogger(__name__)
TOLERANCE_S = 300
MINUTE_S = 60
DAY_S = 86_400
# Two machines this far from their database, one ahead and one behind, let each other's calls end (docs/decisions/0013).
APART_S = 4
FROM_DATABASE = (
    "This machine's clock is {} seconds {} the database's. Processes on machines whose clocks differ take each other for "
    "dead, and something may be said twice. Set the clocks (NTP keeps them right)."
)
FROM_SLACK = (
    "This machine's clock is {} minutes {} Slack's. Slack's requests count for five minutes, so people get no answer "
    "over HTTP, and reminders come at other times than they should. Set the clock (NTP keeps it right)."
)
KEPT = (
    "This machine's clock is {} {} Slack's, so nothing is deleted for having been kept long enough. "
    "Set the clock (NTP keeps it right)."
)
REFUSED = (
    "A request that Slack signed was refused since its time is {} minutes {} this machine's. When this stays, the clock "
    "is wrong: set it (NTP keeps it right)."
)


def sentence(headers: Mapping[str, str], *, machine: float) -> str:
    """What is wrong with the clock, by the date of an answer of Slack's; empty when it is right, or Slack gives none."""
    ahead = _ahead(headers, machine)
    if abs(ahead) <= TOLERANCE_S:
        return ""
    return FROM_SLACK.format(round(abs(ahead) / MINUTE_S), _side(ahead))


async def same_day(client: AsyncWebClient) -> bool:
    """Whether Slack, asked now, has the day this machine has. False where it does not answer: then nobody knows."""
    try:
        headers = (await client.api_test()).headers
    except SlackApiError as error:
        headers = error.response.headers
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False
    ahead = _ahead(headers, time.time())
    if abs(ahead) >= DAY_S:
        log.error(KEPT.format(count(round(abs(ahead) / DAY_S), "day"), _side(ahead)))
    return abs(ahead) < DAY_S


def apart(database: datetime | None, *, machine: datetime) -> str:
    """What is wrong with the clocks of processes that share a database; empty when they agree, or there is only one."""
    ahead = (machine - database).total_seconds() if database else 0.0
    if abs(ahead) <= APART_S:
        return ""
    return FROM_DATABASE.format(round(abs(ahead)), _side(ahead))


def _ahead(headers: Mapping[str, str], machine: float) -> float:
    """By how many seconds, as far as the answer tells."""
    try:
        return machine - parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except ValueError:
        return 0.0


def _side(ahead: float) -> str:
    return "ahead of" if ahead > 0 else "behind"


class Refusals:
    """Says, once a minute at most, that genuine requests come with another time than ours."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    def note(self, stamp: float, *, now: float) -> None:
        """A request with a good signature and this time was refused."""
        if now < self._quiet_until:
            return
        self._quiet_until = now + MINUTE_S
        minutes, side = round(abs(now - stamp) / MINUTE_S), "before" if stamp < now else "after"
        log.warning(REFUSED.format(minutes, side))
