"""What holds of every indicator; one that is added to the registry is tested here by being there."""

from dataclasses import replace

import numpy as np
import pytest
from analytics.indicators.columns import IndicatorColumns, Unknown
from analytics.indicators.definition import ParameterKind, Sample
from analytics.indicators.registry import DEFINITIONS, Indicator, indicator
from analytics.indicators.sampling import BENCHMARK
from analytics.indicators.series import STATUSES, CandleSeries
from analytics.indicators.specs import parse
from shared.events.indicator_set import ALERT_INDICATORS, STORED_INDICATORS
from shared.events.values import CandleStatus, Interval

from ..candle_series import START_US, benchmark, cut, market, series
from .reference import REFERENCE

ALL = pytest.mark.parametrize("name", DEFINITIONS)
IN_SEGMENTS = [name for name, one in DEFINITIONS.items() if one.sample is Sample.SEGMENTS]
ADDING_UP = [name for name, one in DEFINITIONS.items() if one.blocks is not None]
OF_TWO_COINS = [name for name, one in DEFINITIONS.items() if BENCHMARK in one.inputs]
OF_TAKERS = [name for name, one in DEFINITIONS.items() if "taker_buy_volume" in one.inputs]
HOLE = 1_500
STEPS = 3_000


def scale(of: CandleSeries, one: Indicator) -> float:
    """What is rounding: 1e-12 of the greatest input; where volumes are added up, of all of them."""
    inputs = [of.input(name) for name in one.definition.inputs if hasattr(of, name)]
    added_up = one.definition.blocks is not None and "volume" in one.definition.inputs
    level = max(float(np.nanmax(np.abs(column))) for column in inputs)
    is_level = one.definition.unit not in ("percent", "ratio")
    return 1e-12 * level * (len(of) if added_up else 1) if is_level else 1e-9


def assert_same(found: IndicatorColumns, wanted: IndicatorColumns, here: slice, there: slice, atol: float) -> None:
    for one, other in zip(found.values, wanted.values, strict=True):
        np.testing.assert_allclose(one[here], other[there], rtol=1e-9, atol=atol)
    for attribute in ("n", "warm", "ranks", "unknown"):
        np.testing.assert_array_equal(getattr(found, attribute)[here], getattr(wanted, attribute)[there])


@pytest.mark.parametrize("name", REFERENCE)
def test_it_is_that_of_talib_or_pandas(name: str) -> None:
    of, one = market(600), indicator(name)

    found = one.of(of)

    for value, wanted in zip(found.values, REFERENCE[name](of), strict=True):
        known = ~np.isnan(value)
        assert known.any()
        np.testing.assert_allclose(value[known], np.asarray(wanted)[known], rtol=1e-9, atol=scale(of, one))
        missing = np.isnan(np.asarray(wanted, dtype=float)) != ~known
        assert not missing[found.n >= one.sampling.needs].any()


@pytest.mark.parametrize("name", IN_SEGMENTS)
def test_a_segment_after_a_hole_is_computed_by_itself(name: str) -> None:
    whole, one = market(STEPS, missing=[HOLE, HOLE + 1]), indicator(name)

    found = one.of(whole)

    assert_same(found, one.of(whole.at(slice(HOLE, None))), slice(HOLE, None), slice(None), scale(whole, one))
    assert_same(found, one.of(whole.at(slice(0, HOLE))), slice(0, HOLE), slice(None), scale(whole, one))


@ALL
def test_it_is_the_same_wherever_the_candles_begin_that_it_is_computed_from(name: str) -> None:
    """Stored in a ring, after a restart, in a page or in a batch: all of them load what the look-back says."""
    one, count = indicator(name), 300
    steps = one.look_back(Interval.HOUR) + count + 800
    whole = market(steps, missing=[steps - 400], interval=Interval.HOUR)
    start = 790
    part = cut(whole, start)
    at = len(part) - count

    assert one.is_exact(part, at)
    assert_same(one.of(part), one.of(whole), slice(at, None), slice(steps - count, None), scale(whole, one))


@ALL
def test_an_old_candle_that_changes_changes_nothing_before_it(name: str) -> None:
    whole, one = market(STEPS), indicator(name)
    late = STEPS // 2
    closes = whole.close.copy()
    closes[late] *= 1.01
    revised = replace(whole, close=closes, high=np.maximum(whole.high, closes))

    assert_same(one.of(revised), one.of(whole), slice(0, late), slice(0, late), scale(whole, one))


@ALL
@pytest.mark.parametrize("price", [1.9e-7, 1.0, 67_000.0])
def test_a_constant_price_without_volume_has_a_value_or_a_reason(name: str, price: float) -> None:
    of = series([price] * 1_000)
    nothing = np.zeros(1_000)
    of = replace(of, volume=nothing, taker_buy_volume=nothing, benchmarks={"bitcoin": benchmark(of, of.close)})

    found = indicator(name).of(of)

    for value in found.values:
        assert not np.isinf(value).any()
        np.testing.assert_array_equal(np.isnan(value), found.unknown != Unknown.KNOWN)
    enough = found.n >= indicator(name).sampling.needs
    assert enough.any()
    assert set(found.unknown[enough].tolist()) <= {Unknown.KNOWN, Unknown.UNDEFINED}
    assert set(found.unknown[~enough].tolist()) <= {Unknown.WARMING_UP}


@pytest.mark.parametrize("name", OF_TAKERS)
def test_an_unknown_input_is_a_hole(name: str) -> None:
    one = indicator(name)
    of = market(200)
    buys = of.taker_buy_volume.copy()
    buys[100:110] = np.nan

    found = one.of(replace(of, taker_buy_volume=buys))

    assert (found.unknown[100:110] == Unknown.UNKNOWN_INPUT).all()
    assert_same(found, one.of(of.at(slice(110, None))), slice(110, None), slice(None), scale(of, one))


@ALL
def test_a_partial_candle_shows_in_what_is_of_it_and_nowhere_before(name: str) -> None:
    of, one, at = market(STEPS), indicator(name), 1_200
    ranks = of.ranks.copy()
    ranks[at] = STATUSES.index(CandleStatus.PARTIAL)

    found = one.of(replace(of, ranks=ranks)).ranks

    assert not found[:at].any()
    assert found[at] == STATUSES.index(CandleStatus.PARTIAL)


@pytest.mark.parametrize("name", OF_TWO_COINS)
def test_a_partial_candle_of_the_benchmark_shows_as_one_of_the_coin_does(name: str) -> None:
    of, one, at = market(STEPS), indicator(name), 1_200
    ranks = of.ranks.copy()
    ranks[at] = STATUSES.index(CandleStatus.PARTIAL)
    theirs = replace(of.benchmarks["bitcoin"], ranks=ranks)

    found = one.of(replace(of, benchmarks={"bitcoin": theirs})).ranks

    assert found.any()
    np.testing.assert_array_equal(found, one.of(replace(of, ranks=ranks)).ranks)


@pytest.mark.parametrize("name", ADDING_UP)
def test_what_adds_up_says_of_how_many_candles_and_is_warm_if_it_is_of_the_whole_block(name: str) -> None:
    monday, hole = 1_440, 2_000
    of, one = market(STEPS, missing=[hole]), indicator(name)
    ranks = of.ranks.copy()
    ranks[monday + 10] = STATUSES.index(CandleStatus.PARTIAL)

    found = one.of(replace(of, ranks=ranks))

    assert found.n[[0, monday - 1, monday, hole - 1, hole, -1]].tolist() == [1, monday, 1, 560, 1, STEPS - hole]
    np.testing.assert_array_equal(found.warm, (np.arange(STEPS) >= monday) & (np.arange(STEPS) < hole))
    np.testing.assert_array_equal(np.flatnonzero(found.ranks), np.arange(monday + 10, hole))


def test_an_anchor_between_two_candles_is_warm_from_the_next_one_on_and_not_where_a_candle_is_missing() -> None:
    of = market(100, missing=[50])
    anchors = [START_US // 1_000_000 + 60 * at + 30 for at in (-2, 9, 49)]

    before, between, at_the_hole = (indicator("anchored_vwap", anchor).of(of) for anchor in anchors)

    assert not before.warm.any()
    assert np.flatnonzero(between.warm).tolist() == list(range(10, 50))
    assert between.n[[9, 10, 49, 50]].tolist() == [0, 1, 40, 1]
    assert not at_the_hole.warm.any()


@ALL
def test_too_few_candles_have_no_value_and_none_is_no_error(name: str) -> None:
    one = indicator(name)
    for count in (0, 1, 2):
        of = series([5.0] * count)
        of = replace(of, benchmarks={"bitcoin": benchmark(of, of.close)})
        found = one.of(of)
        assert [len(value) for value in found.values] == [count] * len(one.definition.outputs)
        assert len(found.n) == len(found.unknown) == count


@ALL
def test_its_spec_is_read_back_and_its_parameters_are_possible(name: str) -> None:
    one = indicator(name)

    assert parse(one.spec) == one == parse(name.upper())
    for parameter in one.definition.parameters:
        if parameter.kind is not ParameterKind.COIN:
            assert parameter.least is not None
            assert parameter.most is not None
            assert parameter.least <= float(parameter.default) <= parameter.most


def test_what_others_rely_on_is_what_the_registry_says() -> None:
    """Alerts know the indicators that are published by their parameters and outputs, without the registry."""
    found = []
    for one in map(parse, STORED_INDICATORS):
        names, outputs = [parameter.name for parameter in one.definition.parameters], one.definition.outputs
        params = one.params.removeprefix("period=") if names == ["period"] else one.params
        found.append(":".join((one.name, params, *([",".join(outputs)] if len(outputs) > 1 else []))))

    assert tuple(found) == ALERT_INDICATORS
