"""Why a command could not do its work: one sentence each, never a traceback."""

import sys
from collections.abc import Callable

from bot.settings import WrongSettings
from bot.wiring import NotInstalled, SlackSilent
from storage.migrations import NewerSchema
from storage.store import DatabaseSilent

WRONG = 2
REFUSED = "Slack does not accept SLACK_BOT_TOKEN ({}). Install the app again and copy its token."
SILENT = "Slack does not answer at {}. Check the network and SLACK_API_URL, then start again."
NO_DATABASE = (
    "The database does not answer ({}). Check DATABASE_URL, and that it is running, then start again."
)
NEWER = "The database was written by a newer version of Dramatis. Upgrade this one, then start again."


def plainly(work: Callable[[], int]) -> int:
    """Do the work; what keeps it from starting becomes a sentence and exit code 2."""
    try:
        return work()
    except WrongSettings as wrong:
        return complain(*wrong.sentences)
    except NotInstalled as refused:
        return complain(REFUSED.format(refused))
    except SlackSilent as silent:
        return complain(SILENT.format(silent))
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
