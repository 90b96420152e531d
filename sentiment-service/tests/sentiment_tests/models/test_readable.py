"""Texts of broken feeds as a tokenizer should see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models.readable import MOST_CHARACTERS, readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bitcoin\x92s \x93best\x94 week \x96 ever", 'Bitcoin\'s "best" week - ever'),
        ("S&amp;P up, &gt;5%", "S&P up, >5%"),
        ("half \ud83d a rocket", "half ? a rocket"),
        ("up https://t.co/KN1g4AWFIb now", "up http now"),
        ("plain", "plain"),
    ],
)
def test_quotes_and_entities_are_what_was_meant_and_addresses_are_short(text: str, expected: str) -> None:
    assert readable(text) == expected


@given(st.text())
def test_any_text_can_be_encoded_and_is_bounded(text: str) -> None:
    assert len(readable(text * 50).encode()) <= 4 * MOST_CHARACTERS
