"""The cursor of lists: it reads only what it has written itself."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.errors import InvalidFieldError
from shared.http.cursors import ListCursor


class Key(NamedTuple):
    at: datetime
    name: str


TRADES = ListCursor("trades", Key)
TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds it
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=50)


@given(TIMES, NAMES)
def test_a_written_key_is_read(at: datetime, name: str) -> None:
    assert TRADES.read(TRADES.write(Key(at, name))) == Key(at, name)


def test_a_key_may_be_a_single_value() -> None:
    events, key = ListCursor("events", UUID), UUID(int=7)

    assert events.read(events.write(key)) == key


def test_without_a_cursor_there_is_no_key() -> None:
    assert TRADES.read(None) is None


@given(st.text(max_size=60))
def test_text_that_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        TRADES.read(cursor)

    assert (refused.value.status, refused.value.errors[0].field) == (400, "cursor")


@pytest.mark.parametrize(
    "content",
    [
        '["gaps",["2026-01-01T00:00:00Z","BTC"]]',
        '["trades",["2026-01-01T00:00:00Z"]]',
        '["trades",["2026-01-01T00:00:00","BTC"]]',
        '["trades",["1960-01-01T00:00:00Z","BTC"]]',
        '["trades",["9999-01-01T00:00:00Z","BTC"]]',
        '["trades",["2026-01-01T00:00:00Z","B\\u0000C"]]',
    ],
)
def test_a_cursor_of_another_list_or_a_forged_one_is_refused(content: str) -> None:
    with pytest.raises(InvalidFieldError):
        TRADES.read(urlsafe_b64encode(content.encode()).decode())


def test_a_cursor_belongs_to_one_list_of_its_route() -> None:
    cursor = TRADES.write(Key(datetime(2026, 1, 1, tzinfo=UTC), "a"), "bitcoin", "asc")

    assert TRADES.read(cursor, "bitcoin", "asc") is not None
    for of in ((), ("ethereum", "asc"), ("bitcoin", "desc"), ("bitcoinasc",)):
        with pytest.raises(InvalidFieldError):
            TRADES.read(cursor, *of)


def test_a_number_that_does_not_fit_into_a_column_is_refused() -> None:
    numbers = ListCursor("numbers", int)

    with pytest.raises(InvalidFieldError):
        numbers.read(numbers.write(1 << 63))


def test_a_page_that_has_more_after_it_says_where_it_ended() -> None:
    numbers = ListCursor("numbers", int)

    assert numbers.cut([9, 8, 7], 2, lambda row: row) == ([9, 8], numbers.write(8))
    assert numbers.cut([9, 8], 2, lambda row: row) == ([9, 8], None)
