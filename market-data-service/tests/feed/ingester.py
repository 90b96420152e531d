"""market-ingest as a process, and what it publishes, read back from the broker."""

import asyncio
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shared.clock import now_us
from shared.events import GapV1, TradeV1, VenueV1, decoder
from shared.kafka import Reader
from shared.kafka.topics import GAPS, TRADES, VENUES, Topic

CATALOGUE = """
[[coins]]
coin_id = "bitcoin"
symbol = "BTC"
name = "Bitcoin"
instruments = ["BTC-USDT.BINANCE", "BTC-USD.COINBASE", "BTC-USD.KRAKEN"]

[[coins]]
coin_id = "ethereum"
symbol = "ETH"
name = "Ethereum"
instruments = ["ETH-USDT.BINANCE", "ETH-USD.COINBASE", "ETH-USD.KRAKEN"]

[[coins]]
coin_id = "nobody"
symbol = "NOBODY"
name = "Listed nowhere"
instruments = ["NOBODY-USD.KRAKEN"]

[[rates]]
quote = "USDT"
instruments = ["USDT-USD.KRAKEN"]
"""


class IngesterProcess:
    """One `python -m market_data market-ingest`, started and killed as often as a test likes."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._env = env
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "market_data", "market-ingest", env=self._env, stdout=log, stderr=log
            )

    async def stop(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()

    @property
    def log(self) -> str:
        return self._log.read_text()


class Published:
    """Everything that came into the topics of trades, gaps and venues since it was opened."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.trades: list[TradeV1] = []
        self.gaps: list[GapV1] = []
        self.venues: dict[str, VenueV1] = {}

    async def read(self) -> "Published":
        for at, records in (await self._reader.poll(timeout_ms=200)).items():
            for record in records:
                self._take(at.topic, record.value or b"")
        return self

    def _take(self, topic: str, value: bytes) -> None:
        if topic == TRADES.name:
            self.trades.append(decoder(TradeV1).decode(value))
        elif topic == GAPS.name:
            self.gaps.append(decoder(GapV1).decode(value))
        else:
            state = decoder(VenueV1).decode(value)
            self.venues[f"{state.venue}:{state.ingester}"] = state

    def trade_ids(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for trade in self.trades:
            found[trade.instrument_id].add(trade.trade_id)
        return found

    def state(self, venue: str, ingester: str = "market-ingest") -> str:
        found = self.venues.get(f"{venue}:{ingester}")
        return "none" if found is None else f"{found.state}:{found.reason}"


@asynccontextmanager
async def published(bootstrap: str) -> AsyncIterator[Published]:
    topics: dict[Topic, int | None] = dict.fromkeys((TRADES, GAPS, VENUES), now_us())
    reader = await Reader.open(bootstrap, topics, client_id="tests")
    try:
        yield Published(reader)
    finally:
        await reader.close()


def ids_in_order(trades: list[TradeV1]) -> dict[str, list[int]]:
    """The ids of each instrument in the order of their first record in the topic."""
    order: dict[str, dict[int, None]] = defaultdict(dict)
    for trade in trades:
        order[trade.instrument_id].setdefault(trade.number)
    return {instrument: list(ids) for instrument, ids in order.items()}


def sent_trade_ids(sent: list[dict[str, str]]) -> dict[str, set[str]]:
    """The trade ids in the simulator's list of all trades that it has sent, by instrument."""
    truth: dict[str, set[str]] = defaultdict(set)
    for item in sent:
        truth[item["instrument_id"]].add(item["trade_id"])
    return truth
