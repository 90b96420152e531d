from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from shared.clock import from_us
from shared.data.database import Database
from shared.events import AlertChannel
from shared.http.outgoing.target import Targets
from sqlalchemy import update
from stack.testing import eventually
from users.notifications.alerts.deliverer import Deliverer
from users.notifications.alerts.planning import plan_deliveries
from users.notifications.alerts.schedule import pause_after
from users.notifications.alerts.sql.sending import claim_deliveries
from users.notifications.webhooks.sender import Sender
from users.tables import alert_deliveries, webhooks

from ...people import Person
from ..webhooks.receiver import Receiver, receiving
from ..webhooks.resolver import Resolver
from .conftest import Add
from .fired import AlertTopic, deliveries, ended, failed_attempts, fired, make_due, pause_of

WEBHOOK = AlertChannel.WEBHOOK


async def test_what_failed_is_sent_again_under_the_same_id_with_a_signature_of_its_own(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event = fired(person, WEBHOOK)
    async with receiving(Receiver([500, 200])) as receiver:
        webhook = await add_webhook(receiver)
        await topic.publish(event)
        row = await failed_attempts(person, event, 1)
        assert (row.state, row.last_status, row.last_error) == ("pending", 500, "answered 500")
        assert 0 < await pause_of(person) <= 5
        await make_due(person)
        first, second = await receiver.wait_for(2)
        (row,) = await ended(person, event)

    assert first.webhook_id == second.webhook_id == str(event.event_id)
    assert first.verified(webhook["secret"]) == second.verified(webhook["secret"])
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("delivered", 2, 200, None)


async def test_a_receiver_that_is_away_gets_it_when_it_is_back(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event, receiver = fired(person, WEBHOOK), Receiver()
    async with receiving(receiver):
        await add_webhook(receiver)
    await topic.publish(event)
    assert (await failed_attempts(person, event, 1)).last_error == "no connection"

    async with receiving(receiver):
        await make_due(person)
        (row,) = await ended(person, event)

    assert (row.state, len(receiver.received)) == ("delivered", 1)


async def test_a_redirect_to_this_machine_is_a_failure_that_says_so(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event, outer = fired(person, WEBHOOK), Receiver([302])
    async with receiving(Receiver()) as inner, receiving(outer):
        outer.location = inner.url
        await add_webhook(outer)
        await topic.publish(event)
        row = await failed_attempts(person, event, 1)

    assert (row.last_status, row.last_error) == (302, "answered 302; redirects are not followed")
    assert inner.received == []


async def test_after_a_day_it_is_given_up(person: Person, topic: AlertTopic, add_webhook: Add) -> None:
    event = fired(person, WEBHOOK)
    async with receiving(Receiver([503])) as receiver:
        webhook = await add_webhook(receiver)
        await topic.publish(event)
        await failed_attempts(person, event, 1)
        await make_due(person, attempts=7)
        (row,) = await ended(person, event)

    assert (row.state, row.attempts, row.next_attempt_at, row.last_error) == ("failed", 8, None, "answered 503")
    (listed,) = (await person.get("me/webhooks"))["items"]
    assert (listed["webhook_id"], listed["active"]) == (webhook["webhook_id"], True)
    assert (listed["last_status"], listed["last_error"], listed["last_delivered_at"]) == (503, "answered 503", None)


def test_the_pauses_grow_and_make_about_a_day() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, 8)]

    known = [pause for pause in pauses if pause is not None]
    assert len(known) == 7
    assert known == sorted(known)
    assert timedelta(hours=18) < sum(known, timedelta()) < timedelta(hours=24)
    assert pause_after(8) is None
    assert len({pause_after(3) for _ in range(20)}) > 1


async def test_a_webhook_that_is_gone_is_paused_and_nothing_waits_for_it(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    waiting, event, later = (fired(person, WEBHOOK) for _ in range(3))
    labels = {"channel": "webhook", "state": "failed"}
    before = REGISTRY.get_sample_value("alert_deliveries_total", labels) or 0
    async with receiving(Receiver([500, 410])) as receiver:
        await add_webhook(receiver)
        await topic.publish(waiting)
        await failed_attempts(person, waiting, 1)
        assert await eventually(lambda: (REGISTRY.get_sample_value("alert_deliveries_pending") or 0) >= 1)
        await topic.publish(event)
        (gone,) = await ended(person, event)
        (given_up,) = await ended(person, waiting)
        await topic.publish(later)
        (none,) = await ended(person, later)

    assert (gone.state, gone.last_status) == ("failed", 410)
    assert REGISTRY.get_sample_value("alert_deliveries_total", labels) == before + 3
    assert (given_up.state, none.last_error) == ("failed", "no webhook is set up")
    (listed,) = (await person.get("me/webhooks"))["items"]
    assert (listed["active"], listed["paused_reason"]) == (False, "gone")
    assert len(receiver.received) == 2


async def test_what_waits_for_a_webhook_is_given_up_when_its_owner_pauses_it(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event = fired(person, WEBHOOK)
    async with receiving(Receiver([500])) as receiver:
        webhook = await add_webhook(receiver)
        await topic.publish(event)
        await failed_attempts(person, event, 1)
        await person.ask("PATCH", f"me/webhooks/{webhook['webhook_id']}", {"active": False})
        (row,) = await deliveries(person, event)

    assert (row.state, row.last_error, row.next_attempt_at) == ("failed", "the webhook is paused", None)


async def test_what_a_crash_left_between_claim_and_request_is_sent_by_another_under_the_same_id(
    person: Person, add_webhook: Add
) -> None:
    event = fired(person, WEBHOOK)
    async with receiving(Receiver()) as receiver:
        webhook = await add_webhook(receiver)
        async with person.database.begin() as conn:
            await plan_deliveries(conn, event.user_id, [event], mail_is_set_up=False)
            claimed = await claim_deliveries(conn, 99, at_once_per_webhook=99, lease=timedelta(minutes=5))
            mine = [due for due in claimed if due.event_id == event.event_id]
        assert (len(mine), mine[0].attempts) == (1, 1)  # and this process dies here
        person.deps.deliverer.wake()
        assert [row.state for row in await deliveries(person, event)] == ["pending"]
        await make_due(person, leased_until=from_us(0))
        (row,) = await ended(person, event)

    (request,) = receiver.received
    assert (request.webhook_id, row.attempts) == (str(event.event_id), 2)
    assert request.verified(webhook["secret"])


async def test_two_processes_do_not_claim_the_same(person: Person, add_webhook: Add) -> None:
    event = fired(person, WEBHOOK)
    async with receiving(Receiver()) as receiver:
        await add_webhook(receiver)
        async with person.database.begin() as conn:
            await plan_deliveries(conn, event.user_id, [event], mail_is_set_up=False)
            first = await _claim(conn, event.event_id)
            second = await _claim(conn, event.event_id)
            await conn.execute(_ended(person))

    assert (len(first), len(second)) == (1, 0)


async def _claim(conn: Any, event_id: UUID) -> list[Any]:
    claimed = await claim_deliveries(conn, 99, at_once_per_webhook=99, lease=timedelta(minutes=5))
    return [due for due in claimed if due.event_id == event_id]


def _ended(person: Person) -> Any:
    return update(alert_deliveries).where(alert_deliveries.c.user_id == person.user_id).values(state="failed")


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254"])
async def test_a_name_that_leads_inside_later_gets_nothing(person: Person, add_webhook: Add, address: str) -> None:
    event = fired(person, WEBHOOK)
    database: Database = person.database
    sender = Sender(Targets(resolve=Resolver([[address]])))
    async with receiving(Receiver()) as receiver:
        await add_webhook(receiver)
        async with database.begin() as conn:
            url = f"https://hooks.example:{receiver.port}/"
            await conn.execute(update(webhooks).where(webhooks.c.user_id == person.user_id).values(url=url))
            await plan_deliveries(conn, event.user_id, [event], mail_is_set_up=False)
            claimed = await _claim(conn, event.event_id)
        await Deliverer(database, sender)._deliver(claimed[0])
        await sender.close()

    (row,) = await deliveries(person, event)
    assert row.last_error == "not sent: its host has an address that is not public"
    assert (row.state, receiver.received) == ("pending", [])
    async with database.begin() as conn:
        await conn.execute(_ended(person))
