import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from shared.data.database import Database
from shared.data.database_watch import WrongDatabaseError, watch_database
from shared.data.engine import make_engine
from shared.errors import UnavailableError
from shared.events.ids import uuid7
from shared.events.values import Mode
from shared.http.health import Health
from shared.http.secrets import random_bytes
from shared.jobs import Jobs
from shared.kafka import Producer
from shared.settings import Deployment
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from users.main import create_app
from users.requests.client import RequestClient
from users.requests.dependencies import Dependencies
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event
from users.sessions.revocation_publisher import RevocationPublisher
from users.settings import Settings
from users.tables import revocations

from .visitors import PASSWORD, Visitor, registered

NOBODY = "127.0.0.1:1"


@asynccontextmanager
async def replacing(app: FastAPI, **changes: object) -> AsyncIterator[None]:
    """Let the application work with other dependencies."""
    before = replace(app.state.dependencies)
    for name, value in changes.items():
        object.__setattr__(app.state.dependencies, name, value)
    try:
        yield
    finally:
        for name in changes:
            object.__setattr__(app.state.dependencies, name, getattr(before, name))


async def test_without_the_database_every_route_says_503_and_asks_for_no_hash(app: FastAPI, settings: Settings) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()
    away = settings.model_copy(update={"database_url": SecretStr(f"postgresql://nobody@{NOBODY}/x")})
    engine = make_engine(away, role=settings.role)

    async with replacing(app, database=Database(engine, away="away")):
        answers = [
            await Visitor(app).register(),
            await visitor.login(),
            await visitor.refresh(tokens["refresh_token"]),
            await visitor.post("logout", {"refresh_token": tokens["refresh_token"]}),
            await visitor.post("verify", {"token": "tmo_x"}),
            await visitor.post("password/reset", {"token": "tmo_x", "password": PASSWORD}),
            await visitor.get("me", tokens["access_token"]),
        ]
        keys = await visitor.get(".well-known/jwks.json", "")
    await engine.dispose()

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "unavailable")}
    assert keys.status_code == 200
    assert await visitor.is_signed_in(tokens)


async def test_without_kafka_a_logout_counts_at_once_and_its_event_waits(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()
    producer = Producer(NOBODY, client_id="users")
    job = asyncio.create_task(producer.run())

    async with replacing(app, revocation_publisher=RevocationPublisher(producer, app.state.dependencies.database)):
        answer = await asyncio.wait_for(visitor.post("logout", {"refresh_token": tokens["refresh_token"]}), 10)

    assert answer.status_code == 204
    assert producer.pending == 1
    assert not await visitor.is_signed_in(tokens)
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


async def test_a_database_of_another_mode_is_refused(settings: Settings) -> None:
    engine = make_engine(settings, role=settings.role)

    with pytest.raises(WrongDatabaseError):
        await watch_database(engine, Mode.LIVE, Health("database"))
    await engine.dispose()


def test_outside_local_mode_it_does_not_start_without_its_secrets(settings: Settings) -> None:
    given = settings.model_dump() | {"deployment": Deployment.PRODUCTION, "refresh_secret": SecretStr("change-me")}

    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(given)

    assert "SIGNING_KEYS is missing" in str(refused.value)
    assert "REFRESH_SECRET" in str(refused.value)
    assert "change-me" not in str(refused.value)


async def test_local_secrets_that_are_not_given_are_made_and_strong(app: FastAPI) -> None:
    deps: Dependencies = app.state.dependencies

    assert random_bytes(deps.settings.refresh_secret.get_secret_value()) is None
    assert deps.signing_keys.published()


async def test_no_secret_shows_in_the_logs(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()
    newest = (await visitor.refresh(tokens["refresh_token"])).json()
    await visitor.login("not the password at all")
    await visitor.post("password/forgot", {"email": visitor.email})
    reset = await visitor.mailed_token("reset_password")
    await visitor.post("password/reset", {"token": reset, "password": "x"})

    printed = "".join(capsys.readouterr())

    assert "/users/login" in printed
    for secret in (PASSWORD, "not the password", reset, *tokens.values(), *newest.values()):
        if isinstance(secret, str) and secret != "Bearer":
            assert secret not in printed


async def test_an_error_of_the_database_does_not_quote_what_was_written(app: FastAPI) -> None:
    row = {"kind": "no such kind", "id": uuid7(), "user_id": uuid7(), "reason": "a secret"}

    with pytest.raises(IntegrityError) as refused:
        await _insert(app, row)

    assert "a secret" not in str(refused.value).partition("DETAIL")[0]
    assert "parameters hidden" in str(refused.value)


async def _insert(app: FastAPI, row: dict[str, object]) -> None:
    async with app.state.dependencies.database.begin() as conn:
        await conn.execute(insert(revocations).values(row))


async def test_an_account_that_goes_meanwhile_is_a_503_not_a_bug(app: FastAPI) -> None:
    async def add() -> None:
        async with app.state.dependencies.database.begin() as conn:
            await insert_event(conn, uuid7(), EventKind.LOGGED_IN, RequestClient("192.0.2.1", "x"))

    with pytest.raises(UnavailableError):
        await add()


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "\\ud83d\\ude00"])
@pytest.mark.parametrize("route", ["login", "refresh", "verify", "password/forgot", "password/reset", "register"])
async def test_no_text_makes_a_route_fail(app: FastAPI, route: str, text: str) -> None:
    names = ("login", "password", "refresh_token", "token", "email", "username")
    visitor = Visitor(app)
    body = "{" + ", ".join(f'"{name}": "{text}"' for name in names) + "}"

    answer = await visitor.post_text(route, body)

    assert answer.status_code in {400, 401}


def test_the_document_names_every_route_and_no_422(settings: Settings) -> None:
    paths = create_app(settings, Jobs()).openapi()["paths"]

    assert {
        "/users/register",
        "/users/verify",
        "/users/verify/resend",
        "/users/login",
        "/users/refresh",
        "/users/logout",
        "/users/password/forgot",
        "/users/password/reset",
        "/users/config",
        "/users/.well-known/jwks.json",
    } <= set(paths)
    assert not any(path.startswith("/internal") for path in paths)
    assert all("422" not in operation["responses"] for path in paths.values() for operation in path.values())
