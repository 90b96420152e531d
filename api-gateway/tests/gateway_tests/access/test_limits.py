"""The limit of a client at the gateway, with Redis and without it."""

import time
from uuid import uuid4

import httpx
from stack.testing import eventually

from ..accounts import Accounts
from ..conftest import Make
from ..servers import gateway, is_ready


async def test_too_many_requests_are_refused_with_retry_after(make_settings: Make, somewhere: dict[str, str]) -> None:
    settings = make_settings(request_rate=0.1, request_burst=3, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        answers = [await client.get("/api/market/x") for _ in range(5)]

    last = answers[-1]
    assert [answer.status_code for answer in answers].count(429) >= 2
    assert last.json()["code"] == "rate_limited"
    assert int(last.headers["retry-after"]) in range(1, 11)
    assert last.headers["ratelimit"] == '"anonymous";r=0;t=30'
    assert last.headers["ratelimit-policy"] == '"anonymous";q=3;w=30'
    assert answers[0].headers["ratelimit"] == '"anonymous";r=2;t=10'


async def test_a_user_and_a_key_each_have_a_limit_of_their_own(make_settings: Make, accounts: Accounts) -> None:
    settings = make_settings(user_rate=0.1, user_burst=3, key_rate=0.1, key_burst=2)
    shown: list[dict[str, str]] = [
        {"Authorization": f"Bearer {accounts.token(sub=str(uuid4()))}"},
        {"Authorization": f"Bearer {accounts.token(sub=str(uuid4()))}"},
        {"X-API-Key": accounts.new_api_key()[0]},
    ]
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        await eventually(lambda: is_ready(address))
        answers = [[await client.get("/api/market/x", headers=one) for _ in range(5)] for one in shown]
        anonymous = await client.get("/api/market/x")

    assert [[answer.status_code for answer in one].count(200) for one in answers] == [3, 3, 2]
    assert answers[0][1].headers["ratelimit"] == '"user";r=1;t=20'
    assert answers[2][-1].headers["ratelimit-policy"] == '"key";q=2;w=20'
    assert anonymous.status_code == 200


async def test_guessing_passwords_is_refused_without_asking_the_users_service(
    make_settings: Make, accounts: Accounts, somewhere: dict[str, str]
) -> None:
    accounts.asked.clear()
    settings = make_settings(trusted_proxies="127.0.0.1", route_limits={})
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        began = time.monotonic()
        answers = [await client.post("/api/users/login", json={"login": "a", "password": "b"}) for _ in range(300)]
        refilled = (time.monotonic() - began) / 2  # one attempt every two seconds

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 300 - 60 - refilled - 1
    assert accounts.asked == ["/users/login"] * (300 - len(refused))
    assert int(refused[0].headers["retry-after"]) in range(1, 4)
    assert refused[0].headers["ratelimit-policy"] == '"login";q=60;w=120'
    assert '"login";q=60;w=120, "anonymous"' in answers[0].headers["ratelimit-policy"]


async def test_a_route_can_be_given_another_limit_and_the_others_keep_theirs(make_settings: Make) -> None:
    settings = make_settings(route_limits={"login": {"per_minute": 60, "burst": 1}})

    assert settings.route_limits["login"].burst == 1
    assert settings.route_limits["register"].burst == 40


async def test_with_redis_away_requests_are_still_answered_and_still_limited(make_settings: Make) -> None:
    settings = make_settings(
        redis_url="redis://:gone@127.0.0.1:1/0", request_rate=0.1, request_burst=5, route_limits={}
    )
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        codes = [(await client.get("/api/market/x")).status_code for _ in range(10)]
        logins = [(await client.post("/api/users/login")).status_code for _ in range(20)]

    assert codes == [200] * 5 + [429] * 5
    assert set(logins) == {429}
