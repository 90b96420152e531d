"""API keys at the gateway: exchanged once, cached while revocations are current, refused when revoked."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from uuid import UUID, uuid4

import httpx
import pytest
from gateway.access.api_keys import ApiKeys, ExchangeAwayError, InvalidApiKeyError
from gateway.access.tokens import BearerTokens
from gateway.settings import Settings
from shared.events import RevokedKind
from shared.http.tokens import Claims, Jwks, TokenVerifier
from stack.test_servers import signing
from stack.testing import eventually

from ..accounts import Accounts
from ..conftest import Make
from ..revoking import producing, publish, revocation
from ..servers import Service, gateway, is_ready


class RevocationCheck:
    def __init__(self) -> None:
        self.ids: set[UUID | None] = set()
        self.current = True

    def is_revoked(self, claims: Claims) -> bool:
        return claims.key_id in self.ids


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Known:
    """API keys before a real server, with a clock and revocations at hand."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.revoked, self.clock = RevocationCheck(), Clock()
        verifier = TokenVerifier(Jwks(f"{url}/users/.well-known/jwks.json", http), signing.ISSUER, signing.AUDIENCE)
        identity = BearerTokens(verifier, self.revoked, clock=self.clock)
        self.keys = ApiKeys(url, http, identity, self.revoked, clock=self.clock)

    async def ask(self, key: str) -> UUID | None:
        caller = self.keys.recall(key) or await self.keys.find(key, "10.0.0.1")
        return caller.claims.key_id


@pytest.fixture
async def known(users: tuple[Accounts, str]) -> AsyncIterator[Known]:
    async with httpx.AsyncClient(timeout=2) as http:
        users[0].exchanged.clear()
        yield Known(users[1], http)


@contextlib.contextmanager
def away(accounts: Accounts) -> Iterator[None]:
    accounts.away = True
    try:
        yield
    finally:
        accounts.away = False


async def test_a_key_is_exchanged_once_however_many_ask_at_once(known: Known, accounts: Accounts) -> None:
    key, key_id = accounts.new_api_key()

    assert set(await asyncio.gather(*(known.ask(key) for _ in range(20)))) == {key_id}
    assert await known.ask(key) == key_id
    assert accounts.exchanged == [key]


async def test_it_is_exchanged_again_ten_seconds_before_its_token_ends(known: Known, accounts: Accounts) -> None:
    key, _ = accounts.new_api_key()
    await known.ask(key)
    known.clock.ahead = 48
    await known.ask(key)
    assert len(accounts.exchanged) == 1
    known.clock.ahead = 51
    await known.ask(key)

    assert len(accounts.exchanged) == 2


async def test_a_revoked_key_is_refused_from_memory(known: Known, accounts: Accounts) -> None:
    key, key_id = accounts.new_api_key()
    await known.ask(key)
    known.revoked.ids.add(key_id)

    with pytest.raises(InvalidApiKeyError):
        known.keys.recall(key)
    with pytest.raises(InvalidApiKeyError):  # the database may not know yet what the topic already says
        await known.ask(key)


async def test_nothing_is_remembered_while_revocations_may_be_missing(known: Known, accounts: Accounts) -> None:
    known.revoked.current = False
    key, _ = accounts.new_api_key()
    for _ in range(3):
        await known.ask(key)

    assert len(accounts.exchanged) == 3
    with away(accounts), pytest.raises(ExchangeAwayError):
        await known.ask(key)


async def test_an_unknown_key_is_looked_up_once_in_five_seconds(known: Known, accounts: Accounts) -> None:
    key = f"tmk_{uuid4().hex[:8]}_{'x' * 43}"
    for _ in range(3):
        with pytest.raises(InvalidApiKeyError):
            await known.ask(key)
    assert len(accounts.exchanged) == 1
    known.clock.ahead = 6
    with pytest.raises(InvalidApiKeyError):
        await known.ask(key)

    assert len(accounts.exchanged) == 2


async def test_a_known_key_goes_on_to_its_tokens_end_while_the_users_service_is_away(
    known: Known, accounts: Accounts
) -> None:
    key, key_id = accounts.new_api_key()
    await known.ask(key)
    with away(accounts):
        known.clock.ahead = 55
        assert await known.ask(key) == key_id
        known.clock.ahead = 61
        with pytest.raises(ExchangeAwayError):
            await known.ask(key)


async def test_a_cancelled_request_does_not_cancel_the_exchange_for_others(known: Known, accounts: Accounts) -> None:
    key, key_id = accounts.new_api_key()
    first = asyncio.create_task(known.ask(key))
    second = asyncio.create_task(known.ask(key))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == key_id


async def test_a_revoked_key_stops_at_once(client: httpx.AsyncClient, accounts: Accounts, kafka_bootstrap: str) -> None:
    key, key_id = accounts.new_api_key()
    assert (await client.get("/api/market/x", headers={"X-API-Key": key})).status_code == 200
    async with producing(kafka_bootstrap) as producer:
        await publish(producer, revocation(RevokedKind.KEY, key_id))

    async def refused() -> bool:
        return (await client.get("/api/market/x", headers={"X-API-Key": key})).status_code == 401

    assert await eventually(refused, timeout=10)


@pytest.mark.parametrize(
    ("scope", "method", "status"),
    [
        ("portfolio:read", "GET", 200),
        ("portfolio:read", "PATCH", 403),
        ("portfolio:write", "DELETE", 200),
        ("portfolio:write", "GET", 403),
    ],
)
async def test_a_key_that_may_only_read_changes_no_portfolio(
    client: httpx.AsyncClient, accounts: Accounts, scope: str, method: str, status: int
) -> None:
    key, _ = accounts.new_api_key(scope)
    answer = await client.request(method, "/api/portfolio/x", headers={"X-API-Key": key})

    assert answer.status_code == status


async def test_a_service_gets_the_keys_token_and_not_the_key(client: httpx.AsyncClient, accounts: Accounts) -> None:
    key, _ = accounts.new_api_key()
    seen = (await client.get("/api/market/x", headers={"X-API-Key": key})).json()["headers"]

    assert seen["authorization"].startswith("Bearer ey")
    assert "x-api-key" not in seen


@pytest.mark.parametrize("scope", ["market:read", "analytics:read"])
async def test_a_key_without_the_routes_scope_is_refused(
    client: httpx.AsyncClient, accounts: Accounts, service: tuple[Service, str], scope: str
) -> None:
    service[0].asked.clear()
    key, _ = accounts.new_api_key(scope)
    answer = await client.get("/api/users/me", headers={"X-API-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert service[0].asked == []


@pytest.mark.parametrize("path", ["/api/market/x", "/api/users/config", "/api/users/.well-known/jwks.json"])
async def test_a_key_may_do_what_nobody_may(client: httpx.AsyncClient, accounts: Accounts, path: str) -> None:
    key, _ = accounts.new_api_key("portfolio:read")

    assert (await client.get(path)).status_code == 200
    assert (await client.get(path, headers={"X-API-Key": key})).status_code == 200


@pytest.mark.parametrize(
    ("nobody", "holders"),
    [
        ("request_rate", ["user_rate", "key_rate"]),
        ("request_burst", ["user_burst", "key_burst"]),
        ("row_rate", ["holder_row_rate"]),
        ("row_burst", ["holder_row_burst"]),
        ("websocket_connections", ["websocket_holder_connections"]),
        ("subscription_rate", ["key_subscription_rate"]),  # a user's is the same as nobody's
        ("subscription_burst", ["key_subscription_burst"]),
    ],
)
def test_a_key_and_a_user_get_more_than_nobody(nobody: str, holders: list[str]) -> None:
    default = {name: field.get_default() for name, field in Settings.model_fields.items()}

    assert all(default[holder] > default[nobody] for holder in holders)


async def test_a_key_has_rows_of_its_own(make_settings: Make, accounts: Accounts, somewhere: dict[str, str]) -> None:
    settings = make_settings(
        row_rate=1, row_burst=1, holder_row_rate=1, holder_row_burst=500, trusted_proxies="127.0.0.1"
    )
    key, path = accounts.new_api_key()[0], "/api/market/candles/x?limit=200"
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        await eventually(lambda: is_ready(address))
        nobody = [(await client.get(path)).status_code for _ in range(5)]
        holder = [(await client.get(path, headers={"X-API-Key": key})).status_code for _ in range(5)]

    assert (nobody.count(200), holder.count(200)) == (1, 3)


async def test_an_unknown_key_and_one_that_cannot_be_checked_have_different_codes(
    client: httpx.AsyncClient, accounts: Accounts
) -> None:
    unknown = await client.get("/api/market/x", headers={"X-API-Key": f"tmk_{uuid4().hex[:8]}_{'x' * 43}"})
    with away(accounts):
        unchecked = await client.get("/api/market/x", headers={"X-API-Key": accounts.new_api_key()[0]})

    assert (unknown.status_code, unknown.json()["code"]) == (401, "invalid_api_key")
    assert (unchecked.status_code, unchecked.json()["code"]) == (503, "auth_unavailable")


async def test_guessing_keys_is_limited_before_it_costs_an_exchange(
    make_settings: Make, accounts: Accounts, somewhere: dict[str, str]
) -> None:
    accounts.exchanged.clear()
    settings = make_settings(request_rate=0.1, request_burst=5, trusted_proxies="127.0.0.1")
    async with gateway(settings) as address, httpx.AsyncClient(base_url=address, headers=somewhere) as client:
        await eventually(lambda: is_ready(address))
        guesses = [f"tmk_{uuid4().hex[:8]}_{'x' * 43}" for _ in range(20)]
        answers = [await client.get("/api/market/x", headers={"X-API-Key": guess}) for guess in guesses]

    assert {answer.status_code for answer in answers} <= {401, 429}
    assert len(accounts.exchanged) <= 5
