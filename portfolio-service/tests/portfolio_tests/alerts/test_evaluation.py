"""Each crossing is one event, published: over a replay, a restart, a rebalance, a death, and without PostgreSQL."""

import asyncio
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from portfolio.alerts.conditions import Op
from portfolio.alerts.joining import Repeat
from shared.clock import now_us
from shared.events import PriceV1
from shared.http.health import Health
from shared.kafka import Producer
from stack.test_servers.own_postgres import OwnPostgres
from stack.testing import eventually

from .rig import SECOND, Rig
from .test_conditions import WICKS

WICKS_FIRED = [10.0, 300.0, 1_800.0]


def wicks(rig: Rig) -> list[PriceV1]:
    """The states of the example, divided by a thousand; the first one is of one second after the start."""
    return [rig.price(at or 1, *(float(text) / 1_000 for text in (price, high, low))) for at, price, high, low in WICKS]


async def has_fired(rig: Rig, alert: UUID, at: list[float]) -> bool:
    fired = await rig.fired_at(alert)
    assert fired == at
    return True


async def have_fired(rig: Rig, alerts: list[UUID], at: list[float]) -> bool:
    return all([await has_fired(rig, alert, at) for alert in alerts])


async def test_over_a_repeat_a_restart_and_a_replay_of_the_topic_each_crossing_is_one_event(rig: Rig) -> None:
    again = await rig.arm(cooldown_us=60 * SECOND, rearm_percent=Decimal("0.5"))
    once = await rig.arm(repeat=Repeat.ONCE)
    states = wicks(rig)
    async with rig.judging():
        await rig.send(*states[:3], *states[:2])
        await eventually(lambda: has_fired(rig, again, WICKS_FIRED[:1]))
    async with rig.judging(), rig.judging(group=f"{rig.group}-replay"):
        await rig.send(*states[3:], *states)
        await eventually(lambda: has_fired(rig, again, WICKS_FIRED))
        await eventually(rig.all_published)

    async with rig.judging(group=f"{rig.group}-later"):
        sentinel = await rig.arm(Op.ABOVE, value=1)
        await rig.send(rig.price(2_000, 50))
        await eventually(lambda: rig.fired_at(sentinel))

    assert await rig.fired_at(again) == WICKS_FIRED
    assert await rig.fired_at(once) == WICKS_FIRED[:1]
    events = {event.event_id: event for event in await rig.published(again)}.values()  # repeats may be published
    by_time = sorted(events, key=lambda event: event.as_of_us)
    assert [str(event.observed[0].value) for event in by_time] == ["100.05", "100.02", "101.0"]


async def test_while_members_come_and_go_no_crossing_is_lost_or_doubled(rig: Rig) -> None:
    coins = [rig.of_coin(number) for number in range(8)]
    alerts = [await coin.arm() for coin in coins]
    rounds = range(1, 13)

    async def send(number: int) -> None:
        for coin in coins:
            await coin.send(coin.price(number, 99), coin.price(number + 0.5, 99, high=101))

    async with rig.judging():
        await send(1)
        await eventually(lambda: rig.fired_at(alerts[0]))
        async with rig.judging() as second:
            for number in rounds[1:6]:
                await send(number)
            await eventually(second.owned)
            await send(7)
    async with rig.judging():
        for number in rounds[7:]:
            await send(number)
        await eventually(lambda: have_fired(rig, alerts, [at + 0.5 for at in rounds]))


async def test_what_a_member_committed_and_did_not_publish_another_one_publishes(rig: Rig) -> None:
    alert, lost = await rig.arm(), Producer("127.0.0.1:1", client_id="lost")
    async with rig.judging(producer=lost):
        await rig.send(rig.price(1, 99), rig.price(2, 101))
        await eventually(lambda: has_fired(rig, alert, [2]))
    assert await rig.published(alert) == []

    async with rig.judging():
        await eventually(rig.all_published)

    assert len({event.event_id for event in await rig.published(alert)}) == 1
    assert await rig.fired_at(alert) == [2]


async def test_what_happens_right_after_an_alert_was_made_is_not_missed(rig: Rig) -> None:
    first = await rig.arm(Op.ABOVE, value=1)
    rig.start_us = now_us() - 5 * SECOND
    async with rig.judging():
        await rig.send(rig.price(0, 99))
        await eventually(lambda: rig.fired_at(first))
        crossing = [rig.price(5.01, 101), rig.price(5.02, 98), rig.price(5.03, 98)]
        sent = asyncio.create_task(rig.send(*crossing))
        crossed = await rig.arm(armed_us=rig.start_us + 5 * SECOND)
        beyond = await rig.arm(armed_us=rig.start_us + int(5.015 * SECOND))
        await sent

        await eventually(lambda: has_fired(rig, crossed, [5.01]))
        await rig.send(rig.price(7, 99), rig.price(8, 102))
        await eventually(lambda: has_fired(rig, beyond, [8]))
        await eventually(lambda: has_fired(rig, crossed, [5.01, 8]))


async def test_without_postgresql_states_wait_and_readiness_says_so(
    tmp_path: Path, kafka_bootstrap: str, producer: Producer
) -> None:
    health = Health("database")
    health.up("database")
    with OwnPostgres(tmp_path) as database:
        rig = Rig(database.url, kafka_bootstrap, producer)
        await rig.add_user()
        alert = await rig.arm()
        async with rig.judging(health=health):
            await rig.send(rig.price(1, 99), rig.price(2, 101), rig.price(3, 99))
            await eventually(lambda: has_fired(rig, alert, [2]))
            await rig.engine.dispose()
            database.kill()
            await rig.send(rig.price(4, 101))
            await eventually(lambda: not health.ready)
            await rig.send(rig.price(5, 99), rig.price(6, 101))
            database.start()
            await eventually(lambda: has_fired(rig, alert, [2, 4, 6]))
            await eventually(rig.all_published)
            await eventually(lambda: health.ready)
        await rig.engine.dispose()


@pytest.mark.parametrize("state", [{"stale": True}, {"price": None}])
async def test_an_old_or_unknown_price_judges_nothing(rig: Rig, state: dict[str, object]) -> None:
    alert = await rig.arm()
    async with rig.judging():
        await rig.send(rig.price(1, 99), msgspec.structs.replace(rig.price(2, 101), **state), rig.price(3, 102))
        await eventually(lambda: has_fired(rig, alert, [3]))


async def test_a_sentiment_that_turns_fires_and_one_that_is_unknown_says_nothing(rig: Rig) -> None:
    falls = await rig.arm(Op.CROSSES_BELOW, "-0.2", "sentiment")
    rises = await rig.arm(Op.ABOVE, "0.35", "sentiment")
    async with rig.judging():
        for at, score in ((1, "0.3"), (2, None), (3, "-0.25"), (4, None), (5, "0.4")):
            await rig.send_score(at, score)
        await eventually(lambda: has_fired(rig, falls, [3]))
        await eventually(lambda: has_fired(rig, rises, [5]))
