"""Faults that are active at one venue, and what they do to messages. No I/O."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

FAULTS = (
    "drop",
    "freeze",
    "refuse",
    "refuse_sockets",
    "duplicate",
    "reorder",
    "skip_ids",
    "garbage",
    "http_451",
    "http_429",
    "shutdown",
    "rest_503",
    "empty_page",
    "limit_in_body",
    "refuse_symbol",
    "refuse_quotes",
    "halt",
    "delist",
)
OF_A_SYMBOL = ("refuse_symbol", "refuse_quotes", "halt", "delist")
DEFAULT_RATES = {"duplicate": 0.1, "reorder": 0.1, "skip_ids": 0.05, "garbage": 100.0, "empty_page": 1.0}
REFUSALS = {"refuse": 503, "http_451": 451, "http_429": 429}


class OutgoingMessage(NamedTuple):
    """A message to send. `key` is the subscription it belongs to; None: for every client with any subscription."""

    key: str | None
    payload: bytes
    is_trade: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    id: str
    venue: str
    kind: str
    rate: float
    # On the monotonic clock; None: until it is deleted.
    ends: float | None
    # The venue's own name of the instrument, for the kinds in `OF_A_SYMBOL`.
    symbol: str | None = None


class Faults:
    """The faults of one venue."""

    def __init__(self, seed: int, monotonic: Callable[[], float]) -> None:
        self._random = random.Random(seed)
        self._monotonic = monotonic
        self._active: dict[str, Fault] = {}
        self._held_back: list[OutgoingMessage] = []

    def add(self, fault: Fault) -> None:
        self._active[fault.id] = fault

    def remove(self, fault_id: str) -> bool:
        """False when it is not active."""
        return self._active.pop(fault_id, None) is not None

    def active(self) -> list[Fault]:
        """The active faults; those that have ended are removed."""
        if self._active:
            now = self._monotonic()
            self._active = {key: each for key, each in self._active.items() if each.ends is None or each.ends > now}
        return list(self._active.values())

    def rate(self, kind: str) -> float:
        """The greatest rate of the active faults of a kind, 0 without any."""
        return max((fault.rate for fault in self.active() if fault.kind == kind), default=0.0)

    def has(self, kind: str) -> bool:
        return any(fault.kind == kind for fault in self.active())

    def symbols(self, kind: str) -> set[str]:
        """The instruments that the active faults of a kind name."""
        return {fault.symbol for fault in self.active() if fault.kind == kind and fault.symbol is not None}

    def strikes(self, kind: str) -> bool:
        """Whether a fault that hits a share `rate` of the requests hits this one."""
        rate = self.rate(kind)
        return rate > 0 and self._random.random() < rate

    def refusal(self) -> int | None:
        """The HTTP status that handshakes and REST requests get, None when they are served."""
        return next((REFUSALS[fault.kind] for fault in self.active() if fault.kind in REFUSALS), None)

    def apply_to(self, items: list[OutgoingMessage]) -> list[OutgoingMessage]:
        """`items` with messages left out, repeated and reordered as the active faults demand."""
        if not self.active() and not self._held_back:
            return items
        if skip := self.rate("skip_ids"):
            items = [item for item in items if not (item.is_trade and self._random.random() < skip)]
        if duplicate := self.rate("duplicate"):
            items = [copy for item in items for copy in ([item] * (1 + (self._random.random() < duplicate)))]
        return self._reorder(items)

    def take_held_back(self) -> list[OutgoingMessage]:
        """The messages held back by `reorder`; they are returned once."""
        held, self._held_back = self._held_back, []
        return held

    def _reorder(self, items: list[OutgoingMessage]) -> list[OutgoingMessage]:
        """Hold a share of the messages back until after the next one, in this batch or a later one."""
        rate = self.rate("reorder")
        result: list[OutgoingMessage] = []
        for item in items:
            if not self._held_back and self._random.random() < rate:
                self._held_back.append(item)
                continue
            result.append(item)
            result += self.take_held_back()
        return result
