import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from users.access.tokens import hash_of
from users.tables import refresh_tokens, sessions

from ..revoked import Revoked
from ..visitors import Visitor, registered


@pytest.fixture
def revoked(kafka_bootstrap: str) -> Revoked:
    return Revoked(kafka_bootstrap)


async def age(visitor: Visitor, token: str, by: timedelta) -> None:
    """Let a token have been used so much earlier."""
    async with visitor.deps.database.begin() as conn:
        this = update(refresh_tokens).where(refresh_tokens.c.token_hash == hash_of(token))
        await conn.execute(this.values(used_at=refresh_tokens.c.used_at - by))


async def revocations_of(visitor: Visitor, tokens: dict[str, str], revoked: Revoked) -> list[tuple[str, str]]:
    claims = await visitor.deps.verifier.verify(tokens["access_token"])
    return [(event.kind.value, event.reason) for event in await revoked.of(claims.user_id)]


async def test_a_refresh_token_is_exchanged_for_another_one(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()

    answer = await visitor.refresh(tokens["refresh_token"])

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != tokens["refresh_token"]
    assert await visitor.is_signed_in(answer.json())
    assert (await visitor.refresh(answer.json()["refresh_token"])).status_code == 200


async def test_many_tabs_that_refresh_at_once_get_the_same_successor_and_no_alarm(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()

    answers = await asyncio.gather(*(visitor.refresh(tokens["refresh_token"]) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1
    assert await visitor.events() == ["registered", "logged_in"]


async def test_a_tab_that_is_two_refreshes_behind_gets_the_newest_token_within_the_grace(app: FastAPI) -> None:
    visitor = await registered(app)
    first = (await visitor.tokens())["refresh_token"]
    second = (await visitor.refresh(first)).json()["refresh_token"]
    third = (await visitor.refresh(second)).json()["refresh_token"]

    answer = await visitor.refresh(first)

    assert answer.json()["refresh_token"] == third


async def test_a_token_used_again_after_the_grace_ends_the_session_and_only_it(app: FastAPI, revoked: Revoked) -> None:
    visitor = await registered(app)
    stolen, other = await visitor.tokens(), await visitor.tokens()
    newest = (await visitor.refresh(stolen["refresh_token"])).json()
    await age(visitor, stolen["refresh_token"], timedelta(seconds=11))

    answer = await visitor.refresh(stolen["refresh_token"])

    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert (await visitor.refresh(newest["refresh_token"])).status_code == 401
    assert not await visitor.is_signed_in(newest)
    assert await visitor.is_signed_in(other)
    assert "refresh_reused" in await visitor.events()
    assert (await visitor.mails())[-1][0] == "session_ended_by_reuse"
    assert await revocations_of(visitor, stolen, revoked) == [("session", "refresh_reused")]


async def test_reuse_is_recorded_once(app: FastAPI) -> None:
    visitor = await registered(app)
    token = (await visitor.tokens())["refresh_token"]
    await visitor.refresh(token)
    await age(visitor, token, timedelta(seconds=11))

    answers = await asyncio.gather(*(visitor.refresh(token) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {401}
    assert (await visitor.events()).count("refresh_reused") == 1


@pytest.mark.parametrize("token", ["", "tmr_unknown", "x\x00y", "ü" * 200])
async def test_a_token_that_nobody_gave_out_is_a_session_that_ended(app: FastAPI, token: str) -> None:
    answer = await Visitor(app).refresh(token)

    assert answer.status_code == (401 if token else 400)


async def test_an_expired_token_and_an_expired_session_are_refused(app: FastAPI) -> None:
    visitor = await registered(app)
    first, second = await visitor.tokens(), await visitor.tokens()
    past = {"expires_at": sessions.c.created_at - timedelta(seconds=1)}
    claims = await visitor.deps.verifier.verify(second["access_token"])
    async with visitor.deps.database.begin() as conn:
        token = refresh_tokens.c.token_hash == hash_of(first["refresh_token"])
        early = refresh_tokens.c.created_at - timedelta(seconds=1)
        await conn.execute(update(refresh_tokens).where(token).values(expires_at=early))
        await conn.execute(update(sessions).where(sessions.c.session_id == claims.session_id).values(past))

    assert (await visitor.refresh(first["refresh_token"])).status_code == 401
    assert await visitor.is_signed_in(first)
    assert (await visitor.refresh(second["refresh_token"])).status_code == 401
    assert not await visitor.is_signed_in(second)


async def test_a_session_slides_but_not_beyond_its_longest_life(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()
    claims = await visitor.deps.verifier.verify(tokens["access_token"])
    async with visitor.deps.database.begin() as conn:
        this = update(sessions).where(sessions.c.session_id == claims.session_id)
        await conn.execute(this.values(created_at=sessions.c.created_at - timedelta(days=85)))

    refreshed = (await visitor.refresh(tokens["refresh_token"])).json()

    (session,) = (await visitor.get("me/sessions", refreshed["access_token"])).json()["items"]
    assert session["current"] is True
    assert session["expires_at"][:10] != session["last_used_at"][:10]
    async with visitor.deps.database.begin() as conn:
        row = (await conn.execute(sessions.select().where(sessions.c.session_id == claims.session_id))).one()
    assert timedelta(days=89, hours=23) < row.expires_at - row.created_at <= timedelta(days=90, seconds=1)


async def test_a_cookie_is_exchanged_for_a_cookie_and_cleared_when_the_session_has_ended(app: FastAPI) -> None:
    visitor = await registered(app)
    cookie = (await visitor.login(cookie=True)).headers["set-cookie"].partition(";")[0]

    answer = await visitor.post("refresh", {"cookie": True}, Cookie=cookie)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    newest = answer.headers["set-cookie"].partition(";")[0]
    assert newest != cookie

    assert (await visitor.post("logout", Cookie=newest)).status_code == 204
    ended = await visitor.post("refresh", {"cookie": True}, Cookie=newest)
    assert (ended.status_code, ended.json()["code"]) == (401, "session_ended")
    assert 'tidemark_refresh=""' in ended.headers["set-cookie"]
    assert "Path=/api/users" in ended.headers["set-cookie"]


async def test_a_cookie_does_not_count_unless_the_body_says_so(app: FastAPI) -> None:
    visitor = await registered(app)
    cookie = (await visitor.login(cookie=True)).headers["set-cookie"].partition(";")[0]

    assert (await visitor.post("refresh", {}, Cookie=cookie)).status_code == 401
    assert (await visitor.post("refresh", {"cookie": True}, Cookie=cookie)).status_code == 200


async def test_logout_ends_this_session_only(app: FastAPI, revoked: Revoked) -> None:
    visitor = await registered(app)
    here, there = await visitor.tokens(), await visitor.tokens()

    answer = await visitor.post("logout", {"refresh_token": here["refresh_token"]})

    assert (answer.status_code, answer.content) == (204, b"")
    assert not await visitor.is_signed_in(here)
    assert (await visitor.refresh(here["refresh_token"])).status_code == 401
    assert await visitor.is_signed_in(there)
    assert await revocations_of(visitor, here, revoked) == [("session", "logged_out")]
    assert (await visitor.post("logout", {"refresh_token": here["refresh_token"]})).status_code == 204


@pytest.mark.parametrize("flag", [0, 1, "false", "yes"])
async def test_a_flag_that_is_no_boolean_is_refused_and_ends_nothing(app: FastAPI, flag: object) -> None:
    visitor = await registered(app)
    here = await visitor.tokens()

    answer = await visitor.post("logout", {"refresh_token": here["refresh_token"], "everywhere": flag})

    assert answer.status_code == 400
    assert await visitor.is_signed_in(here)


async def test_logout_everywhere_ends_every_session(app: FastAPI, revoked: Revoked) -> None:
    visitor = await registered(app)
    here, there = await visitor.tokens(), await visitor.tokens()

    await visitor.post("logout", {"refresh_token": here["refresh_token"], "everywhere": True})

    assert not await visitor.is_signed_in(here)
    assert not await visitor.is_signed_in(there)
    assert await revocations_of(visitor, here, revoked) == [("session", "logged_out_everywhere")] * 2
    assert await visitor.is_signed_in(await visitor.tokens())


async def test_logouts_everywhere_at_once_wait_for_each_other(app: FastAPI) -> None:
    visitor = await registered(app)
    each = [await visitor.tokens() for _ in range(4)]

    answers = await asyncio.gather(
        *(visitor.post("logout", {"refresh_token": one["refresh_token"], "everywhere": True}) for one in each),
        *(visitor.refresh(one["refresh_token"]) for one in each),
    )

    assert {answer.status_code for answer in answers} <= {200, 204, 401}
    assert not any([await visitor.is_signed_in(one) for one in each])
