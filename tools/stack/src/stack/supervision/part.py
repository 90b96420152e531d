"""One supervised process: what it runs, where it listens, when it is ready."""

import http.client
import shlex
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from stack.supervision import launch

ANSWER_SECONDS = 3
_LONGEST_SHOWN = 2_000
# In the environment of every process started here, by which one is known that has lost its supervisor.
MARK = "STACK_RUN"
# Left in somebody's shell by `. .local/env`, these would turn live into something else.
NOT_INHERITED = ("SIMULATOR_URL", "REPLAY", "REPLAY_SPEED", "REPLAY_HOLD", "RATE", "SECRETS_DIR")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    command: tuple[str, ...]
    url: str
    ready: Callable[[], bool]
    ports: Mapping[str, int]
    """The ports it listens on, by their setting."""
    environment: Mapping[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    """Options of setpriv for a program that refuses root."""
    folder: Path = Path("/")
    prepare: Callable[[], None] = lambda: None
    stop_signal: str = "TERM"
    internal_url: str = ""
    """Where it serves health and metrics, if it does."""
    code: str = ""
    """A hash of its source: when it differs, `make up` starts the process anew."""

    def script(self, run: Path) -> str:
        """Return the shell script that the supervisor starts; it becomes the process, so that its pid is the process's.

        Each start leaves a line in `<name>.starts`, which is how restarts are counted.
        """
        variables = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in self.environment.items())
        command = [*launch.prefix(self.stop_signal, self.drop), *self.command]
        return (
            "#!/bin/sh\nset -e\n"
            f"echo $$ > {shlex.quote(str(run / self.name))}.pid\n"
            f"echo $$ >> {shlex.quote(str(run / self.name))}.starts\n"
            f"export {MARK}={shlex.quote(str(run))}\n"
            f"unset {' '.join(NOT_INHERITED)}\n"
            f"{variables}cd {shlex.quote(str(self.folder))}\n"
            f"exec {shlex.join(command)}\n"
        )


def answers_ok(url: str) -> bool:
    """Tell whether a GET is answered 200."""
    try:
        return _get(url)[0] == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def body_of(url: str) -> str:
    """Return the beginning of what a GET answers, whatever its status, or why there is no answer."""
    try:
        return _get(url)[1][:_LONGEST_SHOWN]
    except (OSError, http.client.HTTPException) as error:
        return str(error)


def text_of(url: str) -> str | None:
    """Return all that a GET answers with 200, None when it does not."""
    try:
        status, text = _get(url)
    except (OSError, http.client.HTTPException):
        return None
    return text if status == HTTPStatus.OK else None


def _get(url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    with closing(connection):
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
