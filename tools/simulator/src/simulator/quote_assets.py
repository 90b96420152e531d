"""Where a Binance symbol is split: at the longest quote asset known. Pure."""

QUOTES = frozenset(
    [
        "USDT",
        "BUSD",
        "USDC",
        "TUSD",
        "FDUSD",
        "USDP",
        "USDS",
        "USD1",
        "USDE",
        "XUSD",
        "PAX",
        "UST",
        "DAI",
        "VAI",
        "AEUR",
        "EURI",
        "EURS",
        "BIDR",
        "BVND",
        "BKRW",
        "IDRT",
        "USD",
        "EUR",
        "GBP",
        "AUD",
        "TRY",
        "RUB",
        "BRL",
        "UAH",
        "ZAR",
        "NGN",
        "JPY",
        "PLN",
        "RON",
        "ARS",
        "MXN",
        "CZK",
        "COP",
        "CHF",
        "CAD",
        "BTC",
        "ETH",
        "BNB",
        "XRP",
        "TRX",
        "DOGE",
        "DOT",
        "SOL",
    ]
)


def split(symbol: str) -> tuple[str, str]:
    """`BTCUSDT` → BTC, USDT. An unknown quote is taken to have three letters."""
    fits = [quote for quote in QUOTES if symbol.endswith(quote) and len(symbol) > len(quote)]
    length = len(max(fits, key=len)) if fits else min(3, len(symbol) - 1)
    return symbol[:-length], symbol[-length:]
