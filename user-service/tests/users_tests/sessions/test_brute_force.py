import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from shared.data.redis import make_redis
from users.access.passwords import HASHES
from users.access.throttle import Throttle
from users.requests.dependencies import Dependencies
from users.settings import Settings

from ..visitors import PASSWORD, Visitor, new_address, new_name, registered

WRONG = "not the password at all"


def hashes() -> float:
    return HASHES._value.get()  # type: ignore[no-any-return]  # the counter's own cell


@pytest.fixture(params=["redis", "no redis"])
async def app_with(request: pytest.FixtureRequest, app: FastAPI, settings: Settings) -> AsyncIterator[FastAPI]:
    """Give the application, once with Redis and once with none to be reached."""
    deps, before = app.state.dependencies, app.state.dependencies.throttle
    settings = deps.settings
    away = settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")})
    redis = make_redis(settings if request.param == "redis" else away)
    slow = deps.settings.model_copy(update={"first_delay": timedelta(minutes=1)})  # longer than any test takes
    _use(deps, Throttle(redis), slow)
    yield app
    _use(deps, before, settings)
    await redis.aclose()


def _use(deps: Dependencies, throttle: Throttle, settings: Settings) -> None:
    object.__setattr__(deps, "throttle", throttle)
    object.__setattr__(deps, "settings", settings)


async def test_many_wrong_logins_are_refused_without_hashing(app_with: FastAPI) -> None:
    owner, attacker = await registered(app_with), Visitor(app_with)
    before = hashes()

    answers = await asyncio.gather(*(attacker.login(WRONG, login=owner.name) for _ in range(60)))

    codes = [answer.status_code for answer in answers]
    assert set(codes) == {401, 429}
    # Where one answer of Redis is late this process counts for itself, of what it knows.
    assert hashes() - before == codes.count(401) <= 2 * owner.deps.settings.login_free
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "too_many_attempts"
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_names_without_an_account_are_paced_like_those_with_one(app_with: FastAPI) -> None:
    owner, nobody = await registered(app_with), new_name()
    seen = []
    for login in (owner.name, nobody):
        attacker = Visitor(app_with)
        answers = [await attacker.login(WRONG, login=login) for _ in range(7)]
        seen.append([answer.status_code for answer in answers])

    assert seen[0] == seen[1]
    assert seen[0][:6] == [401] * 5 + [429]


async def test_the_username_and_the_email_of_an_account_are_paced_like_two_strangers(app_with: FastAPI) -> None:
    owner, nobody = await registered(app_with), new_name()
    seen = []
    for logins in ((owner.name, owner.email), (nobody, f"{nobody}@example.org")):
        attacker = Visitor(app_with)
        answers = [await attacker.login(WRONG, login=login) for login in logins for _ in range(6)]
        seen.append([answer.status_code for answer in answers])

    assert seen[0] == seen[1] == [*[401] * 5, 429] * 2


async def test_from_an_account_s_own_address_its_name_is_paced_like_any_other(app_with: FastAPI) -> None:
    owner = await registered(app_with)
    await owner.tokens()
    seen = []
    for login in (owner.name, new_name()):
        neighbour = Visitor(app_with, address=owner.address)
        answers = [await neighbour.login(WRONG, login=login) for _ in range(7)]
        seen.append([answer.status_code for answer in answers])

    assert seen[0] == seen[1]


async def test_an_address_that_has_failed_too_often_waits_for_known_accounts_too(app_with: FastAPI) -> None:
    owner = await registered(app_with)
    await owner.tokens()
    neighbour = Visitor(app_with, address=owner.address)
    for _ in range(owner.deps.settings.address_free):
        await neighbour.login(WRONG, login=new_name())

    codes = [(await neighbour.login(WRONG, login=login)).status_code for login in (owner.name, new_name())]

    assert codes == [429, 429]


async def test_one_address_does_not_get_to_try_many_accounts(app_with: FastAPI) -> None:
    attacker = Visitor(app_with)

    answers = await asyncio.gather(*(attacker.login(WRONG, login=new_name()) for _ in range(60)))

    codes = [answer.status_code for answer in answers]
    assert codes.count(401) <= attacker.deps.settings.address_free


async def test_a_victim_logs_in_from_where_they_did_before_while_strangers_fail_elsewhere(app_with: FastAPI) -> None:
    victim = await registered(app_with)
    await victim.tokens()
    attackers = [Visitor(app_with) for _ in range(20)]
    answers = await asyncio.gather(*(attacker.login(WRONG, login=victim.name) for attacker in attackers))
    assert 429 in {answer.status_code for answer in answers}

    assert (await victim.login()).status_code == 200

    elsewhere = Visitor(app_with, name=victim.name)
    assert (await elsewhere.login()).status_code == 429


async def test_a_right_password_forgets_what_failed_before_and_costs_its_address_nothing(app_with: FastAPI) -> None:
    owner = await registered(app_with)
    for _ in range(3):
        for _ in range(owner.deps.settings.login_free - 1):
            assert (await owner.login(WRONG)).status_code == 401
        assert (await owner.login()).status_code == 200
    for _ in range(owner.deps.settings.address_free + 5):
        assert (await owner.login()).status_code == 200


async def test_the_lock_is_recorded_for_the_owner(app_with: FastAPI) -> None:
    owner, attacker = await registered(app_with), Visitor(app_with)

    for _ in range(8):
        await attacker.login(WRONG, login=owner.name)
    await owner.deps.after_response.drain()

    assert (await owner.events()).count("account_locked") == 1
    assert (await owner.events()).count("login_failed") == owner.deps.settings.login_free


async def test_too_many_hashes_at_once_are_refused_and_count_as_no_failure(app: FastAPI) -> None:
    owner = await registered(app)
    hasher = owner.deps.hasher
    before, hasher._most = hasher._most, 0
    try:
        answer = await owner.login()
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"] == "1"
        for _ in range(10):
            assert (await owner.login(WRONG)).status_code == 503
    finally:
        hasher._most = before

    assert (await owner.login()).status_code == 200


async def test_the_new_password_works_at_once_although_strangers_failed(app_with: FastAPI) -> None:
    owner, attacker = await registered(app_with), Visitor(app_with)
    for _ in range(8):
        await attacker.login(WRONG, login=owner.name)
    await owner.post("password/forgot", {"email": owner.email})
    token = await owner.mailed_token("reset_password")
    owner.address = new_address()
    assert (await owner.login()).status_code == 429

    await owner.post("password/reset", {"token": token, "password": PASSWORD + " again"})

    assert (await owner.login(PASSWORD + " again")).status_code == 200
