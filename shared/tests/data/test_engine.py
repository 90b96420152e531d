import errno
import socket

import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from shared.data.engine import is_away, is_refused, make_engine, sqlstate
from shared.settings import ServiceSettings
from sqlalchemy import text


async def test_a_service_acts_as_its_role_also_after_a_rollback(database_url: str) -> None:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role="analytics")
    async with engine.connect() as conn:
        await conn.rollback()
        role = (await conn.execute(text("SELECT current_user"))).scalar_one()
        zone = (await conn.execute(text("SHOW timezone"))).scalar_one()
    await engine.dispose()

    assert (role, zone) == ("analytics", "UTC")


async def test_refused_data_are_not_taken_for_a_database_that_is_away(database_url: str) -> None:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role=None)
    async with engine.connect() as conn:
        with pytest.raises(Exception, match="zero") as refused:
            await conn.execute(text("SELECT 1 / 0"))
    await engine.dispose()

    assert sqlstate(refused.value) == "22012"
    assert is_refused(refused.value)
    assert not is_away(refused.value)


async def test_a_database_that_does_not_answer_is_away() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"postgresql://u:p@127.0.0.1:{unused.getsockname()[1]}/d"
        engine = make_engine(ServiceSettings(database_url=SecretStr(url)), role=None)
        with pytest.raises(OSError) as error:  # noqa: PT011 - the point is which error it is
            await engine.connect()
        await engine.dispose()

    assert is_away(error.value)
    assert not is_refused(error.value)


async def test_a_connection_that_is_ended_by_the_server_is_away(database_url: str) -> None:
    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role=None)
    async with engine.connect() as victim, engine.connect() as other:
        pid = (await victim.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        with pytest.raises(Exception, match=r"terminat|closed|in progress") as error:
            await victim.execute(text("SELECT 1"))
        await victim.invalidate()
    await engine.dispose()

    assert is_away(error.value)


def test_an_error_of_our_own_is_neither_away_nor_refused() -> None:
    assert not is_away(KeyError("x"))
    assert not is_away(OSError(errno.ENOSPC, "No space left on device"))
    assert not is_refused(KeyError("x"))


def test_settings_do_not_show_the_password_of_the_database() -> None:
    settings = ServiceSettings(database_url=SecretStr("postgresql://u:hidden@127.0.0.1/d"))

    assert "hidden" not in repr(settings)


async def test_the_pool_shows_how_full_it_is(database_url: str) -> None:
    def shown(state: str) -> float | None:
        return REGISTRY.get_sample_value("database_pool_connections", {"state": state})

    engine = make_engine(ServiceSettings(database_url=SecretStr(database_url)), role=None, pool_size=3)
    async with engine.connect() as conn:
        await conn.execute(text("SELECT 1"))
        assert (shown("in_use"), shown("idle"), shown("limit")) == (1, 0, 6)
    assert (shown("in_use"), shown("idle")) == (0, 1)

    await engine.dispose()
    assert (shown("in_use"), shown("idle")) == (0, 0)
