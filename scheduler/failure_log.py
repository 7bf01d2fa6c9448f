"""What fails beat after beat: told once when it begins and once when it ends, and tried later each time."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError

from personas.views.parts import count
from scheduler.slack_error import SlackFailure, classify, code_of, wait_for
from storage.failure import Failure, failure_of

log = logging.getLogger(__name__)

OF_A_RELEASE = {Failure.NEWER: "of a newer version", Failure.OLDER: "of an earlier version"}
# Whoever waits longer was told so while a clock was wrong.
REST_MOST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FailureRun:
    """How often something failed since it last went well."""

    began: datetime
    times: int


@dataclass(slots=True)
class FailureLog:
    """Of one process, by what was tried. Two threads that try one thing at once may tell of it twice, and no more."""

    _failing: dict[str, FailureRun] = field(default_factory=dict)
    _again: dict[str, datetime] = field(default_factory=dict)

    def ready(self, what: str, now: datetime) -> bool:
        """Whether it is time to try this."""
        again = self._again.get(what)
        return again is None or not now < again <= now + REST_MOST

    @contextmanager
    def watched(self, what: str, now: datetime, *, rest: timedelta = timedelta()) -> Iterator[None]:
        """Try it: what breaks here stops nobody else. `rest`: how long not to try again where it went well."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - told below
            self._failed(what, error, now)
        else:
            self._went_well(what, now, rest)

    def _failed(self, what: str, error: Exception, now: datetime) -> None:
        before = self._failing.get(what)
        run = FailureRun(before.began, before.times + 1) if before else FailureRun(now, 1)
        self._failing[what], self._again[what] = run, now + wait_for(error, run.times - 1)
        if before is None:
            bug = classify(error) is SlackFailure.BROKEN and not isinstance(error, SlackApiError)
            log.log(
                logging.ERROR if bug else logging.WARNING,
                "%s failed: %s; tried again until it goes well", what, _reason(error), exc_info=error if bug else None,
            )  # fmt: skip

    def _went_well(self, what: str, now: datetime, rest: timedelta) -> None:
        self._again.pop(what, None)
        if rest:
            self._again[what] = now + rest
        if over := self._failing.pop(what, None):
            seconds = round((now - over.began).total_seconds())
            log.info(
                "%s went well again after %s in %s",
                what,
                count(over.times, "failure"),
                count(seconds, "second"),
            )


def _reason(error: Exception) -> str:
    if failed := failure_of(error):
        return f"the database is {OF_A_RELEASE.get(failed) or failed.name.lower().replace('_', ' ')}"
    return code_of(error)
