from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI
from shared.http.identity import Caller, requires
from shared.http.problems import install_problems
from shared.http.tokens import Claims, Jwks, Scope, TokenVerifier
from stack.test_servers.signing import AUDIENCE, ISSUER, USER, Publisher, jwks, new_key, token

KEY = new_key()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problems(app)
    app.state.verifier = TokenVerifier(Jwks("http://users/jwks", Publisher(jwks(k1=KEY)).http), ISSUER, AUDIENCE)

    @app.get("/me")
    async def read_me(caller: Caller) -> str:
        return str(caller.user_id)

    @app.get("/portfolio")
    async def read_portfolio(caller: Annotated[Claims, requires(Scope.PORTFOLIO_READ)]) -> str:
        return str(caller.user_id)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        yield client


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


async def test_a_route_knows_who_calls(client: httpx.AsyncClient) -> None:
    answer = await client.get("/me", headers=bearer(token(KEY)))

    assert answer.json() == str(USER)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic dTpw"}, {"X-User-Id": str(USER)}, bearer("")])
async def test_a_request_without_a_token_is_answered_with_401(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.get("/me", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("changes", "code"), [({"aud": "x"}, "invalid_token"), ({"exp": 1}, "token_expired")])
async def test_a_bad_token_is_refused(client: httpx.AsyncClient, changes: dict[str, Any], code: str) -> None:
    answer = await client.get("/me", headers=bearer(token(KEY, **changes)))

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_without_the_scope_of_the_route_is_refused(client: httpx.AsyncClient) -> None:
    refused = await client.get("/portfolio", headers=bearer(token(KEY, scope="market:read")))
    allowed = await client.get("/portfolio", headers=bearer(token(KEY, scope="market:read portfolio:read")))

    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert 'scope="portfolio:read"' in refused.headers["WWW-Authenticate"]
    assert allowed.status_code == 200
