"""The service over real servers: a migrated database, as the service's own role."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from shared.jobs import Jobs
from users.main import create_app
from users.settings import Settings

from .people import Person, new_person
from .revoked import Revoked


@pytest.fixture(scope="session")
def settings(services_env: dict[str, str]) -> Settings:
    names = ("DATABASE_URL", "REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "MODE")
    values = {name.lower(): services_env[name] for name in names}
    return Settings.model_validate({**values, "simulator_url": "http://127.0.0.1:1", "webhooks_allow_local": True})


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    jobs = Jobs()
    app = create_app(settings, jobs)
    async with app.router.lifespan_context(app):
        yield app
    assert not jobs.failed


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://users") as client:
        yield client


@pytest.fixture
async def person(app: FastAPI, client: httpx.AsyncClient) -> Person:
    return await new_person(app, client)


@pytest.fixture
async def stranger(app: FastAPI, client: httpx.AsyncClient) -> Person:
    return await new_person(app, client)


@pytest.fixture
def revoked(settings: Settings) -> Revoked:
    return Revoked(settings.kafka_bootstrap_servers)
