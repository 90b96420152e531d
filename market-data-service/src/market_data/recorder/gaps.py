"""Record the gap topic's entries, in their order: one entry may change an earlier one."""

from collections.abc import Sequence

from shared.clock import now_us
from shared.data.engine import is_refused
from shared.events import GapV1
from shared.kafka import DeadLetters, ReceivedEvent

from market_data.domain.limits import gap_refusal
from market_data.recorder.outbox import Outbox
from market_data.recorder.sql.gap_statuses import record_gaps


async def on_gaps(outbox: Outbox, dead_letters: DeadLetters, received: Sequence[ReceivedEvent[GapV1]]) -> None:
    """Keep the ledger and publish the candles whose status it changes; what cannot be kept is parked alone.

    The same entries again change nothing, so what is to be published is committed with them.
    """
    now, usable = now_us(), []
    for one in received:
        why = gap_refusal(one.event, now)
        if why is None:
            usable.append(one)
        else:
            dead_letters.park(one.record, why)
    await _record(outbox, dead_letters, usable)


async def _record(outbox: Outbox, dead_letters: DeadLetters, received: Sequence[ReceivedEvent[GapV1]]) -> None:
    if not received:
        return
    try:
        async with outbox.changing() as (conn, changed):
            changed += await record_gaps(conn, [one.event for one in received])
    except Exception as error:
        if not is_refused(error):
            raise
        if len(received) == 1:
            dead_letters.park(received[0].record, str(error))
            return
        middle = len(received) // 2
        await _record(outbox, dead_letters, received[:middle])
        await _record(outbox, dead_letters, received[middle:])
