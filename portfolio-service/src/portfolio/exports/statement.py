"""`export.pdf`: a portfolio's value, holdings, realised gains and income by year. No I/O and no clock."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import typst
from shared.clock import from_us
from shared.events.decimals import plain
from shared.events.values import Mode

from portfolio.ledger.currencies import CURRENCIES
from portfolio.ledger.lots import EXACT
from portfolio.ledger.outcome import Disposal, Valued
from portfolio.ledger.portfolio import Portfolio
from portfolio.ledger.transactions import INCOME
from portfolio.performance.history import History, HistoryPoint
from portfolio.valuation.figures import AssetFigures, PortfolioFigures

_ZERO: Final = Decimal(0)
_CENTS: Final = Decimal("0.01")
_TEMPLATE: Final = (Path(__file__).parent / "statement.typ").read_bytes()
_WARNINGS: Final = {
    Mode.SIMULATED: "SIMULATED: prices come from the built-in simulator and are not market prices.",
    Mode.REPLAY: "REPLAY: prices of a recorded market. Nothing in this document is of today.",
}


class Statement(NamedTuple):
    """What the document is made from. `name_of` gives a coin's name."""

    portfolio: Portfolio
    figures: PortfolioFigures
    rows: Sequence[Valued]
    disposals: Sequence[Disposal]
    history: History
    mode: Mode
    made_us: int
    name_of: Callable[[str], str]


def pdf_of(statement: Statement) -> bytes:
    """The same statement gives the same bytes."""
    data = msgspec.json.encode(_data(statement)).decode()
    found: bytes = typst.compile(
        _TEMPLATE, format="pdf", sys_inputs={"data": data}, timestamp=from_us(statement.made_us).replace(microsecond=0)
    )
    return found


def _data(one: Statement) -> dict[str, Any]:
    currency = one.portfolio.base_currency
    unlisted = {*one.history.unlisted}
    held = [asset for asset in one.figures.assets if asset.quantity]
    # What no exchange lists is named above; a day that lacks something else is left out.
    points = [point for point in one.history.points if point.value is not None and not {*point.missing} - unlisted]
    years = _years(one.rows, one.disposals)
    return {
        "title": f"Portfolio “{one.portfolio.name}”",
        "name": one.portfolio.name,
        "mode": one.mode.upper(),
        "warning": _WARNINGS.get(one.mode),
        "as_of": from_us(one.made_us).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "figures": _figures(one.figures, currency),
        "notes": [
            f"Without {one.name_of(left.asset)}: {left.reason.replace('_', ' ')}." for left in one.figures.excluded
        ],
        "history": _curve(points),
        "history_from": _day(points[0].time_us) if points else "",
        "history_to": _day(points[-1].time_us) if points else "",
        "history_most": _money(max((point.value or _ZERO for point in points), default=_ZERO), currency),
        "holdings": [_holding(asset, one.name_of, currency) for asset in held],
        "years": [_year_row(year, sums, currency) for year, sums in sorted(years.items())],
        "years_note": f"Lots by {one.portfolio.lot_method.upper()}. What is not known is in no sum; "
        "disposals.csv names each.",
    }


def _figures(figures: PortfolioFigures, currency: str) -> list[dict[str, str]]:
    shown = {
        "Value": figures.value,
        "Unrealised gain": figures.unrealized,
        "Realised gain": figures.realized,
        "Income": figures.income,
        "Cost of what is held": figures.cost_basis,
        "Change in 24 h": figures.value_change_24h,
        "Fees": figures.fees,
    }
    found = [{"label": label, "value": _money(value, currency)} for label, value in shown.items()]
    roi = "not known" if figures.roi_percent is None else f"{figures.roi_percent:.2f} %"
    return [*found, {"label": "Return on everything ever bought", "value": roi}]


def _holding(one: AssetFigures, name_of: Callable[[str], str], currency: str) -> dict[str, Any]:
    share = one.share_percent or _ZERO
    return {
        "name": name_of(one.asset),
        "quantity": plain(EXACT.normalize(one.quantity)),
        "price": _money(one.price.price, currency),
        "value": _money(one.value, currency),
        "cost": _money(one.cost_basis, currency),
        "gain": _money(one.unrealized, currency),
        "share": "unknown" if one.share_percent is None else f"{share:.1f} %",
        "share_number": float(share),
    }


class _YearSums(NamedTuple):
    proceeds: Decimal = _ZERO
    cost: Decimal = _ZERO
    gain: Decimal = _ZERO
    income: Decimal = _ZERO


def _years(rows: Iterable[Valued], disposals: Iterable[Disposal]) -> dict[int, _YearSums]:
    """By the year in UTC. A disposal whose gain is not known is in no sum."""
    found: dict[int, _YearSums] = {}
    for one in disposals:
        if one.gain is None or one.proceeds is None or one.cost is None:
            continue
        year = from_us(one.time_us).year
        sums = found.get(year, _YearSums())
        found[year] = sums._replace(
            proceeds=EXACT.add(sums.proceeds, one.proceeds),
            cost=EXACT.add(sums.cost, one.cost),
            gain=EXACT.add(sums.gain, one.gain),
        )
    for row in rows:
        if row.transaction.kind in INCOME and row.value is not None:
            year = from_us(row.transaction.time_us).year
            sums = found.get(year, _YearSums())
            found[year] = sums._replace(income=EXACT.add(sums.income, row.value))
    return found


def _year_row(year: int, sums: _YearSums, currency: str) -> dict[str, str]:
    return {"year": str(year), **{name: _money(value, currency) for name, value in sums._asdict().items()}}


def _curve(points: Sequence[HistoryPoint]) -> list[tuple[float, float]]:
    """Each point as shares of the width and of the height."""
    values = [float(point.value or 0) for point in points]
    most = max(values, default=0)
    if len(points) < 2 or most <= 0:  # noqa: PLR2004 - a line is between two
        return []
    first, last = points[0].time_us, points[-1].time_us
    return [
        ((point.time_us - first) / (last - first), value / most) for point, value in zip(points, values, strict=True)
    ]


def _money(value: Decimal | None, currency: str) -> str:
    if value is None:
        return "unknown"
    if currency in CURRENCIES:
        return f"{value.quantize(_CENTS, context=EXACT):,} {currency}"
    return f"{plain(EXACT.normalize(round(value, 8)))} {currency}"


def _day(us: int) -> str:
    return from_us(us).strftime("%Y-%m-%d")
