"""Ticks and lots of the venues' lists come into the table; what a venue does not say stays."""

from decimal import Decimal

from market_data.recorder.sql.instruments import Steps, set_steps
from market_data.tables import instruments
from shared.events.values import Instrument, Venue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from .tables import OwnCoin


async def test_the_steps_of_a_new_and_of_a_known_instrument_are_noted(engine: AsyncEngine, coin: OwnCoin) -> None:
    ones = [
        Instrument(venue=venue, base=coin.symbol, quote="USD", coin_id=coin.symbol.lower(), native=coin.symbol)
        for venue in (Venue.KRAKEN, Venue.COINBASE)
    ]
    given = [Steps(Decimal("0.01"), Decimal("0.001")), Steps(None, Decimal("0.002")), Steps(Decimal("0.05"), None)]
    found = []
    for steps in given:
        async with engine.begin() as conn:
            await set_steps(conn, dict.fromkeys(ones, steps))
            rows = await conn.execute(
                select(instruments.c.tick, instruments.c.lot).where(
                    instruments.c.instrument_id.in_([one.instrument_id for one in ones])
                )
            )
            found.append({(str(tick), str(lot)) for tick, lot in rows})

    assert found == [{("0.01", "0.001")}, {("0.01", "0.002")}, {("0.05", "0.002")}]
