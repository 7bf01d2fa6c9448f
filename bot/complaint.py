"""Why a command could not do its work: one sentence each, never a traceback."""

import sys
from collections.abc import Callable

from bot.settings import WrongSettings
from bot.wiring import NotConnected, NotInstalled, SlackSilent
from storage.migrations import NewerSchema
from storage.store import DatabaseSilent

WRONG = 2
REFUSED = "Slack does not accept SLACK_BOT_TOKEN ({}). Install the app again and copy its token."
UNCONNECTED = "Slack does not accept SLACK_APP_TOKEN ({}). Create an app-level token with connections:write and copy it."
TAKEN = "Nothing can listen on {} ({}). Choose another HOST or PORT, then start again."
SILENT = "Slack does not answer at {}. Check the network and SLACK_API_URL, then start again."
NO_DATABASE = (
    "The database does not answer ({}). Check DATABASE_URL, and that it is running, then start again."
)
FROM_SLACK: dict[type[Exception], str] = {
    NotInstalled: REFUSED,
    NotConnected: UNCONNECTED,
    SlackSilent: SILENT,
}
NEWER = "The database was written by a newer version of Dramatis. Upgrade this one, then start again."


def plainly(work: Callable[[], int]) -> int:
    """Do the work; what keeps it from starting becomes a sentence and exit code 2."""
    try:
        return work()
    except WrongSettings as wrong:
        return complain(*wrong.sentences)
    except (NotInstalled, NotConnected, SlackSilent) as error:
        return complain(FROM_SLACK[type(error)].format(error))
    except NewerSchema:
        return complain(NEWER)
    except DatabaseSilent as silent:
        return complain(NO_DATABASE.format(reason_of(silent)))


def reason_of(error: Exception) -> str:
    """What a driver says, on one line and without the statement that failed."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def complain(*sentences: str) -> int:
    """Sentences on standard error, and the exit code for what is wrong on our side of the screen."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return WRONG
