"""Faults in force at one venue, and what they do to frames. No I/O."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

FAULTS = (
    "drop",
    "freeze",
    "refuse",
    "duplicate",
    "reorder",
    "skip_ids",
    "garbage",
    "http_451",
    "http_429",
    "shutdown",
)
DEFAULT_RATES = {"duplicate": 0.1, "reorder": 0.1, "skip_ids": 0.05, "garbage": 100.0}
REFUSALS = {"refuse": 503, "http_451": 451, "http_429": 429}


class Item(NamedTuple):
    """A message on its way out. `key` is the subscription it belongs to; None: everybody who has subscribed."""

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


class Faults:
    """Those of one venue."""

    def __init__(self, seed: int, monotonic: Callable[[], float]) -> None:
        self._random = random.Random(seed)
        self._monotonic = monotonic
        self._active: dict[str, Fault] = {}
        self._held: list[Item] = []

    def add(self, fault: Fault) -> None:
        self._active[fault.id] = fault

    def remove(self, fault_id: str) -> bool:
        """False when it is not in force."""
        return self._active.pop(fault_id, None) is not None

    def active(self) -> list[Fault]:
        """Those in force now; the ones that have ended are forgotten."""
        if self._active:
            now = self._monotonic()
            self._active = {key: each for key, each in self._active.items() if each.ends is None or each.ends > now}
        return list(self._active.values())

    def rate(self, kind: str) -> float:
        """The greatest rate of a kind in force, 0 without."""
        return max((fault.rate for fault in self.active() if fault.kind == kind), default=0.0)

    def has(self, kind: str) -> bool:
        return any(fault.kind == kind for fault in self.active())

    def refusal(self) -> int | None:
        """The status that handshakes and REST are answered with."""
        return next((REFUSALS[fault.kind] for fault in self.active() if fault.kind in REFUSALS), None)

    def disturb(self, items: list[Item]) -> list[Item]:
        """What goes out instead of `items`."""
        if not self.active() and not self._held:
            return items
        if skip := self.rate("skip_ids"):
            items = [item for item in items if not (item.is_trade and self._random.random() < skip)]
        if duplicate := self.rate("duplicate"):
            items = [copy for item in items for copy in ([item] * (1 + (self._random.random() < duplicate)))]
        return self._reorder(items)

    def release(self) -> list[Item]:
        """What is still held back."""
        held, self._held = self._held, []
        return held

    def _reorder(self, items: list[Item]) -> list[Item]:
        """Hold a share back until after the next frame, of this batch or of a later one."""
        rate = self.rate("reorder")
        result: list[Item] = []
        for item in items:
            if not self._held and self._random.random() < rate:
                self._held.append(item)
                continue
            result.append(item)
            result += self.release()
        return result
