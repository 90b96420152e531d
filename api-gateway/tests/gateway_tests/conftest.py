"""The gateway on the test servers, in front of a service that answers with the request it got."""

import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from gateway.settings import Settings
from stack.testing import eventually

from .accounts import Accounts
from .listener import opens
from .servers import Service, gateway, serving

Make = Callable[..., Settings]


@pytest.fixture(scope="session")
async def service() -> AsyncIterator[tuple[Service, str]]:
    service = Service()
    async with serving(service, lifespan="off") as address:
        yield service, address


@pytest.fixture(scope="session")
async def users() -> AsyncIterator[tuple[Accounts, str]]:
    accounts = Accounts()
    async with serving(accounts, lifespan="off") as address:
        yield accounts, address


@pytest.fixture
def accounts(users: tuple[Accounts, str]) -> Accounts:
    return users[0]


@pytest.fixture(scope="session")
def make_settings(
    redis_url: str,
    kafka_bootstrap: str,
    service: tuple[Service, str],
    users: tuple[Accounts, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Make:
    built = tmp_path_factory.mktemp("dist")
    _build(built)

    def make(**changes: Any) -> Settings:
        values = {
            "mode": "simulated",
            "simulator_url": "http://127.0.0.1:1",
            "redis_url": redis_url,
            "kafka_bootstrap_servers": kafka_bootstrap,
            "market_data_url": service[1],
            "users_url": users[1],
            "analytics_url": "http://127.0.0.1:1",
            "portfolio_url": service[1],
            "sentiment_url": service[1],
            "frontend_dir": built,
            "internal_port": 0,
            "request_rate": 10_000,
            "request_burst": 10_000,
            "route_limits": {name: {"per_minute": 1e6, "burst": 10_000} for name in ("login", "refresh", "register")},
        }
        return Settings.model_validate({**values, **changes})

    return make


def _build(folder: Path) -> None:
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Tidemark</title>")
    (folder / "assets" / "app-1a2b.js").write_text("console.log(1)" * 200)
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"packed")


@pytest.fixture(scope="session")
async def address(make_settings: Make) -> AsyncIterator[str]:
    async with gateway(make_settings()) as address:
        await eventually(lambda: opens(address))
        yield address


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address) as client:
        yield client


@pytest.fixture
def somewhere() -> dict[str, str]:
    """Headers of a client whose address, and so whose limit, no other test has; 127.0.0.1 is to be trusted."""
    return {"X-Forwarded-For": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"}
