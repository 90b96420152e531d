"""What a route may ask for."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from users.clients import Client, device_of
from users.database import Database
from users.settings import Settings


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


SettingsDep = Annotated[Settings, Depends(_settings)]
DatabaseDep = Annotated[Database, Depends(_database)]


async def _connection(database: DatabaseDep) -> AsyncIterator[AsyncConnection]:
    async with database.begin() as conn:
        yield conn


# One request, one transaction, committed before the answer goes out. A route that hashes or publishes takes
# `DatabaseDep` instead and opens short transactions: none is held open while something slow happens.
Conn = Annotated[AsyncConnection, Depends(_connection, scope="function")]


def _client(request: Request) -> Client:
    """The address is the one the gateway tells (uvicorn believes it from `trusted_proxies` only)."""
    address = request.client.host if request.client else "unknown"
    return Client(address, device_of(request.headers.get("user-agent", "")))


ClientDep = Annotated[Client, Depends(_client)]
