from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.sources.bounded import (
    LONGEST_BODY,
    author_of,
    escaped,
    id_of,
    link_of,
    published,
    text_of,
    time_of_seconds,
    time_of_text,
    title_of,
)

from .surroundings import NOW

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(JSON)
def test_whatever_a_stranger_sends_becomes_text_that_can_be_stored(value: Any) -> None:
    for text in (text_of(value), title_of(value), id_of(value), author_of(value) or "", link_of(value) or ""):
        assert "\x00" not in text
        assert len(text.encode()) <= 4 * LONGEST_BODY  # no lone surrogates, or it would raise
    for at in (time_of_seconds(value), time_of_text(value)):
        assert published(at, NOW) <= NOW


def test_a_long_title_is_cut_and_a_long_id_is_hashed() -> None:
    assert len(title_of("a" * 1_000_000)) == 1_000
    assert len(id_of("a" * 1_000_000)) == 16
    assert id_of("a" * 400) != id_of("b" * 400)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "//a.example", "https://a b", "", None, 7])
def test_only_links_of_the_web_are_links(text: Any) -> None:
    assert link_of(text) is None


def test_a_long_link_is_none_rather_than_another_one() -> None:
    assert link_of(f"https://a.example/{'b' * 3_000}") is None


def test_text_that_is_not_html_is_given_back_by_what_strips_html() -> None:
    assert escaped("1 < 2 & <b>3") == "1 &lt; 2 &amp; &lt;b&gt;3"


def test_a_time_is_neither_in_the_future_nor_older_than_bitcoin() -> None:
    assert published(NOW + timedelta(days=1), NOW) == NOW
    assert published(datetime(1970, 1, 1, tzinfo=UTC), NOW) == NOW
    assert published(None, NOW) == NOW
    assert published(NOW - timedelta(days=1), NOW) == NOW - timedelta(days=1)


def test_times_come_as_text_and_as_numbers_in_text() -> None:
    assert time_of_text("2026-11-30T13:00:00+01:00") == NOW
    assert time_of_text("2026-11-30T12:00:00Z") == NOW
    assert time_of_seconds("1796040000") == time_of_seconds(1_796_040_000) == NOW
