import pytest
from analytics.market.screener.query import QueryError, parse_query
from hypothesis import given
from hypothesis import strategies as st
from shared.events.values import Interval

FIGURES = st.sampled_from(["price", "change_24h_percent", "volume_7d", "market_cap_rank", "sma:20", "ema:9", "sma"])
OPERATORS = st.sampled_from(["<", "<=", ">", ">="])
NUMBERS = st.decimals(-1_000_000, 1_000_000, places=4).map(str)


@given(st.lists(st.tuples(FIGURES, OPERATORS, NUMBERS | FIGURES), min_size=1, max_size=6), FIGURES, st.booleans())
def test_what_is_written_is_what_is_read(
    conditions: list[tuple[str, str, str]], sort: str, is_descending: bool
) -> None:
    where = ", ".join(f"{left}{operator} {right}" for left, operator, right in conditions)

    query = parse_query(where, f"-{sort}" if is_descending else sort, None, Interval.HOUR)

    assert [one.operator for one in query.where] == [operator for _, operator, _ in conditions]
    for condition, (left, _, right) in zip(query.where, conditions, strict=True):
        assert condition.left.name.startswith(left)
        if isinstance(condition.right, float):
            assert condition.right == float(right)
        else:
            assert condition.right.name.startswith(right)
    assert (query.descending, query.sort.name.startswith(sort)) == (is_descending, True)
    assert {figure.name for one in query.where for figure in one.figures} <= {one.name for one in query.columns}


@given(st.text(max_size=60))
def test_any_other_text_is_refused_with_its_field(text: str) -> None:
    fields = []
    try:
        parse_query(text, "price", None, Interval.HOUR)
    except QueryError as error:
        fields.append(error.field)

    assert fields in ([], ["where"])


def test_a_parameter_that_is_left_out_is_the_usual_one() -> None:
    query = parse_query("sma>5,sma:20>6", "price", "sma,sma:20,price", Interval.HOUR)

    assert [figure.name for figure in query.figures] == ["sma:20", "price"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("rsj:14<30", "did you mean 'rsi'?"),
        ("chnge_24h_percent>5", "did you mean 'change_24h_percent'?"),
        ("sma:0<30", "whole number from 1 to 1000"),
        ("sma:x<30", "such as sma:20"),
        ("sma:20:30<30", "such as sma:20"),
        ("macd.nothing<30", "it has"),
        ("anchored_vwap:1700000000<30", "does not reach back"),
        ("price==30", "is no condition"),
        ("price", "is no condition"),
        ("price<", "is no condition"),
        ("price<1e5", "there is no figure '1e5'"),
        (",".join(["price>1"] * 21), "has 21 conditions"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(where: str, message: str) -> None:
    with pytest.raises(QueryError, match=message.replace("?", r"\?")) as error:
        parse_query(where, "price", None, Interval.HOUR)

    assert error.value.field == "where"


def test_sort_and_columns_name_their_own_field() -> None:
    with pytest.raises(QueryError) as of_sort:
        parse_query(None, "-nothing", None, Interval.HOUR)
    with pytest.raises(QueryError) as of_columns:
        parse_query(None, "price", ",".join(f"sma:{period}" for period in range(1, 26)), Interval.HOUR)

    assert (of_sort.value.field, of_columns.value.field) == ("sort", "columns")


def test_an_output_is_named_after_a_point_and_a_number_keeps_its_own() -> None:
    query = parse_query("bb:20:2.5.upper>bb:20:2.5,macd.signal>0", "price", None, Interval.HOUR)

    upper, middle = query.where[0].figures
    assert upper.indicator is not None
    assert (upper.name, middle.name) == ("bb:20:2.5.upper", "bb:20:2.5")
    assert upper.indicator.definition.outputs[upper.output] == "upper"
    assert query.where[1].left.name == "macd:12:26:9.signal"


def test_a_figure_compares_with_whatever_a_coin_is_called() -> None:
    query = parse_query("beta:30:币安人生>beta:30:coin.io,beta:30:coin.io.value>1", "price", None, Interval.HOUR)

    benchmarks = [figure.indicator and figure.indicator.benchmark for one in query.where for figure in one.figures]
    assert benchmarks == ["币安人生", "coin.io", "coin.io"]


def test_what_needs_too_many_candles_is_refused() -> None:
    with pytest.raises(QueryError, match="needs 2400 candles of 1h"):
        parse_query("ema:100>1", "price", None, Interval.HOUR)
