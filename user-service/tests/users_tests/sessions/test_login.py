import asyncio

import pytest
from fastapi import FastAPI
from jose import jwt
from passlib.hash import bcrypt
from shared.http.tokens import Scope
from sqlalchemy import select, update
from stack.testing import eventually
from users.access.passwords import HASHES
from users.tables import users

from ..visitors import PASSWORD, Visitor, new_address, registered


def hashes() -> float:
    return HASHES._value.get()  # type: ignore[no-any-return]  # the counter's own cell


async def set_hash(visitor: Visitor, password_hash: str) -> None:
    async with visitor.deps.database.begin() as conn:
        this = update(users).where(users.c.email == visitor.email)
        await conn.execute(this.values(password_hash=password_hash))


async def hash_of(visitor: Visitor) -> str:
    async with visitor.deps.database.begin() as conn:
        return await conn.scalar(select(users.c.password_hash).where(users.c.email == visitor.email)) or ""


async def test_a_login_grants_tokens_for_the_username_and_the_email_in_any_case(app: FastAPI) -> None:
    visitor = await registered(app)

    for login in (visitor.name, visitor.name.upper(), visitor.email, f" {visitor.email.title()} "):
        answer = await visitor.login(login=login)

        assert answer.status_code == 200, login
        assert answer.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
        assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 600)
        assert answer.headers["cache-control"] == "no-store"


async def test_the_access_token_says_what_the_platform_expects(app: FastAPI) -> None:
    visitor = await registered(app)
    tokens = await visitor.tokens()

    header = jwt.get_unverified_header(tokens["access_token"])
    claims = await visitor.deps.verifier.verify(tokens["access_token"])

    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    assert header["kid"] in {key["kid"] for key in visitor.deps.signing_keys.published()}
    assert claims.scopes == frozenset(Scope)
    assert claims.session_id is not None
    assert claims.key_id is None
    unverified = jwt.get_unverified_claims(tokens["access_token"])
    assert unverified["exp"] - unverified["iat"] == 600


async def test_wrong_answers_are_the_same_whoever_asks_for_whatever_with_the_same_work(app: FastAPI) -> None:
    owner = await registered(app)
    seen = set()
    for login, password in (
        (owner.name, "not the password at all"),
        ("nobody-of-this-name", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("a\x00b", PASSWORD),
        (owner.email, "x"),
    ):
        before = hashes()
        answer = await Visitor(app).login(password, login=login)
        problem = {name: answer.json()[name] for name in ("type", "title", "status", "code", "detail", "errors")}
        seen.add((str(problem), str(sorted(answer.headers)), hashes() - before))

    assert len(seen) == 1
    assert "wrong_credentials" in next(iter(seen))[0]


async def test_a_failed_login_is_recorded_for_its_owner(app: FastAPI) -> None:
    visitor = await registered(app)

    await visitor.login("not the password at all")

    await eventually(lambda: _ends_with(visitor, "login_failed"))


async def _ends_with(visitor: Visitor, kind: str) -> bool:
    return (await visitor.events())[-1] == kind


@pytest.mark.parametrize("password", [PASSWORD, "ä" * 35, "x1y2z" * 14 + "!"])  # the longest has 71 bytes
async def test_a_bcrypt_hash_verifies_once_and_is_argon2_afterwards(app: FastAPI, password: str) -> None:
    visitor = await registered(app)
    await set_hash(visitor, bcrypt.using(rounds=4).hash(password))

    assert (await visitor.login("not the password at all")).status_code == 401
    assert (await hash_of(visitor)).startswith("$2b$")
    assert (await visitor.login(password)).status_code == 200

    assert (await hash_of(visitor)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await visitor.login(password)).status_code == 200


@pytest.mark.parametrize("password", ["ä" * 60, PASSWORD * 5])
async def test_a_login_that_is_right_in_its_first_72_bytes_only_replaces_no_hash(app: FastAPI, password: str) -> None:
    visitor = await registered(app)
    begin = password.encode()[:72]
    await set_hash(visitor, bcrypt.using(rounds=4).hash(begin))

    for tried in (f"{password} with another end", begin.decode(), password):
        assert (await visitor.login(tried)).status_code == 200
        assert (await hash_of(visitor)).startswith("$2b$")
    assert (await visitor.login(begin.decode()[:-1])).status_code == 401


async def test_two_logins_at_once_may_both_find_the_bcrypt_hash(app: FastAPI) -> None:
    visitor = await registered(app)
    await set_hash(visitor, bcrypt.using(rounds=4).hash(PASSWORD))

    answers = await asyncio.gather(*(visitor.login() for _ in range(4)))

    assert {answer.status_code for answer in answers} == {200}


async def test_a_browsers_refresh_token_is_in_a_cookie_only(app: FastAPI) -> None:
    visitor = await registered(app)

    answer = await visitor.login(cookie=True)

    assert "refresh_token" not in answer.json()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("tidemark_refresh=tmr_")
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/api/users", "Max-Age=2592000"):
        assert attribute in cookie


async def test_a_login_from_elsewhere_is_told_by_mail_the_first_one_is_not(app: FastAPI) -> None:
    visitor = await registered(app)
    await visitor.tokens()
    assert [kind for kind, _ in await visitor.mails()] == ["verify_email"]

    visitor.address = new_address()
    await visitor.tokens()

    kind, words = (await visitor.mails())[-1]
    assert (kind, words["device"], words["address"]) == ("new_device", "Firefox on Linux", visitor.address)


async def test_the_sessions_beyond_the_most_end_the_one_unused_for_longest_first(app: FastAPI) -> None:
    visitor = await registered(app)
    first = await visitor.tokens()
    second = await visitor.tokens()
    object.__setattr__(visitor.deps, "settings", visitor.deps.settings.model_copy(update={"sessions_most": 2}))
    try:
        third = await visitor.tokens()
    finally:
        object.__setattr__(visitor.deps, "settings", visitor.deps.settings.model_copy(update={"sessions_most": 200}))

    assert [await visitor.is_signed_in(tokens) for tokens in (first, second, third)] == [False, True, True]
