"""The trades of a capture played so far, with the texts as recorded."""

from bisect import bisect_left, bisect_right

from simulator.trades.trade import SentTrade, SimulatedInstrument, truth_item


class PlayedSeries:
    """An instrument's played trades, by ascending id; one that comes out of order is inserted at its place."""

    def __init__(self) -> None:
        self._rows: list[SentTrade] = []
        self._ids: list[int] = []
        self._latest: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: SentTrade) -> bool:
        """False when this id is there already."""
        position = bisect_left(self._ids, row.id)
        if position < len(self._ids) and self._ids[position] == row.id:
            return False
        self._rows.insert(position, row)
        self._ids.insert(position, row.id)
        del self._latest[position:]
        for later in self._rows[position:]:
            self._latest.append(max(later.ns, self._latest[-1] if self._latest else later.ns))
        return True

    def clear(self) -> None:
        self._rows.clear()
        self._ids.clear()
        self._latest.clear()

    def rows(self, start: int, stop: int) -> list[SentTrade]:
        """Rows by position, as a slice."""
        return self._rows[max(0, start) : max(0, stop)]

    def at_id(self, trade_id: int) -> int:
        """Position of the first trade with this id or a greater one."""
        return bisect_left(self._ids, trade_id)

    def after_ns(self, ns: int) -> int:
        """Position of the first trade such that none before it is later than this."""
        return bisect_right(self._latest, ns)


class PlayedTruth:
    """What `GET /control/trades` lists in a replay: trades in the order in which they were played."""

    def __init__(self) -> None:
        self._items: list[dict[str, str]] = []
        self._venues: dict[str, list[dict[str, str]]] = {}

    def add(self, instrument: SimulatedInstrument, row: SentTrade, prefix: str) -> None:
        item = truth_item(instrument, row, prefix)
        self._items.append(item)
        self._venues.setdefault(instrument.venue, []).append(item)

    def clear(self) -> None:
        """Remove all: the captures play from their start again."""
        self._items.clear()
        self._venues.clear()

    def count(self, venue: str | None) -> int:
        """How many trades were played."""
        return len(self._chosen(venue))

    def page(self, venue: str | None, start: int, limit: int) -> list[dict[str, str]]:
        """Items from the given offset on."""
        return self._chosen(venue)[start : start + limit]

    def _chosen(self, venue: str | None) -> list[dict[str, str]]:
        return self._items if venue is None else self._venues.get(venue, [])
