"""The figures that coins can be screened by: those of the market, and every indicator of the registry.

No I/O and no clock.
"""

import difflib
from dataclasses import dataclass
from typing import Final

from analytics.indicators.definition import ParameterKind
from analytics.indicators.registry import DEFINITIONS, Indicator, written
from analytics.indicators.specs import SpecError, parse

MOST_CANDLES: Final = 1_500
"""Candles of each coin that are looked at: a figure that needs more is refused."""
WINDOWS: Final = ("1h", "24h", "7d", "30d")
_OF_WINDOW: Final = {
    "change_{}_percent": ("Change over {}", "percent"),
    "low_{}": ("Low of {}", "usd"),
    "high_{}": ("High of {}", "usd"),
    "below_high_{}_percent": ("From the high of {}", "percent"),
    "volume_{}": ("Volume of {}", "usd"),
}


class FigureError(ValueError):
    """The text names no figure; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`window` is that of a figure of the market, None if it has none; `indicator` and its `output` else."""

    name: str
    label: str
    unit: str
    window: str | None = None
    indicator: Indicator | None = None
    output: int = 0

    @property
    def is_of_windows(self) -> bool:
        """Whether it comes from the rolling windows, not from candles of an interval or the catalogue."""
        return self.indicator is None and self.name != "market_cap_rank"


_MARKET: Final[dict[str, Figure]] = {
    figure.name: figure
    for figure in (
        Figure("price", "Price", "usd", WINDOWS[0]),
        Figure("market_cap_rank", "Rank by market value", "rank"),
        *(
            Figure(name.format(window), label.format(window), unit, window)
            for name, (label, unit) in _OF_WINDOW.items()
            for window in WINDOWS
        ),
    )
}


def parse_figure(text: str) -> Figure:
    """The figure of `price`, `rsi:14` or `macd:12:26:9.signal`; parameters left out at the end are the usual ones.

    Raises:
        FigureError: there is none of that name, or not with these parameters.
    """
    name = text.lower()
    if name in _MARKET:
        return _MARKET[name]
    plain = name.partition(":")[0].partition(".")[0]
    if plain not in DEFINITIONS:
        raise FigureError(_unknown(plain))
    spec, dot, output = name.rpartition(".")
    return _of_indicator(spec, output) if dot and _is_output(plain, output) else _of_indicator(name, None)


def _is_output(name: str, text: str) -> bool:
    """Whether the text after the last point names one: of `bb:20:2.5` the point is in a number, or it is in a coin."""
    definition = DEFINITIONS[name]
    names_coin = any(parameter.kind is ParameterKind.COIN for parameter in definition.parameters)
    return text in definition.outputs or not (names_coin or text[:1].isdigit())


def _of_indicator(spec: str, output: str | None) -> Figure:
    try:
        indicator = parse(spec)
    except SpecError as error:
        raise FigureError(str(error)) from None
    definition = indicator.definition
    if indicator.anchor_us is not None:
        raise FigureError(f"{spec[:40]!r} adds up since a time of its own, which the screener does not reach back to")
    if output is not None and output not in definition.outputs:
        raise FigureError(f"{definition.name} has no output {output[:20]!r}; it has {', '.join(definition.outputs)}")
    at = 0 if output is None else definition.outputs.index(output)
    name = indicator.spec if output is None else f"{indicator.spec}.{output}"
    label = " ".join([definition.label, *map(written, indicator.arguments), *([output] if output else [])])
    return Figure(name, label, definition.unit.value, indicator=indicator, output=at)


def _unknown(name: str) -> str:
    names = [*_MARKET, *DEFINITIONS]
    nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    return f"there is no figure {name[:40]!r}: {hint}There are {', '.join(names)}"
