"""What routes declare as parameters. All of it async: FastAPI would run plain functions in a thread."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from shared.data.database import Database
from sqlalchemy.ext.asyncio import AsyncConnection

from users.requests.client import RequestClient, device_of
from users.requests.dependencies import Dependencies


async def _dependencies(request: Request) -> Dependencies:
    dependencies: Dependencies = request.app.state.dependencies
    return dependencies


Deps = Annotated[Dependencies, Depends(_dependencies)]


async def _database(deps: Deps) -> Database:
    return deps.database


async def _connection(database: Annotated[Database, Depends(_database)]) -> AsyncIterator[AsyncConnection]:
    async with database.begin() as conn:
        yield conn


# One request, one transaction, committed before the response is sent. A route that hashes a password or publishes an
# event takes `Deps` instead and opens short transactions, so that none stays open during slow work.
Conn = Annotated[AsyncConnection, Depends(_connection, scope="function")]


async def _client(request: Request) -> RequestClient:
    """The address comes from the gateway: uvicorn takes it from a header, if the sender is in `trusted_proxies`."""
    address = request.client.host if request.client else "unknown"
    return RequestClient(address, device_of(request.headers.get("user-agent", "")))


ClientDep = Annotated[RequestClient, Depends(_client)]
