"""One real platform: what `make up` promises, tried on it in order."""

import json
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from stack.checks import e2e
from stack.commands.down import reset
from stack.commands.status import Row, Status, status
from stack.commands.up import UpError, up
from stack.machine.files import read_pairs
from stack.platform.plan import Folders
from stack.platform.settings import SHALLOW_HISTORY, load_file
from stack.supervision import orphans
from stack.testing import eventually_without_loop

BACK_SECONDS = 30


@pytest.fixture(scope="module")
def folders() -> Iterator[Folders]:
    with e2e.platform(FRONTEND="0", RATE="5") as found:
        yield found


def again(folders: Folders, **variables: str) -> None:
    """Type `make up` once more, with the ports of the first time."""
    settings = load_file(folders.settings)
    assert settings
    ports = {name: str(port) for name, port in settings.ports.items()}
    with e2e.environment(SHALLOW_HISTORY):
        up({**ports, "SIMULATED": "1", "FRONTEND": "0", "RATE": "5", **variables}, folders)


def row(folders: Folders, name: str) -> Row:
    return next(row for row in status(folders).processes if row.name == name)


def test_everything_is_up_and_ready(folders: Folders) -> None:
    found = status(folders)

    assert found.ready
    assert found.mode == "simulated"
    assert [row.name for row in found.processes][:4] == ["postgres", "redis", "kafka", "exchange-simulator"]
    assert [row.name for row in found.processes][-5:] == [
        "analytics",
        "users",
        "portfolio",
        "sentiment",
        "gateway",
    ]
    assert {row.state for row in found.processes} <= {"running", "starting"}
    assert {row.restarts for row in found.processes} == {0}


def test_status_is_readable_by_programs_and_by_people(folders: Folders) -> None:
    found = status(folders)

    assert set(json.loads(found.json())["processes"][0]) == {
        "name",
        "pid",
        "state",
        "restarts",
        "ready",
        "url",
        "internal_url",
    }
    assert "simulated mode, ready" in found.table()
    assert Status(None, ready=False, processes=[]).table() == "nothing is up; run: make up"


def test_the_pid_file_names_the_process_itself(folders: Folders) -> None:
    pid = int((folders.run / "postgres.pid").read_text())

    assert psutil.Process(pid).name() == "postgres"
    assert row(folders, "postgres").pid == pid


def test_a_client_connects_with_the_environment_as_it_stands(folders: Folders) -> None:
    pairs = read_pairs(folders.environment)

    assert stat.S_IMODE(folders.environment.stat().st_mode) == 0o600
    assert pairs["MODE"] == "simulated"
    assert set(pairs) == {
        "GATEWAY_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "KAFKA_BOOTSTRAP_SERVERS",
        "SIMULATOR_URL",
        "MAIL_OUTBOX",
        "MODE",
    }


def test_no_secret_is_on_a_command_line_or_in_a_log(folders: Folders) -> None:
    values = [path.read_text() for path in folders.secrets.iterdir()]
    commands = [" ".join(process.cmdline()) for process in psutil.process_iter() if process.pid in pids(folders)]
    logs = [path.read_text(errors="replace") for path in folders.log.iterdir()]

    assert len(values) == 4
    assert commands
    assert not [text for text in (*commands, *logs) if any(value in text for value in values)]


def pids(folders: Folders) -> set[int | None]:
    return {row.pid for row in status(folders).processes}


def test_the_second_time_nothing_is_started_again(folders: Folders) -> None:
    before = [row.pid for row in status(folders).processes]

    again(folders)

    assert [row.pid for row in status(folders).processes] == before


def test_another_mode_is_refused_and_what_runs_goes_on(folders: Folders, tmp_path: Path) -> None:
    capture = tmp_path / "capture.jsonl"
    capture.write_text('{"capture":1,"venue":"kraken"}\n')

    with pytest.raises(UpError, match=r"simulated mode .* is up"):
        again(folders, SIMULATED="", REPLAY=str(capture))
    assert status(folders).ready


@pytest.mark.parametrize("name", ["redis", "exchange-simulator"])
def test_a_killed_process_comes_back(folders: Folders, name: str) -> None:
    before = row(folders, name)
    assert before.pid
    os.kill(before.pid, signal.SIGKILL)

    eventually_without_loop(
        lambda: (found := row(folders, name)).ready and found.restarts > before.restarts, BACK_SECONDS
    )

    assert row(folders, name).pid != before.pid


def test_after_the_supervisor_was_killed_it_comes_up_again_and_no_orphan_keeps_a_port(folders: Folders) -> None:
    before = {row.pid for row in status(folders).processes}
    os.kill(int((folders.run / "supervisord.pid").read_text()), signal.SIGKILL)

    again(folders)

    assert status(folders).ready
    assert not before & {process.pid for process in orphans.find(folders.run)}


def test_reset_stops_everything_and_deletes_the_data(folders: Folders) -> None:
    assert (folders.data / "simulated" / "postgres").is_dir()

    reset({}, folders)

    assert not (folders.data / "simulated").exists()
    assert not orphans.find(folders.run)
    assert status(folders).processes == []
