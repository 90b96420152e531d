"""How many candles a requested value may depend on, and what they cost. No I/O and no clock."""

from collections.abc import Sequence
from typing import Final

from shared.errors import InvalidFieldError
from shared.events.values import Interval
from shared.http.parameters import Number, PerNamed

from analytics.indicators.registry import DEFINITIONS, Indicator, indicator

LONGEST_REACH: Final = 50_000
"""How many candles back a requested value may depend on."""
_CANDLE_ROWS: Final = 0.2
"""What one of them costs in rows."""


def check_reach(indicators: Sequence[Indicator], interval: Interval) -> None:
    """Refuse what would read more candles than a request may.

    Raises:
        InvalidFieldError: one of them looks further back than `LONGEST_REACH`.
    """
    for one in indicators:
        check_count(one, interval, one.look_back(interval))


def check_count(one: Indicator, interval: Interval, count: int) -> None:
    """Likewise, where it depends on that many. Raises `InvalidFieldError`."""
    if count > LONGEST_REACH:
        raise InvalidFieldError(
            "set",
            f"{one.spec} at {interval} depends on more than {LONGEST_REACH} candles: let it begin later, or take "
            "a longer interval",
        )


def reach_costs(named_in: str) -> list[PerNamed]:
    """The candles that the indicators named in this parameter depend on; of what adds up fewer if they are longer."""
    windows = {name: _window(name) for name, one in DEFINITIONS.items() if one.blocks is None}
    adding_up = [name for name, one in DEFINITIONS.items() if one.blocks is not None]
    return [
        PerNamed(windows, named_in, _CANDLE_ROWS, LONGEST_REACH),
        *(
            PerNamed(
                {name: (_block(name, interval),) for name in adding_up},
                named_in,
                _CANDLE_ROWS,
                LONGEST_REACH,
                when={"interval": interval.value},
            )
            for interval in Interval
        ),
    ]


def _window(name: str) -> tuple[Number, ...]:
    """A reach grows evenly with each of the numbers."""
    usual = indicator(name)
    numbers = []
    for at, value in enumerate(usual.arguments):
        if isinstance(value, str):
            numbers.append(Number(0, 0))
        else:
            longer = Indicator(name, (*usual.arguments[:at], value + 1, *usual.arguments[at + 1 :]))
            numbers.append(Number(longer.sampling.reach - usual.sampling.reach, value))
    return tuple(numbers)


def _block(name: str, interval: Interval) -> Number:
    """Its one number is in days, or the time of an anchor; 0 means the usual block."""
    usual = indicator(name, 0).look_back(interval)
    if indicator(name, 1).anchor_us is not None:
        return Number(1_000_000 / interval.us, usual * interval.us / 1_000_000, since=True)
    a_day = indicator(name, 1).look_back(interval)
    return Number(a_day, usual / a_day)
