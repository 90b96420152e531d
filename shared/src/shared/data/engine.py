"""The PostgreSQL engine of a service, which acts as the service's role, and the meaning of its errors."""

import errno
from typing import Final

import asyncpg
from asyncpg import PostgresError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from shared.http.metrics import POOL
from shared.settings import ServiceSettings

_AWAY: Final = ("08", "53", "57")
_OF_FILES: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
"""A full disk of this process is no absent database."""
_REFUSED: Final = ("22", "23")
_LOST: Final = "40"


def make_engine(
    settings: ServiceSettings,
    *,
    role: str | None,
    pool_size: int = 5,
    timeout: float = 10,
    hide_parameters: bool = False,
) -> AsyncEngine:
    """An engine whose connections act as `role` and give up on a statement after `timeout` seconds.

    `hide_parameters`: error texts do not show the values in a statement.
    """
    url = make_url(settings.database_url.get_secret_value()).set(drivername="postgresql+asyncpg")
    server_settings = {"application_name": settings.service_name, "timezone": "UTC"}
    if role is not None:
        # A connection parameter, because the pool's first rollback would undo a SET ROLE.
        server_settings["role"] = role
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=timeout,
        pool_pre_ping=False,
        hide_parameters=hide_parameters,
        connect_args={"timeout": 5, "command_timeout": timeout, "server_settings": server_settings},
    )
    _show_pool(engine, limit=2 * pool_size)
    return engine


def _show_pool(engine: AsyncEngine, limit: int) -> None:
    """Show how full the pool is. A process has one engine; `dispose` gives it another pool, so each look asks anew."""

    def pool() -> QueuePool:
        found = engine.pool
        assert isinstance(found, QueuePool)  # noqa: S101 - an asynchronous engine has no other
        return found

    POOL.labels("in_use").set_function(lambda: pool().checkedout())
    POOL.labels("idle").set_function(lambda: pool().checkedin())
    POOL.labels("limit").set(limit)


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE behind an error of SQLAlchemy or asyncpg, None if there is none."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
        error = getattr(error, "__cause__", None) or error
    if isinstance(error, PostgresError):
        return error.sqlstate
    return getattr(error, "sqlstate", None)


def is_away(error: BaseException) -> bool:
    """Whether the database does not answer at the moment, so that the same call may succeed later."""
    state = sqlstate(error)
    if state is not None:
        return state.startswith(_AWAY)
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_away(
            getattr(error.orig, "__cause__", None) or error.orig or OSError()
        )
    if isinstance(error, OSError) and error.errno in _OF_FILES:
        return False
    # asyncpg raises InternalClientError when the server ends a connection during a statement.
    return isinstance(
        error, OSError | TimeoutError | PoolTimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError
    )


def is_refused(error: BaseException) -> bool:
    """Whether the database refuses the data itself: the same rows would fail again."""
    state = sqlstate(error)
    return state is not None and state.startswith(_REFUSED)


def is_temporary(error: BaseException) -> bool:
    """Whether the same transaction may succeed later: the server is away, or another transaction got in its way."""
    return is_away(error) or (sqlstate(error) or "").startswith(_LOST)
