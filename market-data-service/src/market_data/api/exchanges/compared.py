"""What exchanges are compared by: the newest quotes and rates in memory, fees and the age limit. No I/O."""

from dataclasses import dataclass

from market_data.domain.coin_registry import Coin
from market_data.domain.exchanges.coin_legs import coin_legs
from market_data.domain.exchanges.legs import Leg, newest_rates
from market_data.domain.exchanges.spreads import Fees
from market_data.live.boards import NO_REPORT, QuoteBoard, RateBoard, VenueBoard


@dataclass(frozen=True, slots=True)
class ComparedExchanges:
    quotes: QuoteBoard
    rates: RateBoard
    fees: Fees
    longest_age_us: int

    def legs(self, coin: Coin, venues: VenueBoard, now_us: int) -> list[Leg]:
        """Every instrument of a coin with its newest quote in USD."""
        quotes = self.quotes.of(coin.coin_id)
        exclusions = venues.exclusions(now_us)
        return coin_legs(
            coin.instruments,
            quotes,
            newest_rates(quotes.values(), self.rates.all(), now_us),
            unvouched=lambda venue, id_: exclusions.get(venue, NO_REPORT).reason_for(id_),
            now_us=now_us,
            longest_age_us=self.longest_age_us,
        )
