"""Record the gap topic's entries, in their order: one entry may change an earlier one."""

from collections.abc import Sequence

from shared.clock import now_us
from shared.data.engine import is_refused
from shared.events import CandleV1, GapV1
from shared.kafka import DeadLetters, ReceivedEvent
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.limits import gap_refusal
from market_data.recorder.sql.gap_statuses import record_gaps


async def on_gaps(
    engine: AsyncEngine, dead_letters: DeadLetters, received: Sequence[ReceivedEvent[GapV1]]
) -> list[CandleV1]:
    """Keep the ledger and return the candles to publish; what cannot be kept is parked alone."""
    now, usable = now_us(), []
    for one in received:
        why = gap_refusal(one.event, now)
        if why is None:
            usable.append(one)
        else:
            dead_letters.park(one.record, why)
    return await _record(engine, dead_letters, usable)


async def _record(
    engine: AsyncEngine, dead_letters: DeadLetters, received: Sequence[ReceivedEvent[GapV1]]
) -> list[CandleV1]:
    if not received:
        return []
    try:
        async with engine.begin() as conn:
            return await record_gaps(conn, [one.event for one in received])
    except Exception as error:
        if not is_refused(error):
            raise
        if len(received) == 1:
            dead_letters.park(received[0].record, str(error))
            return []
        middle = len(received) // 2
        first = await _record(engine, dead_letters, received[:middle])
        return first + await _record(engine, dead_letters, received[middle:])
