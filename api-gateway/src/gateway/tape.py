"""A coin's trades of the last minutes, each once, in the topic's order: the log behind `trades:`. No I/O, no clock."""

from collections import deque
from itertools import takewhile

import msgspec
from shared.events import TradeV1, decoder

from gateway.errors import TooOldError
from gateway.items import trade_item, trade_message


class _Entry(msgspec.Struct, gc=False):
    """A trade as the topic has it: decoded again only when somebody wants it."""

    seq: int
    at_us: int
    key: int
    raw: bytes


_SHOWN = 100
_OVERHEAD = 160  # bytes an entry takes beside its record


class TradeTape:
    """Drops repeats by (instrument_id, trade_id). `seq` is that of the newest trade, `floor` of the newest one lost."""

    is_log = True

    def __init__(self, name: str, floor: int) -> None:
        self.name = name
        self.seq = floor
        self.floor = floor
        self.size = 0
        self._entries: deque[_Entry] = deque()
        self._seen: set[int] = set()
        self.drained = floor

    def put(self, seq: int, at_us: int, raw: bytes, trade: TradeV1) -> bool:
        """Append a trade; False if it is a repeat."""
        key = hash((trade.instrument_id, trade.trade_id))
        if key in self._seen:
            return False
        self._seen.add(key)
        self._entries.append(_Entry(seq, at_us, key, raw))
        self.size += len(raw) + _OVERHEAD
        self.seq = seq
        return True

    def snapshot(self, _now_us: int) -> bytes:
        """The newest hundred, newest first."""
        newest = [self._entries[at] for at in range(-1, -min(_SHOWN, len(self._entries)) - 1, -1)]
        trades = [_decode(entry.raw) for entry in newest]
        trades.sort(key=lambda trade: trade.ts_event_us, reverse=True)
        return b'{"items":[%b]}' % b",".join(trade_item(trade).encode() for trade in trades)

    def drain(self, _now_us: int) -> list[bytes]:
        """What came since the last drain, as messages."""
        messages = self._after(self.drained)
        self.drained = self.seq
        return messages

    def skip(self) -> None:
        """Forget what `drain` would give."""
        self.drained = self.seq

    def since(self, seq: int, _now_us: int) -> list[bytes]:
        """What came after `seq`.

        Raises:
            TooOldError: some of it is gone.
        """
        if seq < self.floor:
            raise TooOldError
        return self._after(seq)

    def evict(self, before_us: int) -> None:
        """Let go of what is older, but for what a snapshot shows."""
        while len(self._entries) > _SHOWN and self._entries[0].at_us < before_us:
            gone = self._entries.popleft()
            self._seen.discard(gone.key)
            self.size -= len(gone.raw) + _OVERHEAD
            self.floor = gone.seq

    def _after(self, seq: int) -> list[bytes]:
        newer = list(takewhile(lambda entry: entry.seq > seq, reversed(self._entries)))
        return [trade_message(self.name, entry.seq, _decode(entry.raw)) for entry in reversed(newer)]


_decode = decoder(TradeV1).decode
