"""Money: what is paid with and received, and is a holding only where cash is tracked. No I/O."""

from typing import Final

# ISO 4217 codes that exchanges and brokers of coins pay out or take.
CURRENCIES: Final = frozenset(
    {
        *("AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "GHS", "HKD"),
        *("HUF", "IDR", "ILS", "INR", "JPY", "KES", "KRW", "KZT", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP"),
        *("PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR"),
    }
)
USD: Final = "USD"
