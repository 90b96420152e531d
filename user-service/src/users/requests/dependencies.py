"""What a route may ask for. All of it async: FastAPI sends plain functions through a thread."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from users.access.passwords import Hasher
from users.access.throttle import Throttle
from users.access.tokens import AccessTokens
from users.requests.client import Client, device_of
from users.requests.database import Database
from users.sessions.revocations import Revocations
from users.settings import Settings
from users.wiring import Parts


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsDep = Annotated[Parts, Depends(_parts)]


async def _settings(parts: PartsDep) -> Settings:
    return parts.settings


async def _database(parts: PartsDep) -> Database:
    return parts.database


async def _hasher(parts: PartsDep) -> Hasher:
    return parts.hasher


async def _throttle(parts: PartsDep) -> Throttle:
    return parts.throttle


async def _access_tokens(parts: PartsDep) -> AccessTokens:
    return parts.tokens


async def _revocations(parts: PartsDep) -> Revocations:
    return parts.revocations


SettingsDep = Annotated[Settings, Depends(_settings)]
HasherDep = Annotated[Hasher, Depends(_hasher)]
ThrottleDep = Annotated[Throttle, Depends(_throttle)]
AccessTokensDep = Annotated[AccessTokens, Depends(_access_tokens)]
RevocationsDep = Annotated[Revocations, Depends(_revocations)]
DatabaseDep = Annotated[Database, Depends(_database)]


async def _connection(database: DatabaseDep) -> AsyncIterator[AsyncConnection]:
    async with database.begin() as conn:
        yield conn


# One request, one transaction, committed before the answer goes out. A route that hashes or publishes takes
# `DatabaseDep` instead and opens short transactions: none is held open while something slow happens.
Conn = Annotated[AsyncConnection, Depends(_connection, scope="function")]


async def _client(request: Request) -> Client:
    """The address is the one the gateway tells (uvicorn believes it from `trusted_proxies` only)."""
    address = request.client.host if request.client else "unknown"
    return Client(address, device_of(request.headers.get("user-agent", "")))


ClientDep = Annotated[Client, Depends(_client)]
