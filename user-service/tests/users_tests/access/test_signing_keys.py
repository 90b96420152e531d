import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from shared.events.ids import uuid7
from shared.http.tokens import InvalidTokenError, TokenVerifier
from stack.testing import eventually
from users.access import signing_key_file as keys
from users.access.signing_keys import SigningKeys
from users.access.tokens import AccessTokens
from users.requests.dependencies import Dependencies
from users.settings import Settings

from ..visitors import registered


def kids(path: Path) -> list[str]:
    return [key["kid"] for key in json.loads(path.read_text())["keys"]]


def put_in_front(path: Path, *, made_seconds_ago: int) -> None:
    """Rotate, as if it had been so long ago."""
    assert keys.main(["rotate", str(path)]) is None
    document = json.loads(path.read_text())
    document["keys"][0]["made_at"] -= made_seconds_ago
    path.write_text(json.dumps(document))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "signing_keys"
    assert keys.main(["new", str(path)]) is None
    return path


@pytest.fixture
def ring(file: Path) -> SigningKeys:
    return SigningKeys(file.read_text(), file)


def test_a_new_file_is_for_its_owner_only_and_is_not_written_over(file: Path) -> None:
    before = file.read_text()

    assert "is there already" in str(keys.main(["new", str(file)]))

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == before
    assert [path.name for path in file.parent.iterdir()] == ["signing_keys"]


def test_rotating_puts_a_key_in_front_and_drops_those_that_signed_nothing_still_alive(file: Path) -> None:
    (first,) = kids(file)
    put_in_front(file, made_seconds_ago=3_600)
    second, still_first = kids(file)
    assert still_first == first

    put_in_front(file, made_seconds_ago=0)
    third = kids(file)[0]

    assert kids(file) == [third, second]  # the first one's last token ended fifty minutes ago
    assert keys.main(["rotate", str(file)]) is None
    assert kids(file)[1:] == [third, second]  # the second one was in front a moment ago
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_command_prints_names_and_no_key(file: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-m", "users.access.signing_key_file", "rotate", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == kids(file)
    assert all(key["d"] not in done.stdout + done.stderr for key in json.loads(file.read_text())["keys"])


@pytest.mark.parametrize("text", ["", "{}", '{"keys": []}', "not json", '{"keys": [{"kty": "oct", "k": "x"}]}'])
def test_a_file_that_is_no_key_set_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "signing_keys"
    path.write_text(text)

    assert str(path) in str(keys.main(["rotate", str(path)]))
    assert path.read_text() == text


async def test_rotating_the_keys_of_a_running_service_logs_nobody_out(
    app: FastAPI, file: Path, ring: SigningKeys, settings: Settings
) -> None:
    visitor = await registered(app)
    deps, before = visitor.deps, replace(visitor.deps)
    verifier = TokenVerifier(ring, settings.token_issuer, settings.token_audience)
    _use(deps, ring, AccessTokens(ring, settings), verifier)
    app.state.verifier = verifier
    try:
        old = await visitor.tokens()
        put_in_front(file, made_seconds_ago=0)
        ring.look()
        new = await visitor.tokens()

        assert await visitor.is_signed_in(old)
        assert await visitor.is_signed_in(new)
        assert (await visitor.refresh(old["refresh_token"])).status_code == 200
        published = (await visitor.get(".well-known/jwks.json", "")).json()["keys"]
        assert [key["kid"] for key in published] == kids(file)
        assert all("d" not in key for key in published)
    finally:
        _use(deps, before.signing_keys, before.access_tokens, before.verifier)
        app.state.verifier = before.verifier


def _use(deps: Dependencies, ring: SigningKeys, tokens: AccessTokens, verifier: TokenVerifier) -> None:
    for name, value in (("signing_keys", ring), ("access_tokens", tokens), ("verifier", verifier)):
        object.__setattr__(deps, name, value)


def test_a_file_that_breaks_changes_nothing(file: Path, ring: SigningKeys) -> None:
    before = ring.published()
    for text in ("", "half a file {", '{"keys": []}', json.dumps({"keys": before})):
        file.write_text(text)
        ring.look()
        assert ring.published() == before
    file.unlink()
    ring.look()

    assert ring.published() == before


async def test_the_file_is_looked_at_by_itself(file: Path, ring: SigningKeys) -> None:
    job = asyncio.create_task(ring.run())
    put_in_front(file, made_seconds_ago=0)

    await eventually(lambda: [key["kid"] for key in ring.published()] == kids(file))
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def test_a_token_of_another_issuers_key_of_the_same_name_is_refused(
    file: Path, ring: SigningKeys, settings: Settings
) -> None:
    theirs = json.dumps({"keys": [{**keys.new_key(), "kid": kids(file)[0]}]})
    forged = AccessTokens(SigningKeys(theirs), settings).of_session(uuid7(), uuid7()).token

    with pytest.raises(InvalidTokenError):
        await TokenVerifier(ring, settings.token_issuer, settings.token_audience).verify(forged)
