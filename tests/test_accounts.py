"""Accounts, keys and what must be refused, through real processes and the gateway."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from stack.testing import eventually
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.people import TOLD, Person, Session, token_of
from tests.processes import Platform

PRICE = "/api/market/prices/bitcoin"


async def new_person(api: httpx.AsyncClient) -> Person:
    person = Person(api)
    assert (await person.register()).status_code == 201
    return person


@pytest.fixture
async def person(api: httpx.AsyncClient) -> Person:
    return await new_person(api)


@pytest.fixture
async def session(person: Person) -> Session:
    return await person.login()


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def becomes(api: httpx.AsyncClient, headers: dict[str, str], expected: tuple[int, str]) -> None:
    async def refused() -> bool:
        answer = await api.get(PRICE, headers=headers)
        return answer.status_code != 200 and said(answer) == expected

    await eventually(refused, timeout=20)


async def test_from_registering_over_the_mail_to_a_key_that_is_revoked(
    platform: Platform, api: httpx.AsyncClient, person: Person
) -> None:
    verified = await api.post("/api/users/verify", json={"token": token_of(await person.mail(platform.outbox))})
    assert verified.status_code == 204, verified.text
    session = await person.login()
    assert (await session.ask("GET", "/api/users/me")).json()["email_verified"] is True

    key_id, key = await session.new_key("market:read")
    assert (await api.get(PRICE, headers=key)).status_code == 200
    assert (await session.ask("DELETE", f"/api/users/me/api-keys/{key_id}")).status_code == 204

    await becomes(api, key, (401, "invalid_api_key"))


async def test_logging_out_everywhere_ends_another_browsers_session(
    api: httpx.AsyncClient, person: Person, session: Session
) -> None:
    other = await person.login()
    assert (await api.get(PRICE, headers=other.headers)).status_code == 200

    body = {"refresh_token": session.refresh_token, "everywhere": True}
    assert (await api.post("/api/users/logout", json=body)).status_code == 204

    for ended in (session, other):
        await becomes(api, ended.headers, (401, "session_ended"))
        assert said(await ended.renew()) == (401, "session_ended")


async def test_two_tabs_that_refresh_at_once_stay_signed_in(session: Session) -> None:
    first, second = await asyncio.gather(session.renew(), session.renew())

    assert first.json()["refresh_token"] == second.json()["refresh_token"]


async def test_a_refresh_token_used_again_later_ends_its_family_and_is_recorded(
    api: httpx.AsyncClient, person: Person, session: Session
) -> None:
    renewed = Session(api, (await session.renew()).json())

    async def refused() -> bool:
        return (await session.renew()).status_code == 401

    await eventually(refused, timeout=10, every=0.5)
    assert said(await renewed.renew()) == (401, "session_ended")
    await becomes(api, renewed.headers, (401, "session_ended"))
    events = (await (await person.login()).ask("GET", "/api/users/me/events")).json()["items"]
    assert "refresh_reused" in {event["kind"] for event in events}


async def test_headers_that_claim_to_be_somebody_mean_nothing(
    api: httpx.AsyncClient, person: Person, session: Session
) -> None:
    victim = (await session.ask("GET", "/api/users/me")).json()
    claims = {"X-User-Id": victim["user_id"], "X-User-Name": person.name, "X-User-Scopes": "account"}
    other = await (await new_person(api)).login()

    assert said(await api.get("/api/users/me", headers=claims)) == (401, "unauthenticated")
    answer = await api.get("/api/users/me", headers={**claims, **other.headers})
    assert answer.json()["user_id"] != victim["user_id"]


async def test_another_users_ids_are_not_found(api: httpx.AsyncClient, session: Session) -> None:
    key_id, key = await session.new_key()
    session_id = (await session.ask("GET", "/api/users/me/sessions")).json()["items"][0]["session_id"]
    other = await (await new_person(api)).login()

    for path in (f"/api/users/me/api-keys/{key_id}", f"/api/users/me/sessions/{session_id}"):
        assert (await other.ask("DELETE", path)).status_code == 404
    assert (await api.get(PRICE, headers=key)).status_code == 200
    assert (await session.ask("GET", "/api/users/me")).status_code == 200


async def test_a_key_does_only_what_its_scopes_say(api: httpx.AsyncClient, session: Session) -> None:
    _, key = await session.new_key("market:read")

    for path in ("/api/users/me", "/api/users/me/api-keys"):
        assert said(await api.get(path, headers=key)) == (403, "missing_scope")
    # What nobody needs a key for needs no scope.
    assert (await api.get("/api/analytics/moving-average/bitcoin", headers=key)).status_code == 200


async def test_the_inside_of_the_user_service_cannot_be_reached_from_outside(
    api: httpx.AsyncClient, session: Session
) -> None:
    _, key = await session.new_key()
    body = {"api_key": key["X-API-Key"], "address": "127.0.0.1"}

    for path in (
        "/api/internal/api-keys/exchange",
        "/api/users/../internal/api-keys/exchange",
        "/internal/api-keys/exchange",
    ):
        for headers in ({}, session.headers):
            assert (await api.post(path, json=body, headers=headers)).status_code in {401, 404, 405}


async def test_a_request_that_rides_on_the_cookie_from_a_foreign_page_is_refused(
    api: httpx.AsyncClient, person: Person
) -> None:
    answer = await api.post(
        "/api/users/login", json={"login": person.name, "password": person.password, "cookie": True}
    )
    assert answer.status_code == 200, answer.text
    assert "refresh_token" not in answer.json() or answer.json()["refresh_token"] is None
    set_cookie = answer.headers["set-cookie"]
    assert all(word in set_cookie for word in ("HttpOnly", "Secure", "Path=/api/users"))
    assert "samesite=strict" in set_cookie.lower()
    cookie = {"Cookie": set_cookie.partition(";")[0]}
    TOLD.append(cookie["Cookie"].partition("=")[2])

    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        for path in ("refresh", "logout"):
            refused = await api.post(f"/api/users/{path}", json={"cookie": True}, headers=cookie | foreign)
            assert said(refused) == (403, "csrf_refused")
    own = {"Origin": str(api.base_url).rstrip("/")}
    assert (await api.post("/api/users/refresh", json={"cookie": True}, headers=cookie | own)).status_code == 200


async def test_a_stream_opened_by_a_foreign_page_is_refused(platform: Platform, api: httpx.AsyncClient) -> None:
    assert api.base_url  # everything is ready
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(stream_of(platform), additional_headers={"Origin": "https://evil.example"}):
            pass
    assert refusal.value.response.status_code == 403


async def test_a_private_subscription_ends_with_its_session_and_the_public_one_goes_on(
    platform: Platform, api: httpx.AsyncClient, session: Session
) -> None:
    async with connect(stream_of(platform)) as stream, asyncio.timeout(30):
        await stream.send(json.dumps({"op": "auth", "id": 1, "token": session.access}))
        await stream.send(json.dumps({"op": "subscribe", "id": 2, "channels": ["account", "price:bitcoin"]}))
        assert (await message(stream, id=2))["type"] == "ack"

        await api.post("/api/users/logout", json={"refresh_token": session.refresh_token})

        ended = await message(stream, type="error", channel="account")
        assert ended["code"] in {"session_ended", "token_expired"}
        assert await message(stream, type="update")
        await stream.send(json.dumps({"op": "auth", "id": 3, "token": session.access}))
        assert (await message(stream, id=3))["code"] == "session_ended"


def stream_of(platform: Platform) -> str:
    return platform.url("gateway").replace("http", "ws") + "/ws"


async def message(stream: Any, **wanted: Any) -> dict[str, Any]:
    """The next message that has these values."""
    while True:
        found: dict[str, Any] = json.loads(await stream.recv())
        if wanted.items() <= found.items():
            return found


async def test_no_secret_of_this_run_is_in_a_log(platform: Platform, api: httpx.AsyncClient, session: Session) -> None:
    _, key = await session.new_key()
    assert (await api.get(PRICE, headers=key)).status_code == 200
    assert (await session.renew()).status_code == 200

    texts = {path.name: path.read_text(errors="replace") for path in platform.logs.iterdir()}

    assert texts
    assert len(TOLD) > 3
    assert [(name, told[:8]) for name, text in texts.items() for told in TOLD if told in text] == []
