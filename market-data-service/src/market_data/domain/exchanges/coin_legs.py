"""All legs of a coin at one moment: what its spreads are made of. No I/O and no clock."""

from collections.abc import Callable, Iterable, Mapping

from shared.events import PriceReason, QuoteV1
from shared.events.values import Venue

from market_data.domain.coin_registry import RegisteredInstrument, unknown_instrument
from market_data.domain.exchanges.legs import Leg, UsdRate, leg_of, without_outliers
from market_data.domain.observed import quote_of

Unvouched = Callable[[Venue, str], PriceReason | None]
"""Why nothing vouches for an instrument (id) of a venue; None: its connection does."""


def coin_legs(
    instruments: Iterable[RegisteredInstrument],
    quotes: Mapping[str, QuoteV1],
    rates: Mapping[str, UsdRate],
    *,
    unvouched: Unvouched,
    now_us: int,
    longest_age_us: int,
) -> list[Leg]:
    """One for each instrument in the catalogue's order, then for what was quoted but is not listed yet."""
    listed = {one.instrument_id: one for one in instruments}
    for instrument_id in quotes:
        listed.setdefault(instrument_id, unknown_instrument(instrument_id))
    legs = [
        leg_of(
            one.instrument_id,
            one.venue,
            quotes.get(one.instrument_id),
            rate=rates.get(quote_of(one.instrument_id)),
            unvouched=unvouched(one.venue, one.instrument_id),
            now_us=now_us,
            longest_age_us=longest_age_us,
        )
        for one in listed.values()
    ]
    return without_outliers(legs)
