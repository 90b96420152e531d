"""What a topic lost before it was recorded is named: after a restore that is older than the topic, for one."""

from shared.events.values import Interval
from stack.testing import eventually

from .rig import RecorderRig
from .tables import NOON_US, OwnCoin, Tables

MINUTE = Interval.MINUTE.us
_GAPS = "SELECT string_agg(state || ' ' || first_id || '-' || last_id, ', ') FROM market_gaps WHERE coin_id = :coin"


async def test_ids_between_the_table_and_the_topic_are_a_hole_in_the_ledger(
    rig: RecorderRig, tables: Tables, coin: OwnCoin
) -> None:
    stored, *lost, first, second = (coin.trade(NOON_US + n * MINUTE) for n in range(6))
    await tables.follow(coin, NOON_US)
    await tables.record([stored])

    await rig.send(first, second)
    async with rig.recording():
        await eventually(lambda: tables.has_trades(first.instrument_id, 3))

    assert await tables.scalar(_GAPS, coin=coin.coin_id) == f"open {lost[0].trade_id}-{lost[-1].trade_id}"
    assert (await tables.existing(stored.instrument_id, NOON_US)).status == "partial"
    assert (await tables.existing(stored.instrument_id, NOON_US, Interval.FIVE_MINUTES)).status == "partial"


async def test_a_restarted_recorder_goes_on_where_it_was_and_names_nothing(
    rig: RecorderRig, tables: Tables, coin: OwnCoin
) -> None:
    one, two, three = (coin.trade(NOON_US + n) for n in range(3))
    for trades, count in (([one, two], 2), ([two, three], 3)):
        await rig.send(*trades)
        async with rig.recording():
            await eventually(lambda count=count: tables.has_trades(one.instrument_id, count))  # type: ignore[misc]

    assert await tables.scalar(_GAPS, coin=coin.coin_id) is None
