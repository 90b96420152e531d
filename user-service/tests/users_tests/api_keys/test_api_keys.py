import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from shared.events import RevocationV1
from shared.http.tokens import Scope
from sqlalchemy import func, update
from users.api_keys.api_key import KeyText
from users.tables import api_keys, mails, revocations, security_events

from ..people import Person
from ..revoked import Revoked

BOT = {"name": "bot", "scopes": ["market:read", "portfolio:write"]}


async def create(person: Person, **fields: Any) -> Any:
    answer = await person.ask("POST", "me/api-keys", BOT | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def exchange(person: Person, key: str) -> httpx.Response:
    """Ask as the gateway does, whose request carries nobody's token."""
    body = {"api_key": key, "address": "192.0.2.1"}
    return await person.client.post("/internal/api-keys/exchange", json=body)


async def change(person: Person, **values: Any) -> None:
    async with person.database.begin() as conn:
        await conn.execute(update(api_keys).where(api_keys.c.user_id == person.user_id).values(**values))


async def test_a_key_is_told_once_and_only_its_hash_is_kept(person: Person) -> None:
    created = await create(person)

    key = KeyText.parse(created["api_key"])
    assert key is not None
    assert created["api_key"].startswith(f"tmk_{created['prefix']}_")
    (row,) = await person.rows(api_keys)
    assert row.secret_hash == key.secret_hash
    listed = await person.get("me/api-keys")
    assert listed["items"] == [{name: value for name, value in created.items() if name != "api_key"}]
    assert key.secret not in str(listed) + str([*await person.rows(security_events), *await person.rows(mails), row])


async def test_a_key_has_the_scopes_and_the_life_that_were_asked_for(person: Person) -> None:
    created = await create(person, scopes=["portfolio:write", "market:read", "market:read"], expires_in_days=30)

    assert created["scopes"] == ["market:read", "portfolio:write"]
    left = datetime.fromisoformat(created["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=29.9) < left < timedelta(days=30.1)
    assert (created["last_used_at"], created["revoked_at"]) == (None, None)
    assert (await create(person, expires_in_days=None))["expires_at"] is None


async def test_a_key_lives_90_days_unless_told_otherwise(person: Person) -> None:
    left = datetime.fromisoformat((await create(person))["expires_at"]) - datetime.now(UTC)

    assert timedelta(days=89.9) < left < timedelta(days=90.1)


@pytest.mark.parametrize(
    "fields",
    [
        {"scopes": ["account"]},
        {"scopes": ["market:read", "account"]},
        {"scopes": ["everything"]},
        {"scopes": []},
        {"expires_in_days": 0},
        {"expires_in_days": 366},
        {"expires_in_days": "30"},
        {"name": ""},
        {"name": " bot"},
        {"name": "a\r\nb"},
        {"name": "a\x00"},
        {"name": "x" * 65},
        {"user_id": "0190163d-8694-739b-aea5-966c26f8ad91"},
    ],
)
async def test_a_key_that_may_not_be_is_not_made(person: Person, fields: dict[str, Any]) -> None:
    answer = await person.ask("POST", "me/api-keys", BOT | fields)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert await person.rows(api_keys) == []


async def test_a_key_s_owner_is_told_by_mail_and_by_an_event(person: Person) -> None:
    created = await create(person)

    (mail,) = await person.rows(mails)
    (event,) = await person.rows(security_events)
    assert (mail.kind, mail.recipient, mail.parameters["name"]) == ("key_created", person.email, "bot")
    assert (event.kind, event.detail) == ("key_created", f"bot (tmk_{created['prefix']}…)")


async def test_nobody_has_more_than_twenty_keys_that_open_something(person: Person) -> None:
    answers = await asyncio.gather(*(person.ask("POST", "me/api-keys", BOT) for _ in range(23)))
    assert Counter(answer.status_code for answer in answers) == {201: 20, 409: 3}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "too_many_api_keys"

    await change(person, expires_at=func.now())
    await create(person)


async def test_a_key_is_exchanged_for_a_minute_s_token_with_its_scopes(person: Person) -> None:
    created = await create(person)

    answer = await exchange(person, created["api_key"])

    assert (answer.status_code, answer.json()["expires_in"]) == (200, 60)
    claims = await person.deps.verifier.verify(answer.json()["access_token"])
    assert (claims.user_id, str(claims.key_id), claims.session_id) == (person.user_id, created["key_id"], None)
    assert claims.scopes == {Scope.MARKET_READ, Scope.PORTFOLIO_WRITE}


async def test_a_token_does_not_outlive_its_key(person: Person) -> None:
    created = await create(person)
    await change(person, expires_at=func.now() + timedelta(seconds=20))

    assert (await exchange(person, created["api_key"])).json()["expires_in"] <= 20


async def test_a_key_s_last_use_is_noted_once_a_minute(person: Person) -> None:
    created = await create(person)

    async def use() -> datetime:
        await exchange(person, created["api_key"])
        (row,) = await person.rows(api_keys)
        at: datetime = row.last_used_at
        return at

    first = await use()
    assert await use() == first
    await change(person, last_used_at=first - timedelta(seconds=61))
    assert await use() > first


async def test_unknown_expired_revoked_and_malformed_keys_are_refused_alike(person: Person) -> None:
    expired, revoked, other = [await create(person) for _ in range(3)]
    await person.ask("DELETE", f"me/api-keys/{revoked['key_id']}")
    async with person.database.begin() as conn:
        row = update(api_keys).where(api_keys.c.key_id == expired["key_id"])
        await conn.execute(row.values(expires_at=func.now()))
    wrong = f"tmk_{other['prefix']}_{KeyText.new().secret}"
    texts = [expired["api_key"], revoked["api_key"], wrong, str(KeyText.new()), "", "tmk_", "ключ", "tmk_\x00"]

    answers = [await exchange(person, text) for text in texts]

    assert {answer.status_code for answer in answers} == {401}
    assert {(answer.json()["code"], answer.json()["detail"]) for answer in answers} == {
        ("invalid_api_key", "This API key is not valid")
    }


async def test_a_revoked_key_opens_nothing_and_everybody_is_told(person: Person, revoked: Revoked) -> None:
    created = await create(person)

    answer = await person.ask("DELETE", f"me/api-keys/{created['key_id']}")

    assert answer.status_code == 204
    (event,) = await revoked.of(person.user_id)
    assert isinstance(event, RevocationV1)
    assert (event.kind, str(event.id), event.reason) == ("key", created["key_id"], "key_revoked")
    assert (await exchange(person, created["api_key"])).status_code == 401
    assert (await person.get("me/api-keys"))["items"][0]["revoked_at"] is not None
    assert [row.kind for row in await person.rows(security_events)][-1] == "key_revoked"


async def test_revoking_again_changes_nothing(person: Person) -> None:
    created = await create(person)
    path = f"me/api-keys/{created['key_id']}"

    answers = [await person.ask("DELETE", path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert len(await person.rows(revocations)) == 1
    assert Counter(row.kind for row in await person.rows(security_events))["key_revoked"] == 1


async def test_somebody_else_s_key_is_not_there(person: Person, stranger: Person) -> None:
    created = await create(person)

    answer = await stranger.ask("DELETE", f"me/api-keys/{created['key_id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_api_key")
    assert await stranger.get("me/api-keys") == {"items": [], "next": None}
    assert (await exchange(person, created["api_key"])).status_code == 200
