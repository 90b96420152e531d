import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text, update
from stack.testing import eventually
from users.access.tokens import hash_of
from users.tables import one_time_tokens, users

from ..visitors import PASSWORD, Visitor, registered

NEW = "ochre lantern gravel 77"


async def forgotten(visitor: Visitor) -> str:
    """The token of a mail that this visitor asked for."""
    answer = await visitor.post("password/forgot", {"email": visitor.email})
    assert (answer.status_code, answer.content) == (202, b"null")
    return await visitor.mailed_token("reset_password")


async def reset(visitor: Visitor, token: str, password: str = NEW) -> int:
    return (await visitor.post("password/reset", {"token": token, "password": password})).status_code


async def test_a_forgotten_password_is_replaced_and_every_session_ends(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()
    token = await forgotten(visitor)

    assert await reset(visitor, token) == 204

    assert not await visitor.is_signed_in(tokens)
    assert (await visitor.refresh(tokens["refresh_token"])).status_code == 401
    assert (await visitor.login()).status_code == 401
    assert (await visitor.login(NEW)).status_code == 200
    assert "password_reset" in await visitor.events()
    assert (await visitor.mails())[-1][0] == "password_changed"


async def test_a_reset_token_is_good_for_one_use(app: FastAPI) -> None:
    visitor = await registered(app)
    token = await forgotten(visitor)

    assert await reset(visitor, token) == 204
    again = await visitor.post("password/reset", {"token": token, "password": PASSWORD})

    assert (again.status_code, again.json()["code"]) == (400, "invalid_token")
    assert (await visitor.login(NEW)).status_code == 200


async def test_a_refused_password_does_not_use_the_token_up(app: FastAPI) -> None:
    visitor = await registered(app)
    token = await forgotten(visitor)

    assert await reset(visitor, token, "password1234") == 400
    assert await reset(visitor, token) == 204


async def test_a_newer_mail_makes_the_older_one_useless_and_half_an_hour_any(app: FastAPI) -> None:
    visitor = await registered(app)
    older = await forgotten(visitor)
    await visitor.post("password/forgot", {"email": visitor.email})
    newer = await visitor.mailed_token("reset_password")
    while newer == older:
        newer = await visitor.mailed_token("reset_password")

    assert await reset(visitor, older) == 400
    async with visitor.deps.database.begin() as conn:
        this = update(one_time_tokens).where(one_time_tokens.c.token_hash == hash_of(newer))
        await conn.execute(this.values(expires_at=one_time_tokens.c.expires_at - timedelta(minutes=30)))
    assert await reset(visitor, newer) == 400


async def test_an_address_without_an_account_gets_the_same_answer_and_no_mail(app: FastAPI) -> None:
    known, unknown = await registered(app), Visitor(app)

    answers = [await unknown.post("password/forgot", {"email": email}) for email in (unknown.email, known.email)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"null")] * 2
    await known.mailed_token("reset_password")  # so the work before it is done, too
    assert await unknown.mails() == []


async def test_nobody_is_flooded_with_mails_that_others_ask_for(app: FastAPI) -> None:
    visitor = await registered(app)
    most = visitor.deps.settings.mails_free

    for _ in range(most + 4):
        assert (await Visitor(app).post("password/forgot", {"email": visitor.email})).status_code == 202
    await visitor.deps.after_response.drain()

    assert [kind for kind, _ in await visitor.mails()].count("reset_password") <= most


@pytest.mark.parametrize("token", ["tmo_unknown", "x\x00y", "ü"])
async def test_a_token_that_nobody_gave_out_resets_nothing(app: FastAPI, token: str) -> None:
    assert await reset(Visitor(app), token) == 400


async def test_a_verification_token_does_not_reset_a_password(app: FastAPI) -> None:
    visitor = await registered(app)

    assert await reset(visitor, await visitor.mailed_token("verify_email")) == 400


async def test_a_link_in_a_mail_verifies_the_address_once(app: FastAPI) -> None:
    visitor = await registered(app)
    token = await visitor.mailed_token("verify_email")
    signed_in = (await visitor.tokens())["access_token"]
    assert (await visitor.get("me", signed_in)).json()["email_verified"] is False

    first, second = [await visitor.post("verify", {"token": token}) for _ in range(2)]

    assert (first.status_code, second.status_code) == (204, 400)
    assert second.json()["code"] == "invalid_token"
    assert (await visitor.get("me", signed_in)).json()["email_verified"] is True
    assert (await visitor.events()).count("email_verified") == 1


async def test_a_verified_account_gets_no_second_mail_an_unverified_one_does(app: FastAPI) -> None:
    visitor = await registered(app)
    before = await visitor.mailed_token("verify_email")
    assert (await visitor.post("verify/resend", {"email": visitor.email})).status_code == 202
    await visitor.deps.after_response.drain()
    token = await visitor.mailed_token("verify_email")
    assert token != before
    await visitor.post("verify", {"token": token})

    await visitor.post("verify/resend", {"email": visitor.email})
    await visitor.deps.after_response.drain()

    assert [kind for kind, _ in await visitor.mails()] == ["verify_email"] * 2


async def test_where_mail_is_set_up_an_unverified_account_is_like_a_wrong_password(app: FastAPI) -> None:
    visitor = await registered(app)
    local = visitor.deps.settings
    smtp = local.model_copy(update={"smtp_url": local.database_url})  # never read here: that it is set is what counts
    object.__setattr__(visitor.deps, "settings", smtp)
    try:
        assert (await visitor.post("register", {})).status_code == 400
        answer = await visitor.login()
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
        await visitor.post("verify", {"token": await visitor.mailed_token("verify_email")})
        assert (await visitor.login()).status_code == 200
    finally:
        object.__setattr__(visitor.deps, "settings", local)


async def test_a_login_with_the_old_password_while_it_is_being_reset_gets_nothing(app: FastAPI) -> None:
    visitor = await registered(app)
    waiting = text("""
        SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE NOT granted AND locktype = 'transactionid' AND datname = current_database()
    """)
    async with visitor.deps.database.begin() as conn:
        other = await visitor.deps.hasher.hash(NEW)
        await conn.execute(update(users).where(users.c.email == visitor.email).values(password_hash=other))
        login = asyncio.create_task(visitor.login())
        await eventually(lambda: conn.scalar(waiting))  # the password was right; its account is locked by us

    assert (await login).status_code == 401
