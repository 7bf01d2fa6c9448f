"""A PostgreSQL server for the tests: started from Debian's package, in a folder, on a socket, trusted."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from storage.migrations import upgrade
from storage.store import Store

MISSING = "PostgreSQL is not installed (Debian's package postgresql), so its half of the tests is skipped."
DATABASE = "dramatis"


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    url: str

    def emptied(self) -> str:
        """The address of the migrated database with every row gone."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            names = connection.execute(
                text(
                    "SELECT tablename FROM pg_tables WHERE schemaname='public' AND tablename <> 'alembic_version'"
                )
            ).scalars()
            connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        engine.dispose()
        return self.url

    def created(self, name: str) -> str:
        """The address of a new database without any table."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url.replace(f"/{DATABASE}?", f"/{name}?")

    def restart(self) -> None:
        """End every connection at once, as a crash does, and come back."""
        folder = Path(self.url.partition("host=")[2])
        data = folder / "data"
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
        _run(programs, "pg_ctl", "-D", data, "-w", "-m", "immediate", "-l", folder / "log", "restart")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server in a folder of its own and stop it afterwards."""
    programs = installed()
    if not programs:
        pytest.skip(MISSING)
    with TemporaryDirectory(prefix="dramatis-") as name:
        folder = Path(name)
        if getpass.getuser() == "root":
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(programs[-1], "initdb", "-D", data, "--auth=trust", "-U", "postgres", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
        _run(programs[-1], "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield _with_schema(folder)
        finally:
            _run(programs[-1], "pg_ctl", "-D", data, "-m", "immediate", "stop")


def installed() -> list[Path]:
    """Where PostgreSQL's programs are, the newest last."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _with_schema(sockets: Path) -> Cluster:
    base = Cluster(f"postgresql://postgres@/postgres?host={sockets}")
    engine = create_engine(base.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    engine.dispose()
    made = Cluster(f"postgresql://postgres@/{DATABASE}?host={sockets}")
    store = Store.open(made.url)
    upgrade(store)
    store.close()
    return made


def _run(programs: Path, name: str, *arguments: object) -> None:
    as_owner = ["runuser", "-u", "postgres", "--"] if getpass.getuser() == "root" else []
    command = [*as_owner, str(programs / name), *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
