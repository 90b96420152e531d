"""A text as VADER's rules read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models.vader_words import MOST_CHARACTERS, Joined, join_phrases, raw_words, spans, words

KNOWN = {"up": 1.0, ":d": 2.0}
PHRASES = {"all": [(["time", "high"], "all time high"), (["in"], "all in")]}


def read(text: str) -> list[str]:
    return words(raw_words(text), KNOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bitcoin surges, again!", ["bitcoin", "surges", "again"]),
        ("$BTC #bullish @you", ["btc", "bullish", "you"]),
        ("It\u2019s going “up”.", ["it's", "going", "up"]),
        ("all-time high and/or low", ["all", "time", "high", "and", "or", "low"]),
        ("52-week low", ["52-week", "low"]),
        (":D :-( ok", [":d", ":-(", "ok"]),
        ("see https://t.co/crash-scam now", ["see", "now"]),
        ("moon🚀🚀soon", ["moon", "🚀", "🚀", "soon"]),
        ("❤️", ["❤"]),
        ("up +5.2%, down -3% (4%) ~7%", ["up", "+%", "down", "-%", "%", "%"]),
        ("\u22123% 100%pump %", ["-%", "100%pump", "%"]),
    ],
)
def test_words_lose_their_punctuation_but_keep_what_means_something(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_phrases_become_one_word_the_longest_first() -> None:
    found = ["all", "time", "high", "all", "in", "all"]

    joined = join_phrases(found, PHRASES)

    assert found == ["all time high", "all in", "all"]
    assert joined == [Joined(3, 1), Joined(0, 2)]


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert len(raw_words("a " * 1_000_000)) == MOST_CHARACTERS / 2


@given(st.text())
def test_every_word_has_its_place_in_the_text(text: str) -> None:
    raw = raw_words(text)
    places = list(spans(text))

    assert len(places) == len(raw)
    assert all(text[start:end] == word for (start, end), word in zip(places, raw, strict=True) if word.isalnum())


@given(st.text(alphabet="aA .,!:-/%+5\u2019🚀️‍\t\n$"))
def test_any_text_of_strange_characters_is_read(text: str) -> None:
    assert len(read(text)) == len(raw_words(text)) == len(list(spans(text)))
