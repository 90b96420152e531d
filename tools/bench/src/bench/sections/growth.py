"""How cost grows: CPU per trade by rate, CPU and delay per WebSocket client by their number, bytes a trade at rest."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import asyncpg

from bench.clients.sockets import crowd
from bench.figures import Figure, percentile
from bench.pictures import Points, line_chart
from bench.platform import ROOT, BenchError, cpu_seconds, env, generate, get, simulator_state, wait_for

ABOUT: Final = (
    "Each step starts when the one before is stored. CPU is what the process used in the step beyond what it uses at "
    "rest, so that the lines show the cost of one more trade or client."
)
IMAGES: Final = ROOT / "docs" / "images"
_RATES: Final = (1_000, 2_000, 5_000, 10_000, 20_000)
_CLIENTS: Final = (100, 500, 1_000, 2_000, 5_000)
_SECONDS: Final = 15
_REST_SECONDS: Final = 10.0
_CHANNELS: Final = 20
_PROCESSES: Final = ("market-ingest", "market-recorder", "market-data", "analytics", "gateway", "postgres", "kafka")
_BYTES: Final = """
    SELECT sum(pg_total_relation_size(relid))::float8 FROM pg_partition_tree('prices') WHERE isleaf
"""


class AtRate(NamedTuple):
    """Trades a second that were stored in the end, µs of CPU a trade by process, seconds until the last was stored."""

    stored: float
    cpu_us: Mapping[str, float]
    drained: float


class WithClients(NamedTuple):
    """CPU of the gateway in ms a second and client, and the delay from `sent_at` (p50, p99, ms)."""

    cpu_ms: float
    p50: float
    p99: float


def measure() -> tuple[list[Figure], str]:
    """The figures, and the text with pictures; needs the platform up with raised limits."""
    rates = {rate: _at_rate(rate) for rate in _RATES}
    size = asyncio.run(_bytes_a_trade())
    clients = _with_clients()
    IMAGES.mkdir(exist_ok=True)
    by_process: dict[str, Points] = {
        name: [(rate, one.cpu_us[name]) for rate, one in rates.items() if one.cpu_us[name] > 0] for name in _PROCESSES
    }
    _draw("growth-trades.svg", "CPU per trade", "trades/s", "µs of CPU a trade", by_process)
    lines: dict[str, Points] = {
        "CPU, ms/s a client": [(number, one.cpu_ms) for number, one in clients.items()],
        "delay p50, ms": [(number, one.p50) for number, one in clients.items()],
        "delay p99, ms": [(number, one.p99) for number, one in clients.items()],
    }
    _draw("growth-clients.svg", "Cost and delay per client", "WebSocket clients", "ms", lines)
    return _figures(rates, clients, size), _text(rates, clients, size)


def _draw(name: str, title: str, across: str, up: str, lines: Mapping[str, Points]) -> None:
    (IMAGES / name).write_text(line_chart(title, across, up, {key: line for key, line in lines.items() if line}))


def _at_rate(rate: int) -> AtRate:
    generate(0, None)
    wait_for(lambda: get("/api/market/pipeline")["settled"], 150, f"settled before {rate} trades/s")
    at_rest = _used(lambda: time.sleep(_REST_SECONDS))
    stored, sent = _stored(), _sent()
    took = drained = 0.0

    def load() -> None:
        nonlocal took, drained
        generate(rate, _SECONDS)
        took = wait_for(lambda: simulator_state()["feed"] == "finished", _SECONDS + 60, "generator finished")
        drained = wait_for(lambda: _stored() - stored >= _sent() - sent, 180, "all trades stored")

    used = _used(load)
    trades, seconds = _stored() - stored, took + drained
    cpu_us = {name: max(used[name] - at_rest[name] * seconds / _REST_SECONDS, 0) / trades * 1e6 for name in _PROCESSES}
    return AtRate(trades / seconds, cpu_us, drained)


def _used(what: Callable[[], None]) -> dict[str, float]:
    """CPU seconds that each process uses meanwhile."""
    before = {name: cpu_seconds(name) for name in _PROCESSES}
    what()
    return {name: cpu_seconds(name) - before[name] for name in _PROCESSES}


def _sent() -> int:
    return sum(int(venue["trades_sent"]) for venue in simulator_state()["venues"].values())


def _stored() -> int:
    return int(get("/api/market/pipeline")["trades_stored"])


async def _bytes_a_trade() -> float:
    conn = await asyncpg.connect(env()["DATABASE_URL"], timeout=10)
    try:
        size, rows = await conn.fetchval(_BYTES), await conn.fetchval("SELECT count(*) FROM prices")
    finally:
        await conn.close()
    if not rows:
        raise BenchError("no trades are stored")
    return float(size) / int(rows)


def _with_clients() -> dict[int, WithClients]:
    generate(600, None)
    channels = [f"price:{coin['coin_id']}" for coin in get(f"/api/market/coins?limit={_CHANNELS}")["items"]]
    alone = _used(lambda: time.sleep(_REST_SECONDS))["gateway"] / _REST_SECONDS
    url = env()["GATEWAY_URL"].replace("http", "ws") + "/ws"
    found = {}
    for number in _CLIENTS:
        crowded = crowd(url, number, channels, 3, _SECONDS, lambda: cpu_seconds("gateway"))
        clients, used = asyncio.run(crowded)
        delays = [delay for client in clients for delay in client.delays_ms]
        cpu_ms = max(used / _SECONDS - alone, 0) / number * 1e3
        found[number] = WithClients(cpu_ms, percentile(delays, 0.5), percentile(delays, 0.99))
    generate(0, None)
    return found


def _figures(rates: Mapping[int, AtRate], clients: Mapping[int, WithClients], size: float) -> list[Figure]:
    found = [Figure("growth", f"at {rate} trades/s: stored", one.stored, "trades/s") for rate, one in rates.items()]
    for rate, one in rates.items():
        found += [
            Figure("growth", f"at {rate} trades/s: CPU of all processes", sum(one.cpu_us.values()), "µs a trade"),
            Figure("growth", f"at {rate} trades/s: until the last one was stored", one.drained, "s"),
        ]
    for number, with_ in clients.items():
        found += [
            Figure("growth", f"{number} clients: CPU of the gateway", with_.cpu_ms, "ms/s a client"),
            Figure("growth", f"{number} clients: delay p99", with_.p99, "ms"),
        ]
    return [*found, Figure("growth", "a trade at rest, indexes included", size, "bytes")]


def _text(rates: Mapping[int, AtRate], clients: Mapping[int, WithClients], size: float) -> str:
    """The pictures, each with what ends its line."""
    most, with_most = max(rates), max(clients)
    dearest = max(_PROCESSES, key=lambda name: rates[most].cpu_us[name])
    core = 1e6 / max(rates[most].cpu_us[dearest], 1e-9)
    all_of_it = 1e3 / max(clients[with_most].cpu_ms, 1e-9)
    return f"""![CPU per trade](images/growth-trades.svg)

The line ends where one process has used up a core: at {most} trades/s `{dearest}` needs the most, \
{rates[most].cpu_us[dearest]:.1f} µs a trade, so one core carries {core:,.0f} of its trades a second.

![Cost and delay per client](images/growth-clients.svg)

The line ends where the gateway has used up its core: at {with_most} clients with {_CHANNELS} channels each, one costs \
{clients[with_most].cpu_ms:.2f} ms a second, so one core carries {all_of_it:,.0f} of them.

A trade takes {size:.0f} bytes at rest, indexes included."""
