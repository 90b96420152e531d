"""docs/api.md: its commands are run in their order, as they stand, and what they print has the shape that it shows."""

import asyncio
import itertools
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest
from stack.testing import eventually

from tests.processes import Platform

ROOT: Final = Path(__file__).parents[1]
GUIDE: Final = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK: Final = "-- the next block --"


class Example(NamedTuple):
    """A block of commands, and the block below it: its language and its text."""

    commands: str
    language: str
    output: str


def examples() -> list[Example]:
    blocks = _BLOCK.findall(GUIDE)
    return [
        Example(text, language, output)
        for (kind, text), (language, output) in itertools.pairwise(blocks)
        if kind == "sh"
    ]


async def outputs(gateway: str) -> list[str]:
    """What each block prints; all of them run in one shell, so that variables are kept."""
    script = f"echo; echo '{_MARK}'\n".join(example.commands for example in examples())

    def wait() -> subprocess.CompletedProcess[str]:
        variables = {"PATH": os.environ["PATH"], "GATEWAY_URL": gateway}
        command = ["sh", "-eu", "-c", script]
        return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own guide

    done = await asyncio.to_thread(wait)
    assert done.returncode == 0, done.stderr
    return [part.strip() for part in done.stdout.split(_MARK)]


def differences(shown: Any, real: Any, at: str = "answer") -> list[str]:
    """Where an answer has other fields, or other kinds of values, than the guide shows. Null may be anything."""
    if shown is None or real is None:
        return []
    if type(shown) is not type(real):
        return [f"{at}: {real!r} instead of {shown!r}"]
    if isinstance(shown, dict):
        fields = [f"{at}: {name}" for name in sorted(shown.keys() ^ real.keys())]
        return fields + [
            line for name in shown.keys() & real.keys() for line in differences(shown[name], real[name], f"{at}.{name}")
        ]
    if isinstance(shown, list) and shown and real:
        return differences(shown[0], real[0], f"{at}[0]")
    return []


@pytest.fixture
async def printed(platform: Platform, api: httpx.AsyncClient) -> list[str]:
    async def has_trades() -> bool:
        items = (await api.get("/api/market/trades/bitcoin?limit=3")).json()["items"]
        price = (await api.get("/api/market/prices/bitcoin")).json()["price"]
        return len(items) == 3 and price is not None

    await eventually(has_trades, timeout=60)
    return await outputs(platform.url("gateway"))


async def test_the_commands_of_the_guide_run_and_print_what_it_shows(printed: list[str]) -> None:
    assert len(printed) == len(examples()) > 10

    wrong = [
        difference
        for example, real in zip(examples(), printed, strict=True)
        if example.language == "json"
        for difference in differences(json.loads(example.output), json.loads(real), example.commands.splitlines()[-1])
    ]
    assert wrong == []


async def test_the_headers_of_limits_are_those_that_the_guide_shows(printed: list[str]) -> None:
    shown = [(one.output, real) for one, real in zip(examples(), printed, strict=True) if one.language == "text"]

    assert shown
    assert all(names(output) == names(real) for output, real in shown)


def names(headers: str) -> list[str]:
    """The headers' names and their policies, without the figures."""
    return [re.sub(r"\d+", "0", line.lower()) for line in headers.splitlines()]


def test_the_messages_of_the_stream_are_those_of_its_document() -> None:
    document = json.loads((ROOT / "api-gateway" / "asyncapi.json").read_text(encoding="utf-8"))
    known = {name: message["examples"][0]["payload"] for name, message in document["components"]["messages"].items()}
    (lines,) = [text for language, text in _BLOCK.findall(GUIDE) if language == "jsonl"]
    messages = [json.loads(line) for line in lines.splitlines()]

    assert len(messages) == 10
    for message in messages:
        example = known[message.get("type") or message["op"]]
        assert message.keys() == example.keys(), message


def test_every_path_that_the_guide_names_is_in_the_document() -> None:
    document = json.loads((ROOT / "api-gateway" / "openapi.json").read_text(encoding="utf-8"))
    named = set(re.findall(r"`(?:GET|POST|PATCH|PUT|DELETE)\s+(/api/[^`\s?]+)[^`\s]*`", GUIDE))

    assert named
    assert named - document["paths"].keys() == set()
