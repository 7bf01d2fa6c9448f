"""A machine's clock that is further off than requests count is said in a sentence."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from bot import clock_offset
from bot.client import Client
from storage.migrations import upgrade
from storage.store import Store
from tests.bot.conftest import Run
from tests.postgresql import Cluster

NOW = 1_795_000_000.0


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (NOW - 301, "5 minutes ahead of Slack's"),
        (NOW + 7200, "120 minutes behind Slack's"),
        (NOW - 299, ""),
        (NOW, ""),
    ],
)
def test_more_than_five_minutes_are_said(theirs: float, said: str) -> None:
    sentence = clock_offset.sentence({"Date": formatdate(theirs, usegmt=True)}, machine=NOW)
    assert (said in sentence) if said else (sentence == "")


@pytest.mark.parametrize("headers", [{}, {"Date": ""}, {"Date": "yesterday"}])
def test_a_slack_that_does_not_say_its_time_says_nothing_of_ours(headers: dict[str, str]) -> None:
    assert clock_offset.sentence(headers, machine=NOW) == ""


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(45, "45 seconds ahead of the database's"), (-5, "5 seconds behind"), (3, ""), (-3, "")],
)
def test_a_few_seconds_between_machine_and_database_are_said(ahead: int, said: str) -> None:
    there = datetime(2026, 11, 24, 10, tzinfo=UTC)
    sentence = clock_offset.apart(there, machine=there + timedelta(seconds=ahead))
    assert (said in sentence) if said else (sentence == "")


def test_a_database_on_this_machine_keeps_its_time(store: Store) -> None:
    here = store.url.get_backend_name() == "sqlite"
    assert (store.clock() is None) == here
    assert clock_offset.apart(store.clock(), machine=datetime.now(UTC)) == ""


def test_check_says_that_the_databases_clock_is_another(run: Run, postgresql: Cluster) -> None:
    url = postgresql.created("apart")
    store = Store.open(url)
    upgrade(store)
    with store.system() as system:
        # The server's own clock is everybody's here, so this database tells another time.
        system.connection.exec_driver_sql(
            "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
            " $$ SELECT pg_catalog.clock_timestamp() + interval '1 minute' $$"
        )
        system.connection.exec_driver_sql("ALTER DATABASE apart SET search_path = public, pg_catalog")
    store.close()
    assert "seconds behind the database's" in run("check", DATABASE_URL=url).stdout


def test_check_says_that_the_clock_is_wrong(run: Run) -> None:
    with slack_at(time.time() + 3600) as url:
        done = run("check", SLACK_API_URL=url)
    assert done.returncode == 2
    assert "This machine's clock is 60 minutes behind Slack's." in done.stdout


def test_the_log_says_at_the_start_that_the_clock_is_wrong(start: Run) -> None:
    with slack_at(time.time() - 3600) as url:
        done = start("run", SLACK_API_URL=url)
    assert "This machine's clock is 60 minutes ahead of Slack's." in done.stderr


@pytest.mark.parametrize(
    ("days", "same", "said"),
    [
        (0, True, ""),
        (-400, False, "400 days ahead of Slack's, so nothing is deleted"),
        (2, False, "2 days behind"),
    ],
)
def test_a_clock_that_is_days_off_is_told_before_anything_is_deleted_by_it(
    days: int, same: bool, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with slack_at(time.time() + days * clock_offset.DAY_S) as url:
        assert asyncio.run(clock_offset.same_day(Client(base_url=url))) is same
    assert said in caplog.text


def test_a_slack_that_is_silent_confirms_no_day() -> None:
    with slack_at(time.time()) as url:
        pass
    assert not asyncio.run(clock_offset.same_day(Client(base_url=url)))


@contextmanager
def slack_at(moment: float) -> Iterator[str]:
    """A Slack that knows us, opens no sockets, and lives at another time."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            knows = self.path.endswith("auth.test")
            body = (
                b'{"ok":true,"team_id":"T1","team":"T","user_id":"U0","user":"bot"}'
                if knows
                else b'{"ok":false,"error":"invalid_auth"}'
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate(moment, usegmt=True)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
