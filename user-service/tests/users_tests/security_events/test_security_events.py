import pytest
from users.requests.client import RequestClient
from users.security_events.security_event import EventKind
from users.security_events.sql import insert_event

from ..people import Person


async def record(person: Person, count: int) -> None:
    async with person.database.begin() as conn:
        for number in range(count):
            client = RequestClient("192.0.2.1", "Firefox on Linux")
            await insert_event(conn, person.user_id, EventKind.LOGGED_IN, client, f"no. {number}")


async def test_events_are_listed_newest_first_page_by_page(person: Person) -> None:
    await record(person, 7)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await person.get("me/events", limit=3, **cursor)
        seen += [item["detail"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}

    assert seen == [f"no. {number}" for number in reversed(range(7))]


async def test_an_event_says_what_happened_where(person: Person) -> None:
    await record(person, 1)

    (item,) = (await person.get("me/events"))["items"]
    assert set(item) == {"event_id", "kind", "at", "address", "device", "detail"}
    assert item["at"].endswith("Z")
    assert (item["kind"], item["address"], item["device"]) == ("logged_in", "192.0.2.1", "Firefox on Linux")


async def test_somebody_else_s_events_are_not_listed_whatever_the_cursor(person: Person, stranger: Person) -> None:
    await record(person, 2)
    theirs = (await person.get("me/events", limit=1))["next"]

    assert await stranger.get("me/events") == {"items": [], "next": None}
    assert (await stranger.ask("GET", "me/events", cursor=theirs)).status_code == 400


@pytest.mark.parametrize("params", [{"cursor": "x"}, {"limit": 0}, {"limit": 201}])
async def test_a_page_that_cannot_be_is_a_problem(person: Person, params: dict[str, str]) -> None:
    answer = await person.ask("GET", "me/events", **params)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
