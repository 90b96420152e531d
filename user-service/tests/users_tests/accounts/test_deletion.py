from sqlalchemy import Text, cast, func, or_, select
from users.tables import metadata, revocations

from ..people import PASSWORD, Person
from ..revoked import Revoked


async def traces(person: Person) -> list[str]:
    """Name the tables in which some row holds the person's id, name or address in some column."""
    found = []
    async with person.database.begin() as conn:
        for table in metadata.sorted_tables:
            row = func.concat_ws(" ", *(cast(column, Text) for column in table.c))
            words = (str(person.user_id), person.username, person.email)
            if await conn.scalar(select(func.count()).select_from(table).where(or_(*map(row.contains, words)))):
                found.append(table.name)
    return found


async def fill(person: Person) -> str:
    """Leave something of the person in as many tables as there are; returns an API key."""
    await person.ask("PUT", "me/preferences", {"theme": "dark"})
    await person.ask("PATCH", "me", {"email": f"new-{person.email}", "current_password": PASSWORD})
    await person.ask("PATCH", "me", {"email": f"new-{person.email}", "current_password": "wrong"})
    answer = await person.ask("POST", "me/api-keys", {"name": person.username, "scopes": ["market:read"]})
    webhook = (await person.ask("POST", "me/webhooks", {"url": "http://127.0.0.1:9/hook"})).json()
    await person.ask("POST", f"me/webhooks/{webhook['webhook_id']}/test")
    key: str = answer.json()["api_key"]
    return key


async def test_a_deleted_account_leaves_nothing_but_the_end_of_its_id(person: Person, revoked: Revoked) -> None:
    await fill(person)
    owned = {"users", "user_preferences", "sessions", "api_keys", "security_events", "mails"}
    assert owned | {"webhooks", "alert_deliveries"} <= set(await traces(person))

    answer = await person.ask("DELETE", "me", {"password": PASSWORD})

    assert answer.status_code == 204
    assert answer.headers["Set-Cookie"].startswith('tidemark_refresh="";')
    assert await traces(person) == ["revocations"]
    (row,) = await person.rows(revocations)
    assert (row.kind, row.id, row.reason) == ("user", person.user_id, "account_deleted")
    (event,) = await revoked.of(person.user_id)
    assert (event.kind, event.id) == ("user", person.user_id)


async def test_nothing_of_a_deleted_account_opens_anything(person: Person) -> None:
    other = await person.open_session()
    key = await fill(person)

    await person.ask("DELETE", "me", {"password": PASSWORD})

    for session in (person, other):
        answer = await session.ask("GET", "me")
        assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert (await person.client.post("/internal/api-keys/exchange", json={"api_key": key})).status_code == 401


async def test_an_account_is_not_deleted_without_its_password(person: Person) -> None:
    wrong = await person.ask("DELETE", "me", {"password": "wrong"})
    missing = await person.ask("DELETE", "me")

    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_credentials")
    assert missing.status_code == 400
    assert (await person.ask("GET", "me")).status_code == 200


async def test_others_keep_what_they_have(person: Person, stranger: Person) -> None:
    await fill(stranger)
    before = await traces(stranger)

    await person.ask("DELETE", "me", {"password": PASSWORD})

    assert await traces(stranger) == before
