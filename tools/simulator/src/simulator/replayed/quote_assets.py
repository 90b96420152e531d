"""Splits a Binance symbol at the longest quote asset that the site knows. Pure."""

# binance.com has no plain USD but for old captures: BTCTUSD is BTC-TUSD there. AEUR is left out: ADAEUR is ADA-EUR.
# binance.us has no TUSD: USDTUSD is USDT-USD.
# fmt: off
GLOBAL = frozenset({
    "USDT", "BUSD", "USDC", "TUSD", "FDUSD", "USDP", "USDS", "USD1", "USDE", "PAX", "UST", "DAI", "VAI", "EURI",
    "BIDR", "BVND", "BKRW", "IDRT", "EUR", "GBP", "AUD", "TRY", "RUB", "BRL", "UAH", "ZAR", "NGN", "JPY",
    "PLN", "RON", "ARS", "MXN", "CZK", "COP", "USD", "BTC", "ETH", "BNB", "XRP", "TRX", "DOGE", "DOT",
    "SOL",
})
US = frozenset({"USD", "USDT", "BUSD", "USDC", "DAI", "BTC", "ETH", "BNB", "SOL"})
# fmt: on


def split(symbol: str, known: frozenset[str] = GLOBAL) -> tuple[str, str]:
    """`BTCUSDT` → BTC, USDT. An unknown quote is taken to have three letters."""
    fits = [quote for quote in known if symbol.endswith(quote) and len(symbol) > len(quote)]
    length = len(max(fits, key=len)) if fits else min(3, len(symbol) - 1)
    return symbol[:-length], symbol[-length:]
