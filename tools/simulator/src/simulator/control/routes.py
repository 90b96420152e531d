"""The control API, for this machine only: state, replay, generation, single trades, the truth, faults."""

import itertools
import time

import msgspec
from aiohttp import web

from simulator.connections.faults import DEFAULT_RATES, FAULTS, OF_A_SYMBOL, Fault
from simulator.control.requests import ControlError, body_of, check_seconds, guarded, page_of
from simulator.generated.generator import TradeGenerator
from simulator.trades.exact_text import rfc3339, units
from simulator.venues.exchange import Exchange
from simulator.venues.rest import encoded
from simulator.wiring import VENUES, Simulation

_MAX_TRADE_RATE = 100_000
_MAX_FAULT_RATE = 100_000


class ReplayRequest(msgspec.Struct, forbid_unknown_fields=True):
    action: str


class GenerateRequest(msgspec.Struct, forbid_unknown_fields=True):
    trades_per_second: float
    seconds: float | None = None


class TradeRequest(msgspec.Struct, forbid_unknown_fields=True):
    venue: str
    symbol: str
    price: str | int | float
    size: str | int | float
    side: str


class FaultRequest(msgspec.Struct, forbid_unknown_fields=True):
    venue: str
    fault: str
    seconds: float | None = None
    rate: float | None = None
    symbol: str | None = None


class ControlEndpoints:
    """Mounted below `/control`; errors are 400 with `{"detail": …}`."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._ids = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control/state", guarded(self._state)),
            web.post("/control/replay", guarded(self._replay)),
            web.post("/control/generate", guarded(self._generate)),
            web.post("/control/trades", guarded(self._insert)),
            web.get("/control/trades", guarded(self._trades)),
            web.get("/control/faults", guarded(self._faults)),
            web.post("/control/faults", guarded(self._add_fault)),
            web.delete("/control/faults/{id}", guarded(self._remove_fault)),
        ]

    async def _state(self, _request: web.Request) -> web.Response:
        return encoded(state(self._simulation))

    async def _replay(self, request: web.Request) -> web.Response:
        action = (await body_of(request, ReplayRequest)).action
        if action not in {"start", "pause", "restart"}:
            raise ControlError(f"action is {action!r}; there is start, pause and restart")
        if self._simulation.replay is None:
            raise ControlError("this is a simulated market: there is nothing to replay")
        self._simulation.replay.act(action)
        return encoded(state(self._simulation))

    def _generator(self) -> TradeGenerator:
        if self._simulation.generator is None:
            raise ControlError("this is a replay: nothing is generated")
        return self._simulation.generator

    async def _generate(self, request: web.Request) -> web.Response:
        wanted, generator = await body_of(request, GenerateRequest), self._generator()
        if not 0 <= wanted.trades_per_second <= _MAX_TRADE_RATE:
            raise ControlError(f"trades_per_second must be from 0 to {_MAX_TRADE_RATE}")
        if wanted.seconds is not None and not 0 <= wanted.seconds < float("inf"):
            raise ControlError("seconds must be null or a number from 0 up")
        generator.run_at(wanted.trades_per_second, wanted.seconds)
        return encoded(state(self._simulation))

    async def _insert(self, request: web.Request) -> web.Response:
        wanted, generator = await body_of(request, TradeRequest), self._generator()
        instrument = self._simulation.exchanges[_venue(wanted.venue)].by_name(wanted.symbol)
        if instrument is None:
            raise ControlError(f"{wanted.venue} lists no {wanted.symbol!r}")
        if wanted.side not in {"buy", "sell"}:
            raise ControlError(f"side is {wanted.side!r}; there is buy and sell")
        if not generator.is_active(instrument):
            raise ControlError(f"nobody has subscribed to the trades of {instrument.instrument_id} yet")
        try:
            price, size = units(str(wanted.price)), units(str(wanted.size))
        except ValueError as error:
            raise ControlError(str(error)) from error
        if generator.is_suspended(instrument):
            raise ControlError(f"{instrument.instrument_id} is halted or delisted")
        made = generator.insert_trade(instrument, price, size, wanted.side)
        prefix = "a" if instrument.venue == "binance" else ""
        return encoded({"trade_id": f"{prefix}{made.id}", "sent_at": rfc3339(self._simulation.clock.now())})

    async def _trades(self, request: web.Request) -> web.Response:
        """`after` counts: the trades that were read so far."""
        venue = request.query.get("venue") or None
        if venue is not None:
            _venue(venue)
        after, limit = page_of(request)
        items = self._simulation.truth.page(venue, after, limit)
        stop = after + len(items)
        more = stop < self._simulation.truth.count(venue)
        return encoded({"items": items, "next": str(stop) if more else None})

    async def _faults(self, _request: web.Request) -> web.Response:
        return encoded({"items": _all_faults(self._simulation)})

    async def _add_fault(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, FaultRequest)
        exchange = self._simulation.exchanges[_venue(wanted.venue)]
        if wanted.fault not in FAULTS:
            raise ControlError(f"fault is {wanted.fault!r}; there is {', '.join(FAULTS)}")
        check_seconds(wanted.seconds)
        rate = DEFAULT_RATES.get(wanted.fault, 0.0) if wanted.rate is None else wanted.rate
        most = _MAX_FAULT_RATE if wanted.fault == "garbage" else 1
        if not 0 <= rate <= most:
            raise ControlError(f"rate of {wanted.fault} must be from 0 to {most}")
        ends = None if wanted.seconds is None else time.monotonic() + wanted.seconds
        fault = Fault(str(next(self._ids)), wanted.venue, wanted.fault, rate, ends, _symbol(wanted, exchange))
        exchange.connections.apply(fault)
        self._simulation.suspend_halted()
        return encoded({"id": fault.id})

    async def _remove_fault(self, request: web.Request) -> web.Response:
        """Removing one that has ended already is no error."""
        fault_id = request.match_info["id"]
        found = [exchange.connections.faults.remove(fault_id) for exchange in self._simulation.exchanges.values()]
        return encoded({"id": fault_id, "removed": any(found)})


def state(simulation: Simulation) -> dict[str, object]:
    """What `GET /control/state` answers."""
    venues: dict[str, dict[str, object]] = {}
    for venue, exchange in simulation.exchanges.items():
        if simulation.replay is None:
            venues[venue] = {"frames_total": None, "frames_sent": exchange.connections.frames_sent}
    if simulation.replay is not None:
        for player in simulation.replay.players:
            total = len(player.capture.frames)
            venues[player.capture.venue] = {"frames_total": total, "frames_sent": player.position}
    for venue, entry in venues.items():
        entry["trades_sent"] = simulation.truth.count(venue)
        entry["connections"] = len(simulation.exchanges[venue].connections.clients)
    answer: dict[str, object] = {"mode": simulation.settings.mode, "venues": venues, "faults": _all_faults(simulation)}
    if simulation.replay is not None:
        answer |= {
            "state": simulation.replay.state,
            "feed": simulation.replay.state,
            "replay": simulation.replay.describe(),
        }
    elif simulation.generator is not None:
        running = "playing" if simulation.generator.bounded else "continuous"
        feed = "finished" if simulation.generator.finished else running
        shown = "finished" if simulation.generator.finished else "playing"
        answer |= {"state": shown, "feed": feed, "trades_per_second": simulation.generator.rate}
    return answer


def _all_faults(simulation: Simulation) -> list[dict[str, object]]:
    now = time.monotonic()
    return [
        {
            "id": fault.id,
            "venue": fault.venue,
            "fault": fault.kind,
            "symbol": fault.symbol,
            "rate": fault.rate,
            "seconds_left": None if fault.ends is None else round(fault.ends - now, 3),
        }
        for exchange in simulation.exchanges.values()
        for fault in exchange.connections.faults.active()
    ]


def _venue(name: str) -> str:
    if name not in VENUES:
        raise ControlError(f"venue is {name!r}; there is {', '.join(VENUES)}")
    return name


def _symbol(wanted: FaultRequest, exchange: Exchange) -> str | None:
    """The venue's own name of the instrument that a fault is about; None for a fault of the whole venue."""
    if wanted.fault not in OF_A_SYMBOL:
        if wanted.symbol is not None:
            raise ControlError(f"{wanted.fault} is a fault of the whole venue: it takes no symbol")
        return None
    found = exchange.by_name(wanted.symbol or "")
    if found is None:
        raise ControlError(f"{wanted.fault} needs a symbol of {wanted.venue}; there is no {wanted.symbol!r}")
    return found.symbol
