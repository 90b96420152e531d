"""Quotes become rows: spans of arbitrage and each minute's spreads, effectively once.

A member of the group `market-exchanges`: a coin's quotes of all venues are in one partition, so that one member has
them. Rows come first, then the commit: after a restart the quotes since then come again and change nothing. Where a
member takes a coin over it goes on from the tables. A database that is away is waited for; live prices do not need it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import Counter
from shared.clock import now_us
from shared.data.engine import is_away
from shared.events import PriceReason, QuoteV1
from shared.events.values import Venue
from shared.http.health import Health
from shared.kafka import Consumer, DeadLetters, EventBatch, Producer, consume, make_consumer, partition_of
from shared.kafka.topics import QUOTES
from shared.settings import ServiceSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from market_data.domain.coin_registry import CoinRegistry, RegisteredInstrument
from market_data.domain.exchanges.coin_fold import CoinFold, Rules
from market_data.domain.limits import quote_refusal
from market_data.live.boards import NO_REPORT, VenueBoard
from market_data.recorder.exchanges.sql import MinuteRow, SpanRow, fetch_stored, upsert_exchanges

GROUP: Final = "market-exchanges"
_ROUND_SECONDS: Final = 2.0
_FULL_ROUND: Final = 4_000
_BEHIND_US: Final = 5_000_000
"""For a coin in whose partition nothing came, time passes so much later: some of its quotes may still be on the way."""
_WITHOUT_A_PAUSE: Final = 16
"""Quotes folded before other tasks of the process have their turn: live prices must not wait for a whole round."""
OPENED: Final = Counter("market_arbitrage_opened_total", "Spans of arbitrage that were first written")
CLOSED: Final = Counter("market_arbitrage_closed_total", "Spans of arbitrage that ended", ["reason"])


@dataclass(slots=True)
class _Coin:
    fold: CoinFold
    instruments: Sequence[RegisteredInstrument] = ()


@dataclass(slots=True)
class _Unwritten:
    """Rows that are not in the tables yet; kept until they are, whatever the database says."""

    spans: dict[tuple[object, ...], SpanRow] = field(default_factory=dict)
    minutes: dict[tuple[object, ...], MinuteRow] = field(default_factory=dict)


def _newest_by_partition(quotes: Iterable[QuoteV1]) -> dict[int, int]:
    """When the newest quote of each partition was received (µs)."""
    newest: dict[int, int] = {}
    for quote in quotes:
        at = partition_of(quote.coin_id, QUOTES.partitions)
        newest[at] = max(newest.get(at, 0), quote.ts_recv_us)
    return newest


class ExchangeRecorder:
    """Times are those of the quotes: `clock` only says which of these, and of the venues' states, are possible."""

    def __init__(
        self,
        settings: ServiceSettings,
        engine: AsyncEngine,
        producer: Producer,
        health: Health,
        *,
        registry: CoinRegistry,
        venues: VenueBoard,
        rules: Rules,
        clock: Callable[[], int] = now_us,
        round_seconds: float = _ROUND_SECONDS,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._producer = producer
        self._health = health
        self._registry = registry
        self._venues = venues
        self._rules = rules
        self._clock = clock
        self._round_seconds = round_seconds
        self._dead_letters = DeadLetters(producer, GROUP)
        self._coins: dict[str, _Coin] = {}
        self._unwritten = _Unwritten()
        self._open: set[tuple[object, ...]] = set()
        self._next_offsets: dict[int, int] = {}
        self._consumer: Consumer | None = None

    async def run(self) -> None:
        """Record until cancelled. A background job."""
        self._consumer = await make_consumer(self._settings, (QUOTES,), group=GROUP, health=self._health)
        try:
            await consume(
                self._consumer,
                (QUOTES,),
                self.on_events,
                producer=self._producer,
                dead_letters=self._dead_letters,
                group=GROUP,
                health=self._health,
                is_away=is_away,
            )
        finally:
            await self._consumer.stop()

    async def on_events(self, batch: EventBatch) -> None:
        """One poll's quotes, in order within a coin. Calling it again with the same ones changes nothing."""
        now = self._clock()
        quotes = self._usable(batch, now)
        self._forget_others(batch)
        await self._take_over({quote.coin_id for quote in quotes} - self._coins.keys())
        exclusions = self._venues.exclusions(now)

        def unvouched(venue: Venue, instrument_id: str) -> PriceReason | None:
            return exclusions.get(venue, NO_REPORT).reason_for(instrument_id)

        for number, quote in enumerate(quotes):
            coin = self._coins[quote.coin_id]
            coin.fold.put(quote, coin.instruments, unvouched)
            if number % _WITHOUT_A_PAUSE == 0:
                await asyncio.sleep(0)
        newest = _newest_by_partition(quotes)
        others_us = max(newest.values(), default=0) - _BEHIND_US
        for coin_id, coin in list(self._coins.items()):
            until_us = newest.get(partition_of(coin_id, QUOTES.partitions), others_us)
            coin.fold.look(until_us, coin.instruments, unvouched)
            await asyncio.sleep(0)
        await self._write()
        if len(quotes) < _FULL_ROUND:
            await asyncio.sleep(self._round_seconds)

    def _usable(self, batch: EventBatch, now: int) -> list[QuoteV1]:
        usable = []
        for received in batch.of(QUOTES):
            why = quote_refusal(received.event, now)
            if why is None:
                usable.append(received.event)
            else:
                self._dead_letters.park(received.record, why)
        return usable

    def _forget_others(self, batch: EventBatch) -> None:
        """Forget the coins that another member has now, or had since the last round: the tables know more of them."""
        begins: dict[int, int] = {}
        ends: dict[int, int] = {}
        for _, record in batch.of(QUOTES):
            begins.setdefault(record.partition, record.offset)
            ends[record.partition] = record.offset + 1
        gone = {at for at, first in begins.items() if first > self._next_offsets.get(at, first)}
        self._next_offsets |= ends
        if self._consumer is not None:
            mine = {at.partition for at in self._consumer.assignment()}
            gone |= set(range(QUOTES.partitions)) - mine
        for coin_id in [one for one in self._coins if partition_of(one, QUOTES.partitions) in gone]:
            del self._coins[coin_id]

    async def _take_over(self, coin_ids: Iterable[str]) -> None:
        """Go on from what the tables say of these coins, and note which instruments each coin has now."""
        wanted = sorted(coin_ids)
        if wanted:
            async with self._engine.connect() as conn:
                stored = await fetch_stored(conn, wanted)
            for coin_id in wanted:
                known = stored.get(coin_id)
                fold = CoinFold(self._rules, known.pairs, known.through_us) if known else CoinFold(self._rules, {})
                self._coins[coin_id] = _Coin(fold)
                states = known.pairs.items() if known else ()
                self._open |= {(coin_id, pair, one.span.opened_us) for pair, one in states if one.span}
        for coin_id, coin in self._coins.items():
            found = self._registry.get(coin_id)
            coin.instruments = found.instruments if found else ()

    async def _write(self) -> None:
        """Write what has changed, in one transaction; if that fails it is written with the next round's."""
        for coin_id, coin in self._coins.items():
            changes = coin.fold.take_changes()
            for (pair, at_us), span in changes.spans.items():
                self._unwritten.spans[coin_id, pair, at_us] = SpanRow(coin_id, pair, span)
            for (pair, at_us), minute in changes.minutes.items():
                self._unwritten.minutes[coin_id, pair, at_us] = MinuteRow(coin_id, pair, minute, coin.fold.now_us)
        spans, minutes = self._unwritten.spans, self._unwritten.minutes
        if not spans and not minutes:
            return
        async with self._engine.begin() as conn:
            await upsert_exchanges(conn, list(spans.values()), list(minutes.values()))
        self._count(spans)
        self._unwritten = _Unwritten()

    def _count(self, spans: Mapping[tuple[object, ...], SpanRow]) -> None:
        for key, row in spans.items():
            if key not in self._open:
                OPENED.inc()
                self._open.add(key)
            if row.span.closed_us is not None:
                CLOSED.labels(row.span.close_reason).inc()
                self._open.discard(key)
