"""Which tokens the gateway accepts, and what it passes on to the services."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from jose import jwk, jwt
from shared.events import RevokedKind
from stack.test_servers import signing
from stack.testing import eventually
from websockets.asyncio.client import connect

from ..accounts import Accounts
from ..conftest import Make
from ..revoking import producing, publish, revocation
from ..servers import Service, gateway, is_ready


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_a_service_gets_the_token_and_nothing_a_client_says_about_itself(
    client: httpx.AsyncClient, accounts: Accounts
) -> None:
    token = accounts.token()
    forged = {"X-User-Id": "42", "X_User_Id": "42", "X-User-Scopes": "all", "Cookie": "tidemark_refresh=tmr_1"}
    seen = (await client.get("/api/market/x", headers=bearer(token) | forged)).json()["headers"]

    assert seen["authorization"] == f"Bearer {token}"
    assert not {"x-user-id", "x_user_id", "x-user-scopes", "cookie", "x-api-key"} & seen.keys()


async def test_only_the_users_service_gets_the_cookie(client: httpx.AsyncClient) -> None:
    seen = await client.post(
        "/api/users/refresh", headers={"Cookie": "tidemark_refresh=tmr_1", "Sec-Fetch-Site": "same-origin"}
    )

    assert seen.json()["headers"]["cookie"] == "tidemark_refresh=tmr_1"
    assert seen.headers["cache-control"] == "no-store"


async def test_market_data_is_public_and_an_account_is_not(client: httpx.AsyncClient, accounts: Accounts) -> None:
    assert (await client.get("/api/market/x")).status_code == 200
    refused = await client.get("/api/users/me")

    assert await code_of(refused) == (401, "unauthenticated")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await client.get("/api/users/me", headers=bearer(accounts.token()))).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["me", "me/sessions", "", "login/", "login/x", "verify/../me", "%2e%2e/internal/api-keys/exchange", "config/x"],
)
async def test_whatever_is_not_named_public_is_protected(
    client: httpx.AsyncClient, accounts: Accounts, path: str
) -> None:
    accounts.asked.clear()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = await client.request(method, f"/api/users/{path}")
        assert answer.status_code in (401, 404, 405)

    assert accounts.asked == []


@pytest.mark.parametrize("path", ["/api/market/%2e%2e/users/me", "/api/users/%2e%2e/internal/x", "/api/internal/x"])
async def test_a_path_cannot_leave_its_prefix(
    address: str, accounts: Accounts, service: tuple[Service, str], path: str
) -> None:
    accounts.asked.clear()
    service[0].asked.clear()
    async with httpx.AsyncClient(base_url=address) as client:
        answer = await client.get(
            httpx.URL(address).copy_with(raw_path=path.encode()), headers=bearer(accounts.token())
        )

    assert answer.status_code == 404
    assert accounts.asked == service[0].asked == []


async def test_answers_to_a_signed_in_caller_are_not_cached(client: httpx.AsyncClient, accounts: Accounts) -> None:
    answer = await client.get("/api/market/x", headers=bearer(accounts.token()))

    assert answer.headers.get_list("cache-control") == ["no-store"]


async def test_market_data_may_be_kept_by_the_client_that_signed_in_and_by_nobody_between(
    client: httpx.AsyncClient, accounts: Accounts
) -> None:
    anonymous = await client.get("/api/market/settled")
    signed_in = await client.get("/api/market/settled", headers=bearer(accounts.token()))
    own = await client.get("/api/users/settled", headers=bearer(accounts.token()))

    assert anonymous.headers.get_list("cache-control") == ["public, max-age=3600"]
    assert signed_in.headers.get_list("cache-control") == ["private, max-age=3600"]
    assert own.headers.get_list("cache-control") == ["no-store"]


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged(accounts: Accounts) -> dict[str, str]:
    """Tokens that are none of ours, by what is wrong with them."""
    public = jwk.construct(accounts.signing["k1"].public_key().to_dict(), "ES256").to_pem()
    claims, header = signing.payload(), {"kid": "k1", "typ": "at+jwt"}
    body, good = _part(claims), accounts.token()
    return {
        "alg none": f"{_part({'alg': 'none', **header})}.{body}.",
        "alg none, signed": f"{_part({'alg': 'none', **header})}.{body}.{good.rsplit('.', 1)[1]}",
        "confusion": jwt.encode(claims, base64.b64encode(public).decode(), "HS256", header),
        "wrong kid": signing.token(accounts.signing["k1"], header={"kid": "other"}),
        "foreign key": signing.token(signing.new_key()),
        "wrong iss": accounts.token(iss="elsewhere"),
        "wrong aud": accounts.token(aud="elsewhere"),
        "not yet": accounts.token(nbf=int(time.time()) + 60),
        "altered": f"{good.split('.')[0]}.{_part({**claims, 'scope': 'account portfolio:write'})}.{good.split('.')[2]}",
        "no token": "x",
        "long": "a." * 5_000 + "a",
    }


async def test_a_forged_token_is_refused_on_public_routes_too(
    client: httpx.AsyncClient, accounts: Accounts, service: tuple[Service, str]
) -> None:
    service[0].asked.clear()
    for what, token in _forged(accounts).items():
        answer = await client.get("/api/market/x", headers=bearer(token))
        assert await code_of(answer) == (401, "invalid_token"), what
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'

    assert service[0].asked == []


async def test_an_expired_token_is_said_to_be_so_remembered_or_not(
    client: httpx.AsyncClient, accounts: Accounts
) -> None:
    expired = accounts.token(exp=int(time.time()) - 6)

    assert await code_of(await client.get("/api/market/x", headers=bearer(expired))) == (401, "token_expired")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("Authorization", "Basic dTpw")], (401, "invalid_token")),
        ([("Authorization", "Bearer")], (401, "invalid_token")),
        ([("Authorization", "Bearer a"), ("Authorization", "Bearer b")], (400, "two_credentials")),
        ([("Authorization", "Bearer a"), ("X-API-Key", "b")], (400, "two_credentials")),
        ([("X-API-Key", "b")], (401, "invalid_api_key")),
    ],
)
async def test_a_credential_is_one_and_well_formed(
    client: httpx.AsyncClient, accounts: Accounts, headers: list[tuple[str, str]], expected: tuple[int, str]
) -> None:
    accounts.exchanged.clear()

    assert await code_of(await client.get("/api/market/x", headers=headers)) == expected
    assert accounts.exchanged == []


async def test_a_new_signing_key_is_fetched_and_nobody_is_logged_out(
    client: httpx.AsyncClient, accounts: Accounts
) -> None:
    old = accounts.token()
    accounts.signing["k2"] = signing.new_key()
    new = accounts.token(kid="k2")

    async def taken() -> bool:
        return (await client.get("/api/users/me", headers=bearer(new))).status_code == 200

    assert await eventually(taken)  # asked for at most once in 5 s
    assert (await client.get("/api/users/me", headers=bearer(old))).status_code == 200


async def test_signed_in_users_go_on_while_the_users_service_is_away(make_settings: Make, accounts: Accounts) -> None:
    async with gateway(make_settings()) as address, httpx.AsyncClient(base_url=address) as client:
        await eventually(lambda: is_ready(address))
        assert (await client.get("/api/market/x", headers=bearer(accounts.token()))).status_code == 200
        accounts.away = True
        try:
            known = await client.get("/api/market/x", headers=bearer(accounts.token(jti="new")))
        finally:
            accounts.away = False

    assert known.status_code == 200


async def test_without_any_signing_key_tokens_cannot_be_checked_and_the_public_goes_on(
    make_settings: Make, accounts: Accounts
) -> None:
    settings = make_settings(users_url="http://127.0.0.1:1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address) as client:
        unknown = await client.get("/api/market/x", headers=bearer(accounts.token()))
        assert await code_of(unknown) == (503, "auth_unavailable")
        assert unknown.headers["retry-after"] == "5"
        assert (await client.get("/api/market/x")).status_code == 200


async def test_a_session_that_ended_is_refused_though_its_token_was_known(
    client: httpx.AsyncClient, accounts: Accounts, kafka_bootstrap: str
) -> None:
    session = uuid4()
    token = accounts.token(sid=str(session))
    assert (await client.get("/api/users/me", headers=bearer(token))).status_code == 200
    async with producing(kafka_bootstrap) as producer:
        await publish(producer, revocation(RevokedKind.SESSION, session))

    async def refused() -> bool:
        return await code_of(await client.get("/api/market/x", headers=bearer(token))) == (401, "session_ended")

    assert await eventually(refused, timeout=10)


async def test_no_log_line_holds_a_token_a_key_a_cookie_or_a_query(
    client: httpx.AsyncClient, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    token, (key, _) = accounts.token(), accounts.new_api_key()
    await client.get("/api/market/x?token=in-the-query", headers=bearer(token))
    await client.get("/api/market/x", headers={"X-API-Key": key})
    async with connect(str(client.base_url).replace("http", "ws").rstrip("/") + "/ws?token=in-the-query"):
        pass
    await client.get("/api/analytics/x?secret=in-the-query", headers={"Cookie": "tidemark_refresh=tmr_secret"})
    lines = "".join(capsys.readouterr())

    assert "/api/market/x" in lines
    assert not any(secret in lines for secret in (token, key, "in-the-query", "tmr_secret"))
