"""A valuation as JSON text, as `GET /portfolio/{id}` has it but for wallets and `stale`. No I/O and no clock.

Thousands are made a second, so what a price does not change is made once for a revision of the ledger, what a price
alone changes once for all portfolios, and only the rest for each.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec
from shared.clock import rfc3339
from shared.events.decimals import plain

from portfolio.ledger.portfolio import Portfolio
from portfolio.valuation.figures import AssetFigures, PortfolioFigures, PriceNow
from portfolio.valuation.holdings import Holding, Holdings

_NULL: Final = "null"


def exact_text(value: Decimal | None) -> str:
    """A decimal as JSON, without an exponent and without zeros at the end of a fraction."""
    if value is None:
        return _NULL
    text = str(value)
    if text[-1] == "0" or "E" in text:
        text = plain(value)
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return f'"{text}"' if text != "-0" else '"0"'


def price_texts(prices: Mapping[str, PriceNow]) -> dict[str, str]:
    """What each asset's price says, the same in every portfolio of one base currency."""
    return {
        asset: f'"price":{exact_text(one.price)},"price_as_of":{_time(one.as_of_us)},'
        f'"price_stale":{_bool(one.stale)},"reason":{_text(one.reason)}'
        for asset, one in prices.items()
    }


class ValuationText:
    """Of one revision of a portfolio."""

    def __init__(self, portfolio: Portfolio, holdings: Holdings, questions: int) -> None:
        self._head = _head(portfolio, holdings, questions)
        self._assets = {one.asset: _asset_head(one) for one in holdings.assets}

    def of(self, figures: PortfolioFigures, prices: Mapping[str, str]) -> bytes:
        """`prices`: the texts of `price_texts`, of every asset in `figures`."""
        assets = ",".join([self._asset(one, prices[one.holding.asset]) for one in figures.assets])
        excluded = ",".join(
            f'{{"coin_id":{_text(one.asset)},"reason":{_text(one.reason)}}}' for one in figures.excluded
        )
        return (
            f'{self._head}"value":{exact_text(figures.value)},"value_change_24h":'
            f'{exact_text(figures.value_change_24h)},"unrealized_pnl":{exact_text(figures.unrealized)},'
            f'"roi_percent":{exact_text(figures.roi_percent)},"as_of":{_time(figures.as_of_us)},'
            f'"reason":{_text(figures.reason)},"excluded":[{excluded}],"assets":[{assets}]}}'
        ).encode()

    def _asset(self, one: AssetFigures, price: str) -> str:
        return (
            f'{self._assets[one.holding.asset]}{price},"value":{exact_text(one.value)},'
            f'"value_change_24h":{exact_text(one.value_change_24h)},"unrealized_pnl":{exact_text(one.unrealized)},'
            f'"roi_percent":{exact_text(one.roi_percent)},"share_percent":{exact_text(one.share_percent)}}}'
        )


def _head(one: Portfolio, holdings: Holdings, questions: int) -> str:
    return (
        f'{{"portfolio_id":"{one.portfolio_id}","name":{_text(one.name)},"base_currency":{_text(one.base_currency)},'
        f'"lot_method":"{one.lot_method}","pool":"{one.pool}","cost_basis":{exact_text(holdings.cost_basis)},'
        f'"realized_pnl":{exact_text(holdings.realized)},"income":{exact_text(holdings.income)},'
        f'"fees":{exact_text(holdings.fees)},"questions":{questions},'
    )


def _asset_head(one: Holding) -> str:
    return (
        f'{{"coin_id":{_text(one.asset)},"quantity":{exact_text(one.quantity)},'
        f'"cost_basis":{exact_text(one.cost_basis)},"average_cost":{exact_text(one.average_cost)},'
        f'"realized_pnl":{exact_text(one.realized)},"income":{exact_text(one.income)},"fees":{exact_text(one.fees)},'
    )


def _text(value: str | None) -> str:
    return msgspec.json.encode(value).decode()


def _time(us: int | None) -> str:
    return _NULL if us is None else f'"{rfc3339(us)}"'


def _bool(value: bool) -> str:
    return "true" if value else "false"
