from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client import REGISTRY
from shared.events import AlertChannel
from shared.events.ids import uuid7
from shared.kafka.topics import ALERTS
from sqlalchemy import delete
from stack.testing import eventually
from users.settings import Settings
from users.tables import users

from ...people import Person
from ..webhooks.receiver import Receiver, receiving
from .conftest import Add
from .fired import AlertTopic, deliveries, ended, fired

APP, MAIL, WEBHOOK = AlertChannel.APP, AlertChannel.MAIL, AlertChannel.WEBHOOK


async def test_an_alert_reaches_the_webhook_signed_with_what_happened(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event = fired(person, WEBHOOK, note="sell half")
    async with receiving(Receiver()) as receiver:
        webhook = await add_webhook(receiver)
        await topic.publish(event)
        (request,) = await receiver.wait_for(1)
        (row,) = await ended(person, event)

    said = request.verified(webhook["secret"])
    assert request.webhook_id == str(event.event_id)
    assert (said["type"], said["timestamp"]) == ("alert.fired", said["data"]["fired_at"])
    observed = {"figure": "price", "op": "crosses_above", "threshold": "70000", "value": "70001.50", "params": ""}
    assert said["data"]["observed"] == [observed]
    assert (said["data"]["coin_id"], said["data"]["portfolio_id"]) == ("bitcoin", None)
    assert (said["data"]["mode"], said["data"]["note"]) == ("live", "sell half")
    assert said["data"]["fired_at"].endswith("Z")
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("delivered", 1, 204, None)


async def test_an_event_that_the_topic_repeats_is_delivered_once_by_each_channel(
    person: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    event, last = fired(person, APP, MAIL, WEBHOOK, APP), fired(person, WEBHOOK)
    async with receiving(Receiver()) as one, receiving(Receiver()) as other:
        await add_webhook(one)
        await add_webhook(other)
        await topic.publish(event, event)
        await ended(person, event, 4)
        late = Receiver()
        async with receiving(late):
            await add_webhook(late)
            await topic.publish(event, last)
            await ended(person, last, 3)

    rows = await deliveries(person, event)
    assert sorted(row.channel for row in rows) == ["app", "mail", "webhook", "webhook"]
    for receiver in (one, other):
        assert [request.webhook_id for request in receiver.received] == [str(event.event_id), str(last.event_id)]
    assert [request.webhook_id for request in late.received] == [str(last.event_id)]


async def test_the_app_s_channel_is_delivered_at_once_and_counted(person: Person, topic: AlertTopic) -> None:
    event = fired(person, APP)
    labels = {"channel": "app", "state": "delivered"}
    before = REGISTRY.get_sample_value("alert_deliveries_total", labels) or 0
    await topic.publish(event)

    (row,) = await ended(person, event)

    assert (row.channel, row.state, row.webhook_id) == ("app", "delivered", None)
    assert row.delivered_at is not None
    assert await eventually(lambda: REGISTRY.get_sample_value("alert_deliveries_total", labels) == before + 1)
    assert (REGISTRY.get_sample_value("alerts_delivery_seconds_count", {"channel": "app"}) or 0) >= 1


async def test_what_cannot_be_delivered_says_why(person: Person, topic: AlertTopic) -> None:
    event = fired(person, MAIL, WEBHOOK)
    await topic.publish(event)

    rows = {row.channel: (row.state, row.last_error) for row in await ended(person, event, 2)}

    assert rows["webhook"] == ("failed", "no webhook is set up")
    assert rows["mail"] == ("failed", "this deployment sends no mail")


async def test_the_event_of_a_deleted_account_is_passed_over(
    person: Person, stranger: Person, topic: AlertTopic
) -> None:
    async with person.database.begin() as conn:
        await conn.execute(delete(users).where(users.c.id == stranger.user_id))
    event, last = fired(stranger, APP, WEBHOOK), fired(person, APP)
    await topic.publish(event, last)

    await ended(person, last)

    assert await deliveries(stranger) == []


async def test_what_is_no_alert_is_parked_and_the_next_one_is_delivered(
    person: Person, topic: AlertTopic, settings: Settings
) -> None:
    marker = uuid7().hex
    unstorable, last = fired(person, APP, note=f"{marker}\0"), fired(person, APP)
    await topic.publish_bytes(f'{{"marker": "{marker}"}}'.encode())
    await topic.publish(unstorable, last)

    await ended(person, last)

    assert await eventually(lambda: _parked(settings, marker))
    assert await deliveries(person, unstorable) == []


async def _parked(settings: Settings, marker: str) -> bool:
    """Whether both records with the marker are dead letters."""
    at = TopicPartition(ALERTS.dlq, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([at])
        await consumer.seek_to_beginning(at)
        records = (await consumer.getmany(at, timeout_ms=1_000)).get(at, [])
    finally:
        await consumer.stop()
    return len([record for record in records if marker.encode() in (record.value or b"")]) == 2


async def test_a_slow_receiver_holds_up_nobody_else(
    person: Person, stranger: Person, topic: AlertTopic, add_webhook: Add
) -> None:
    slow_events = [fired(person, WEBHOOK) for _ in range(30)]
    event = fired(stranger, WEBHOOK)
    async with receiving(Receiver(silent=True)) as slow, receiving(Receiver()) as quick:
        webhook = await add_webhook(slow)
        assert (await stranger.ask("POST", "me/webhooks", {"url": quick.url})).status_code == 201
        await topic.publish(*slow_events)
        await slow.wait_for(4)
        await topic.publish(event)
        (request,) = await quick.wait_for(1)

        assert request.webhook_id == str(event.event_id)
        assert len(slow.received) == 4  # the others wait until one of these has ended
        assert (await person.ask("DELETE", f"me/webhooks/{webhook['webhook_id']}")).status_code == 204
