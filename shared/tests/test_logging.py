"""The log lines of a process, read from its stdout as a collector of logs does."""

import json
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import logging, structlog
from shared.logging import configure_logging, get_logger
configure_logging("sample", "INFO")
log = get_logger("here")
{statements}
"""


def lines_of(statements: str) -> list[dict[str, Any]]:
    program = PROGRAM.format(statements=statements)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603 - our interpreter
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_our_lines_and_those_of_libraries_have_the_same_members() -> None:
    ours, theirs = lines_of('log.warning("said", size=2)\nlogging.getLogger("lib").warning("said %d", 2)')

    assert ours["time"].endswith("Z")
    assert ours | {"time": ""} == {
        "service": "sample",
        "logger": "here",
        "level": "warning",
        "event": "said",
        "size": 2,
        "time": "",
    }
    assert theirs | {"time": ""} == {
        "service": "sample",
        "logger": "lib",
        "level": "warning",
        "event": "said 2",
        "time": "",
    }


def test_a_line_below_the_level_is_not_written() -> None:
    assert lines_of('log.debug("a")\nlogging.getLogger("lib").debug("b")\nlog.info("c")')[0]["event"] == "c"


def test_the_level_may_change_while_the_process_runs() -> None:
    change = "from shared.logging import set_log_level\nset_log_level({level!r})\n"
    say = 'log.debug("ours")\nlogging.getLogger("lib").debug("theirs")\nlogging.getLogger("httpx").debug("chatty")\n'

    lines = lines_of(change.format(level="DEBUG") + say + change.format(level="INFO") + say)

    assert [line["event"] for line in lines] == ["ours", "theirs", "chatty"]
    assert lines_of(change.format(level="ERROR") + 'log.warning("w")\nlog.error("e")')[0]["event"] == "e"


def test_each_line_inside_a_request_has_its_id() -> None:
    statements = 'with structlog.contextvars.bound_contextvars(request_id="r1"):\n    log.info("in")\nlog.info("out")'
    inside, outside = lines_of(statements)

    assert inside["request_id"] == "r1"
    assert "request_id" not in outside


def test_an_exception_is_written_with_its_traceback() -> None:
    (line,) = lines_of('log.error("died", exc_info=ValueError("why"))')

    assert "ValueError: why" in line["exception"]


@pytest.mark.parametrize(
    ("value", "written"),
    [("2**70", 2**70), (r"'\ud800'", "\ud800"), ("object", "<class 'object'>"), ("b'x'", "eA=="), ("{1: 2}", {"1": 2})],
)
def test_a_value_of_any_type_is_written(value: str, written: object) -> None:
    assert lines_of(f'log.info("said", value={value})')[0]["value"] == written
