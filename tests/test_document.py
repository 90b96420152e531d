"""Schemathesis over the gateway's own document: what is asked at random is answered as the document says."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.people import Person

_SECONDS = 70
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


async def credentials(api: httpx.AsyncClient, who: str) -> dict[str, str]:
    if who == "nobody":
        return {}
    person = Person(api)
    await person.register()
    session = await person.login()
    return session.headers if who == "a session" else (await session.new_key("market:read", "analytics:read"))[1]


@pytest.mark.parametrize("who", ["nobody", "a session", "a key"])
async def test_the_api_keeps_its_document(who: str, api: httpx.AsyncClient, tmp_path: Path) -> None:
    headers = await credentials(api, who)
    seconds = _SECONDS if who != "a key" else _SECONDS // 3
    address = str(api.base_url).rstrip("/")
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
    command += ["--url", address, "--checks", ",".join(_CHECKS), "--max-time", str(seconds)]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--no-color", "--workers", "1"]
    command += ["--generation-database", "none", "--suppress-health-check", "all", "--continue-on-failure"]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]

    done = subprocess.run(  # noqa: ASYNC221, S603 - the tests' loop has nothing else to do; our own arguments
        command, cwd=tmp_path, capture_output=True, text=True, timeout=_SECONDS * 3, check=False
    )

    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
