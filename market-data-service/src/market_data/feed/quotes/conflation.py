"""Let the newest of each key out at most so often; what comes between replaces what waits. No I/O and no clock."""

from typing import Final, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")

_MOST_KEYS: Final = 4_096


class Conflation(Generic[K, T]):
    """The newest item of a key always leaves: at once, or when `due` is asked `shortest_us` after the one before.

    Keys beyond a bound, which no venue has, are not conflated. `replaced` counts what never left.
    """

    def __init__(self, shortest_us: int, most_keys: int = _MOST_KEYS) -> None:
        self._shortest_us = shortest_us
        self._most_keys = most_keys
        self._left_us: dict[K, int] = {}
        self._waiting: dict[K, T] = {}
        self.replaced = 0

    def offer(self, key: K, item: T, now_us: int) -> bool:
        """Whether `item` leaves now; else it waits in place of what waited for its key."""
        left_us = self._left_us.get(key)
        if left_us is None:
            if len(self._left_us) >= self._most_keys:
                return True
        elif key in self._waiting:
            self.replaced += 1
            self._waiting[key] = item
            return False
        elif 0 <= now_us - left_us < self._shortest_us:
            self._waiting[key] = item
            return False
        self._left_us[key] = now_us
        return True

    def due(self, now_us: int) -> list[T]:
        """What has waited long enough and leaves now, in the order in which it began to wait."""
        keys = [key for key in self._waiting if not 0 <= now_us - self._left_us[key] < self._shortest_us]
        self._left_us.update(dict.fromkeys(keys, now_us))
        return [self._waiting.pop(key) for key in keys]

    def hold(self, key: K, item: T) -> None:
        """Let `item` wait whatever its time: nothing may leave just now."""
        if key in self._waiting:
            self.replaced += 1
        elif key not in self._left_us and len(self._left_us) >= self._most_keys:
            self.replaced += 1
            return
        self._left_us.setdefault(key, 0)
        self._waiting[key] = item
