import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import CandleStatus, Instrument, Interval, Venue, composite_id, split_instrument_id, worst

ASSETS = st.text(
    st.characters(min_codepoint=48, max_codepoint=90, exclude_characters=":;<=>?@"), min_size=1, max_size=8
)


@given(ASSETS, ASSETS, st.sampled_from(Venue))
def test_an_instrument_id_splits_into_what_it_was_made_of(base: str, quote: str, venue: Venue) -> None:
    instrument = Instrument(venue=venue, base=base, quote=quote, coin_id=base.lower(), native=base + quote)

    assert split_instrument_id(instrument.instrument_id) == (base, quote, venue)


@pytest.mark.parametrize("text", ["", "BTC", "BTC-USD", "BTCUSD.KRAKEN", "-USD.KRAKEN", "BTC-.KRAKEN", "BTC-USD.MTGOX"])
def test_what_is_no_instrument_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"instrument id|no known venue"):
        split_instrument_id(text)


def test_the_composite_of_a_coin_is_an_instrument_in_usd() -> None:
    assert composite_id("btc") == "BTC-USD.COMPOSITE"


@given(st.sampled_from(Interval), st.integers(min_value=0, max_value=2**52))
def test_a_bucket_starts_at_or_before_its_moment_and_ends_after_it(interval: Interval, at_us: int) -> None:
    start = interval.floor(at_us)

    assert start <= at_us < start + interval.us
    assert start % interval.us == 0


def test_each_interval_holds_a_whole_number_of_the_one_below() -> None:
    for interval in Interval:
        if interval.below is not None:
            assert interval.us % interval.below.us == 0


def test_a_figure_inherits_the_worst_status() -> None:
    assert worst(CandleStatus.COMPLETE, CandleStatus.PARTIAL) is CandleStatus.PARTIAL
    assert worst(CandleStatus.BACKFILLED, CandleStatus.COMPLETE) is CandleStatus.BACKFILLED
