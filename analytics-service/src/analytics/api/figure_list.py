"""A list of figures over time: what is read, and the fields that every such answer has."""

from dataclasses import dataclass
from typing import Any

from shared.clock import from_us, now_us
from shared.events.values import Interval

from analytics.api.answers import freshness, is_overdue
from analytics.api.parameters import CURSOR, PageRange
from analytics.engine.indicator_page import IndicatorPage, PageQuery
from analytics.indicators.registry import Indicator
from analytics.settings import Settings


@dataclass(frozen=True, slots=True)
class FigureList:
    """The list that is read: its cursors belong to the instrument, however its coin was spelled."""

    indicators: tuple[Indicator, ...]
    interval: Interval
    range: PageRange

    def query(self, instrument_id: str) -> PageQuery:
        return PageQuery(self.indicators, self.interval, self.range.open_times(*self._list_of(instrument_id)))

    def answer(self, page: IndicatorPage, settings: Settings) -> dict[str, Any]:
        """All fields but the items; its age is judged here, when answering."""
        at_us, as_of_us = now_us(), page.oldest_as_of_us
        overdue = self.range.is_followed(at_us) and is_overdue(as_of_us, self.interval, at_us, settings.stale_grace_us)
        following = None
        if page.next_us is not None:
            following = CURSOR.write(from_us(page.next_us), *self._list_of(page.instrument_id))
        return {
            **freshness(page.as_of_us, page.source, page.reason, overdue=overdue),
            "coin_id": page.coin_id,
            "instrument_id": page.instrument_id,
            "interval": self.interval,
            "next": following,
        }

    def _list_of(self, instrument_id: str) -> tuple[object, ...]:
        return instrument_id, ",".join(indicator.spec for indicator in self.indicators), self.interval
