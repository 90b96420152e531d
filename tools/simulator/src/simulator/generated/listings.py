"""What is traded in generated mode: assets, their rough turnover, and which venue lists them against which quotes."""

from dataclasses import dataclass
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from simulator.generated.price_function import PriceFunction


@dataclass(frozen=True, slots=True)
class Asset:
    """`turnover` is in million USD a day over all venues at the default rate."""

    symbol: str
    usd: float
    turnover: float
    venues: str
    volatility: float = 1.0
    beta: float = 0.75


# Venues by initial: Binance, Coinbase, Kraken. Prices and turnover are round figures, not market data.
COINS = (
    Asset("BTC", 67_000, 900, "bck", 0.8, 0.9),
    Asset("ETH", 3_400, 520, "bck", 1.0, 0.85),
    Asset("XRP", 0.62, 170, "bck"),
    Asset("BNB", 590, 120, "bk", 0.9),
    Asset("SOL", 165, 260, "bck", 1.3),
    Asset("DOGE", 0.14, 120, "bck", 1.4),
    Asset("TRX", 0.12, 45, "bk", 0.7, 0.5),
    Asset("ADA", 0.45, 70, "bck", 1.2),
    Asset("LINK", 14.2, 60, "bck", 1.2),
    Asset("AVAX", 29.5, 55, "bck", 1.3),
    Asset("XLM", 0.105, 30, "bck", 1.1),
    Asset("SUI", 1.75, 50, "bck", 1.6),
    Asset("BCH", 430, 35, "bck", 1.1),
    Asset("HBAR", 0.078, 22, "bck", 1.3),
    Asset("LTC", 78, 45, "bck", 1.0),
    Asset("SHIB", 0.0000182, 40, "bck", 1.5),
    Asset("TON", 6.9, 25, "bk", 1.1, 0.5),
    Asset("DOT", 6.3, 35, "bck", 1.2),
    Asset("UNI", 8.1, 25, "bck", 1.3),
    Asset("AAVE", 118, 20, "bck", 1.4),
    Asset("NEAR", 5.2, 28, "bck", 1.4),
    Asset("ETC", 23.1, 18, "bck", 1.1),
    Asset("ICP", 9.4, 14, "bck", 1.4),
    Asset("APT", 7.3, 18, "bck", 1.4),
    Asset("PEPE", 0.0000112, 45, "bck", 1.9),
    Asset("ATOM", 6.1, 16, "bck", 1.2),
    Asset("FIL", 4.4, 15, "bck", 1.3),
    Asset("ARB", 0.82, 16, "bck", 1.5),
    Asset("OP", 1.72, 14, "bck", 1.5),
    Asset("ALGO", 0.15, 10, "bck", 1.2),
    Asset("POL", 0.52, 12, "bck", 1.3),
    Asset("CRO", 0.095, 6, "ck", 1.0),
)
RATES = (
    Asset("USDT", 0.9998, 90, "ck", 0.003, 0.0),
    Asset("USDC", 1.0, 60, "bck", 0.002, 0.0),
    Asset("DAI", 1.0, 4, "k", 0.003, 0.0),
    Asset("GBP", 1.27, 8, "k", 0.12, 0.0),
    Asset("EUR", 1.085, 40, "ck", 0.12, 0.0),
)
_VENUES = {"b": "binance", "c": "coinbase", "k": "kraken"}
_SHARES = {"binance": 0.6, "coinbase": 0.25, "kraken": 0.15}
_EURO = ("BTC", "ETH", "SOL", "XRP")


@dataclass(frozen=True, slots=True)
class GeneratedListing:
    """One generated instrument. `weight` is its share of the trades; `turnover` in USD a day."""

    venue: str
    base: str
    quote: str
    base_asset: int
    quote_asset: int | None
    weight: float
    turnover: float
    price_places: int
    size_places: int


def volatilities() -> NDArray[np.float64]:
    """Of all assets, in the order of their numbers."""
    return np.array([asset.volatility for asset in COINS + RATES])


def make_prices(seed: int) -> PriceFunction:
    assets = COINS + RATES
    return PriceFunction(
        seed,
        np.array([asset.usd for asset in assets]),
        volatilities(),
        np.array([asset.beta for asset in assets]),
    )


def _places(usd: float) -> tuple[int, int]:
    """Decimals of price and size: about five digits of price, sizes of a cent's worth or so."""
    magnitude = floor(log10(usd))
    return min(8, max(2, 4 - magnitude)), min(8, max(0, 2 + magnitude))


def listings() -> list[GeneratedListing]:
    """All instruments: coins in the venue's main quote, some in euro, and the quote assets in USD."""
    numbers = {asset.symbol: number for number, asset in enumerate(COINS + RATES)}
    found: list[GeneratedListing] = []

    def add(asset: Asset, venue: str, quote: str, share: float) -> None:
        places, size_places = _places(asset.usd)
        turnover = asset.turnover * 1e6 * share
        quoted = numbers.get(quote)
        found.append(
            GeneratedListing(
                venue,
                asset.symbol,
                quote,
                numbers[asset.symbol],
                quoted,
                # Square root of the turnover, so that the smallest coin trades too.
                turnover**0.5,
                turnover,
                places,
                size_places,
            )
        )

    for asset in COINS + RATES:
        for venue in (_VENUES[initial] for initial in asset.venues):
            add(asset, venue, "USDT" if venue == "binance" else "USD", _SHARES[venue])
            if asset.symbol in _EURO and venue != "coinbase":
                add(asset, venue, "EUR", _SHARES[venue] / 12)
    return found
