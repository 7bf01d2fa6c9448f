"""Builds the wheel, installs it into an empty environment without a network, and starts it from another folder."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "storage", "scheduler", "personas", "playground")
BESIDE = ("pyproject.toml", "README.md", "LICENSE", "manifest.yaml")
END_S = 30


def main() -> None:
    """Leaves nothing behind; the exit code of whatever failed."""
    with tempfile.TemporaryDirectory(prefix="dramatis-wheel-") as folder:
        here = Path(folder)
        wheel = built(here)
        holds_every_file(wheel)
        wheels = fetched(wheel, here / "wheels")
        environment, elsewhere = here / "environment", here / "elsewhere"
        elsewhere.mkdir()
        venv.create(environment, with_pip=True)
        runs(installed(wheels, environment, "dramatis"), elsewhere)
        plays(installed(wheels, environment, "dramatis[playground]"), elsewhere)
    print(f"{wheel.name}: installs into an empty environment and starts from another folder.")


def built(here: Path) -> Path:
    """The wheel, from a copy, so that nothing of an earlier build gets into it."""
    source = here / "source"
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, source / room, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in BESIDE:
        shutil.copy(ROOT / name, source)
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(here / "dist"), str(source))
    return next((here / "dist").glob("*.whl"))


def holds_every_file(wheel: Path) -> None:
    """What stands in a room travels in the wheel, and nothing but the rooms."""
    wanted = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    if wanted != found:
        sys.exit(
            f"Only in the repository: {sorted(wanted - found)}; only in the wheel: {sorted(found - wanted)}."
        )


def fetched(wheel: Path, wheels: Path) -> Path:
    """A folder with the wheel and all it needs: the pinned files, their hashes checked."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    wanted = wheel.with_name("wanted.txt")
    wanted.write_text(f"dramatis[playground] @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    pip(
        sys.executable, "download", "--only-binary", ":all:", "--dest", str(wheels),
        "--requirement", str(wanted), "--constraint", str(ROOT / "requirements-dev.txt"),
    )  # fmt: skip
    return wheels


def installed(wheels: Path, environment: Path, what: str) -> Path:
    """The `dramatis` command, from that folder alone."""
    pip(str(environment / "bin" / "python"), "install", "--no-index", "--find-links", str(wheels), what)
    return environment / "bin" / "dramatis"


def runs(dramatis: Path, folder: Path) -> None:
    """What is missing is said; with settings it listens to a Slack, here the repository's playground."""
    fails(dramatis, "run", folder=folder, says="SLACK_BOT_TOKEN is missing")
    fails(dramatis, "demo", "--no-browser", folder=folder, says="pip install 'dramatis[playground]'")
    with process(sys.executable, "-m", "playground", folder=ROOT) as url:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-playground",
            "SLACK_APP_TOKEN": "xapp-playground",
            "SLACK_API_URL": f"{url}/api/",
            "CLOCK_URL": f"{url}/clock",
        }
        with process(dramatis, "run", folder=folder, ready=r"(ready: listening)", **settings):
            pass


def plays(dramatis: Path, folder: Path) -> None:
    """The demo brings its page, its manifest and its sample team."""
    with process(dramatis, "demo", "--no-browser", folder=folder) as url:
        for path in ("/", "/page/app.js", "/playground/state"):
            with urlopen(url + path) as answer:
                expect(answer.status == 200 and answer.read() != b"", path)


def fails(*command: str | Path, folder: Path, says: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env=our_environment(), text=True, capture_output=True, check=False
    )
    expect(says in done.stderr and done.returncode == 2, done.stderr)


@contextmanager
def process(
    *command: str | Path, folder: Path, ready: str = r"(http://127\S+)", **settings: str
) -> Iterator[str]:
    """What a process says when it is ready; it must end well when told to."""
    started = subprocess.Popen(
        command, cwd=folder, env={**our_environment(), **settings}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        said = []
        for line in started.stdout or ():
            said.append(line)
            if found := re.search(ready, line):
                break
        else:
            sys.exit(f"{command} ended: {''.join(said)}")
        yield found[1]
        started.send_signal(signal.SIGTERM)
        rest, _ = started.communicate(timeout=END_S)
        expect(started.returncode == 0, rest)
    finally:
        started.kill()


def our_environment() -> dict[str, str]:
    """Ours, without what would lead a process back to the repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PYTHON"))}


def expect(holds: bool, said: str) -> None:  # noqa: FBT001
    if not holds:
        sys.exit(f"Not what the wheel should do: {said}")


def pip(python: str, *arguments: str) -> None:
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments], check=True)


if __name__ == "__main__":
    main()
