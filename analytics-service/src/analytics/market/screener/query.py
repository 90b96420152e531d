"""Read `rsi:14<30,price>sma:200`, `-volume_24h` and `price,atr:14`: what is asked for, or what to write instead.

No I/O and no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.events.values import Interval

from analytics.market.screener.figures import MOST_CANDLES, Figure, FigureError, parse_figure

MOST_CONDITIONS: Final = 20
MOST_FIGURES: Final = 24
"""Of a whole question: each is computed for every coin."""
_CONDITION: Final = re.compile(r"\s*([^<>=\s]+)\s*(<=|>=|<|>)\s*([^<>=\s]+)\s*")
_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,18})?")


class QueryError(ValueError):
    """`field` of the query cannot be read; the message says what to write."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Condition:
    """`left operator right`; the right side is a number or another figure."""

    left: Figure
    operator: str
    right: Figure | float

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.left,) if isinstance(self.right, float) else (self.left, self.right)


@dataclass(frozen=True, slots=True)
class ScreenQuery:
    """Coins for which all conditions hold, by `sort`, with `columns`: each figure once."""

    where: tuple[Condition, ...]
    sort: Figure
    descending: bool
    columns: tuple[Figure, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All that have to be known."""
        return tuple(dict.fromkeys([*self.columns, self.sort, *_of_conditions(self.where)]))


def parse_query(where: str | None, sort: str, columns: str | None, interval: Interval) -> ScreenQuery:
    """`columns` is None: price, change and volume of 24 hours. What is filtered and sorted by is a column, too.

    Raises:
        QueryError: one of them cannot be read, or there is too much of it.
    """
    conditions = _conditions(where)
    descending = sort.startswith("-")
    by = _figure("sort", sort.removeprefix("-"))
    shown = _usual() if columns is None else [_figure("columns", one.strip()) for one in columns.split(",")]
    if columns is None:
        shown += [*_of_conditions(conditions), by]
    query = ScreenQuery(conditions, by, descending, tuple(dict.fromkeys(shown)))
    if len(query.figures) > MOST_FIGURES:
        raise QueryError("columns", f"{len(query.figures)} figures are asked for; at most {MOST_FIGURES} at once")
    for figure in query.figures:
        _check_reach(figure, interval)
    return query


def _check_reach(figure: Figure, interval: Interval) -> None:
    """Raises `QueryError` for what would need more candles than are looked at."""
    needed = 0 if figure.indicator is None else figure.indicator.look_back(interval)
    if needed >= MOST_CANDLES:
        shown = f"{figure.name!r} needs {needed} candles of {interval}"
        raise QueryError("columns", f"{shown}; the screener looks at {MOST_CANDLES}: use a shorter period")


def _conditions(where: str | None) -> tuple[Condition, ...]:
    if where is None or not where.strip():
        return ()
    parts = where.split(",")
    if len(parts) > MOST_CONDITIONS:
        raise QueryError("where", f"has {len(parts)} conditions; at most {MOST_CONDITIONS}")
    return tuple(map(_condition, parts))


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise QueryError(
            "where", f"{text.strip()[:60]!r} is no condition: write one such as rsi:14<30 or price>sma:200"
        )
    left, operator, right = found.groups()
    value = float(right) if _NUMBER.fullmatch(right) else _figure("where", right)
    return Condition(_figure("where", left), operator, value)


def _figure(field: str, text: str) -> Figure:
    try:
        return parse_figure(text)
    except FigureError as error:
        raise QueryError(field, str(error)) from None


def _usual() -> list[Figure]:
    return [parse_figure(name) for name in ("price", "change_24h_percent", "volume_24h")]


def _of_conditions(conditions: Iterable[Condition]) -> list[Figure]:
    return [figure for condition in conditions for figure in condition.figures]
