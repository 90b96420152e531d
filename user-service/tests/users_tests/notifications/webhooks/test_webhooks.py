import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from shared.http.outgoing.target import Targets
from sqlalchemy import func, update
from stack.testing import eventually
from users.tables import alert_deliveries, mails, security_events, webhooks

from ...people import Person
from .receiver import Receiver, receiving
from .resolver import Resolver

URL = "http://127.0.0.1:9/hook?token=in-the-url"


async def add(person: Person, url: str = URL, **fields: Any) -> Any:
    answer = await person.ask("POST", "me/webhooks", {"url": url} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def log(person: Person, webhook_id: str) -> list[Any]:
    found: list[Any] = (await person.get(f"me/webhooks/{webhook_id}/deliveries"))["items"]
    return found


@asynccontextmanager
async def public_only(person: Person, *addresses: str) -> AsyncIterator[None]:
    """Let the service accept public addresses only, and let every name have these."""
    before = person.deps.targets
    object.__setattr__(person.deps, "targets", Targets(resolve=Resolver([addresses])))
    yield
    object.__setattr__(person.deps, "targets", before)


async def test_a_webhook_s_secret_is_told_once(person: Person) -> None:
    added = await add(person, description="the bot")

    assert added["secret"].startswith("whsec_")
    assert (added["url"], added["description"], added["active"]) == (URL, "the bot", True)
    listed = await person.get("me/webhooks")
    assert listed == {"items": [{name: value for name, value in added.items() if name != "secret"}], "next": None}


async def test_its_owner_is_told_by_mail_and_event_without_the_url_s_secret(person: Person) -> None:
    added = await add(person)
    await person.ask("DELETE", f"me/webhooks/{added['webhook_id']}")

    (mail,) = await person.rows(mails)
    events = await person.rows(security_events)
    assert (mail.kind, mail.recipient, mail.parameters["host"]) == ("webhook_added", person.email, "127.0.0.1")
    assert [(event.kind, event.detail) for event in events] == [
        ("webhook_added", "127.0.0.1"),
        ("webhook_deleted", "127.0.0.1"),
    ]


@pytest.mark.parametrize(
    ("url", "addresses", "why"),
    [
        ("http://hooks.example.org/", ["93.184.216.34"], "not a URL with https"),
        ("https://10.0.0.1/", [], "its host has an address that is not public"),
        ("https://hooks.example.org/", ["93.184.216.34", "fd00::1"], "its host has an address that is not public"),
        ("https://hooks.example.org/", [], "its host cannot be found"),
        ("https://u:p@hooks.example.org/", ["93.184.216.34"], "a URL with a user or a password"),
    ],
)
async def test_where_nothing_may_be_sent_no_webhook_is_saved(
    person: Person, url: str, addresses: list[str], why: str
) -> None:
    kept = await add(person)
    async with public_only(person, *addresses):
        answers = [
            await person.ask("POST", "me/webhooks", {"url": url}),
            await person.ask("PATCH", f"me/webhooks/{kept['webhook_id']}", {"url": url}),
        ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
        assert answer.json()["errors"] == [{"field": "url", "message": why}]
    assert [row.url for row in await person.rows(webhooks)] == [URL]


async def test_a_public_address_is_accepted(person: Person) -> None:
    async with public_only(person, "93.184.216.34"):
        await add(person, "https://hooks.example.org:8443/tidemark")


async def test_nobody_has_more_than_the_setting_says(person: Person) -> None:
    answers = await asyncio.gather(*(person.ask("POST", "me/webhooks", {"url": URL}) for _ in range(12)))

    assert Counter(answer.status_code for answer in answers) == {201: 10, 409: 2}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "too_many_webhooks"


async def test_a_webhook_is_changed_paused_and_goes_on(person: Person) -> None:
    path = f"me/webhooks/{(await add(person, description='old'))['webhook_id']}"

    changed = (await person.ask("PATCH", path, {"url": f"{URL}2", "description": None})).json()
    paused = (await person.ask("PATCH", path, {"active": False})).json()
    refused = await person.ask("POST", f"{path}/test")
    resumed = (await person.ask("PATCH", path, {"active": True})).json()

    assert (changed["url"], changed["description"], changed["active"]) == (f"{URL}2", None, True)
    assert (paused["url"], paused["active"], paused["paused_reason"]) == (f"{URL}2", False, "owner")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_paused")
    assert (resumed["active"], resumed["paused_reason"]) == (True, None)
    kinds = [event.kind for event in await person.rows(security_events)]
    assert kinds == ["webhook_added", "webhook_changed"]


async def test_a_test_goes_the_way_of_alerts_and_stands_in_the_log(person: Person) -> None:
    async with receiving(Receiver()) as receiver:
        added = await add(person, receiver.url)
        path = f"me/webhooks/{added['webhook_id']}"
        answer = await person.ask("POST", f"{path}/test")
        (request,) = await receiver.wait_for(1)

        async def delivered() -> Any:
            (item,) = await log(person, added["webhook_id"])
            return item if item["state"] == "delivered" else None

        item = await eventually(delivered)

    assert answer.status_code == 202
    assert request.webhook_id == item["event_id"] == answer.json()["event_id"]
    said = request.verified(added["secret"])
    assert (said["type"], said["data"]) == ("webhook.test", {"webhook_id": added["webhook_id"]})
    assert (item["type"], item["attempts"], item["status"], item["last_error"]) == ("webhook.test", 1, 204, None)
    (listed,) = (await person.get("me/webhooks"))["items"]
    assert listed["last_status"] == 204
    assert listed["last_delivered_at"] is not None


async def test_a_newer_test_takes_the_place_of_one_that_waits(person: Person) -> None:
    webhook_id = (await add(person))["webhook_id"]  # nobody listens there
    first = (await person.ask("POST", f"me/webhooks/{webhook_id}/test")).json()["event_id"]

    async def has_failed() -> bool:
        return bool((await log(person, webhook_id))[0]["last_error"] == "no connection")

    await eventually(has_failed)
    second = (await person.ask("POST", f"me/webhooks/{webhook_id}/test")).json()["event_id"]

    newer, older = await log(person, webhook_id)
    assert (newer["event_id"], older["event_id"]) == (second, first)
    assert (older["state"], older["last_error"]) == ("failed", "a newer test took its place")


async def test_for_a_day_the_old_secret_signs_with_the_new_one(person: Person) -> None:
    async with receiving(Receiver()) as receiver:
        added = await add(person, receiver.url)
        path = f"me/webhooks/{added['webhook_id']}"
        replaced = (await person.ask("POST", f"{path}/secret")).json()
        await person.ask("POST", f"{path}/test")
        await receiver.wait_for(1)
        async with person.database.begin() as conn:
            mine = update(webhooks).where(webhooks.c.user_id == person.user_id)
            await conn.execute(mine.values(previous_secret_until=func.now()))
        await person.ask("POST", f"{path}/test")
        during, after = await receiver.wait_for(2)

    assert replaced["secret"] != added["secret"]
    assert during.verified(replaced["secret"]) == during.verified(added["secret"])
    assert len(after.headers["webhook-signature"].split(" ")) == 1
    assert after.verified(replaced["secret"])
    assert [event.kind for event in await person.rows(security_events)][-1] == "webhook_secret_replaced"


async def test_the_log_is_listed_page_by_page_newest_first(person: Person) -> None:
    webhook_id = (await add(person))["webhook_id"]
    path = f"me/webhooks/{webhook_id}"
    sent = [(await person.ask("POST", f"{path}/test")).json()["event_id"] for _ in range(3)]

    first = await person.get(f"{path}/deliveries", limit=2)
    second = await person.get(f"{path}/deliveries", limit=2, cursor=first["next"])

    assert [item["event_id"] for item in (*first["items"], *second["items"])] == sent[::-1]
    assert second["next"] is None


async def test_a_deleted_webhook_takes_its_log_with_it(person: Person) -> None:
    webhook_id = (await add(person))["webhook_id"]
    await person.ask("POST", f"me/webhooks/{webhook_id}/test")

    answers = [await person.ask("DELETE", f"me/webhooks/{webhook_id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 404]
    assert await person.rows(alert_deliveries) == await person.rows(webhooks) == []


async def test_somebody_else_s_webhook_is_not_there(person: Person, stranger: Person) -> None:
    path = f"me/webhooks/{(await add(person))['webhook_id']}"
    asked: list[tuple[str, str, Any]] = [
        ("PATCH", path, {"active": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/secret", None),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
    ]

    answers = [await stranger.ask(*request) for request in asked]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "unknown_webhook")}
    assert await stranger.get("me/webhooks") == {"items": [], "next": None}
    assert (await person.get("me/webhooks"))["items"][0]["active"]


@pytest.mark.parametrize(
    "body",
    [{}, {"url": ""}, {"url": "https://a b"}, {"url": URL, "description": "x" * 201}, {"url": URL, "secret": "mine"}],
)
async def test_what_is_no_webhook_is_refused(person: Person, body: dict[str, str]) -> None:
    answer = await person.ask("POST", "me/webhooks", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
