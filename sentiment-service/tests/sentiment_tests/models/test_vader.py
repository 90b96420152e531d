"""VADER with our words: what it reads rightly, and that without them it is vaderSentiment."""

import random
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from evaluation.labelled_sets import corpus
from hypothesis import given
from hypothesis import strategies as st
from sentiment.models import vader
from sentiment.models.vader import Scale, Vader, lexicon_of, listed_words
from shared.events import Label
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer

ANALYZER = SentimentIntensityAnalyzer()
BARE = Vader(lexicon_of({}), Scale(positive_above=0.05, negative_below=-0.05, steepness=1.0), "bare")
VADER = Vader.load()
# Not of these: where we differ on purpose ("this" and "so" without "never", "no" in capitals, phrases).
PLAIN = sorted(word for word in ANALYZER.lexicon if word.isalpha() and word.isascii() and len(word) > 3)
MODIFIERS = sorted(
    word for word in {*BOOSTER_DICT, *NEGATE} if " " not in word and "-" not in word and word not in {"so", "this"}
)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    chosen = random.Random(draw(st.integers(0, 2**32)))
    words = []
    for _ in range(draw(st.integers(1, 12))):
        word = chosen.choice(chosen.choice((PLAIN, MODIFIERS, ["the", "coin", "but", "least", "bitcoin", "went"])))
        words.append(word.upper() if chosen.random() < 0.1 else word)
    return " ".join(words) + chosen.choice(("", ".", "!", "!!", "??", "?????"))


@given(sentences())
def test_without_our_words_it_is_vader_sentiment(text: str) -> None:
    assert BARE.compound(text) == pytest.approx(ANALYZER.polarity_scores(text)["compound"], abs=6e-5)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bitcoin surges to an all-time high", Label.POSITIVE),
        ("ETH plunges 12% as longs are liquidated", Label.NEGATIVE),
        ("This is not a scam", Label.POSITIVE),
        ("Audit finds no exploit", Label.POSITIVE),
        ("Team averts a hack of its bridge", Label.POSITIVE),
        ("Hack averted by white hats", Label.POSITIVE),
        ("Bitcoin shrugs off ban", Label.POSITIVE),
        ("So much for the rally", Label.NEGATIVE),
        ("Judge dismisses lawsuit against exchange", Label.POSITIVE),
        ("SEC rejects the bitcoin fund", Label.NEGATIVE),
        ("It was a rug pull", Label.NEGATIVE),
        ("just bought the dip 🚀🚀", Label.POSITIVE),
        ("Operating profit fell to EUR 3 mn", Label.NEGATIVE),
        ("Loss narrowed in the second quarter", Label.POSITIVE),
        ("Shares outstanding: 12 million", Label.NEUTRAL),
        ("Bitcoin at 64,200", Label.NEUTRAL),
        ("What is a hard fork?", Label.NEUTRAL),
        ("", Label.NEUTRAL),
    ],
)
def test_words_of_crypto_and_finance_are_understood(text: str, label: Label) -> None:
    assert VADER.score([text])[0].label is label


def test_the_words_and_phrases_that_count_are_named_with_their_places() -> None:
    text = "Breaking: bitcoin\u2019s all-time high — no exploit, 🚀"

    found = VADER.words(text)

    assert [word.text for word in found] == ["all-time high", "exploit", "🚀"]
    assert all(text[word.start : word.end] == word.text and word.weight > 0 for word in found)
    assert sum(word.weight for word in found) == pytest.approx(VADER.compound(text))


@pytest.mark.parametrize("table", ["entry", "turns_following", "turns_preceding"])
def test_the_lexicon_says_of_each_word_one_thing(table: str) -> None:
    content = tomllib.loads(Path(vader.__file__).with_name("vader_lexicon.toml").read_text(encoding="utf-8"))

    listed = Counter(word for entry in content[table] for word in listed_words(entry))
    assert [
        word for word, times in listed.items() if times > 1 or word != word.lower() or "-" in word.strip("-%")
    ] == []


def test_an_emoji_is_not_negated_with_the_word_before_it() -> None:
    assert VADER.compound("can't lose 🚀") > VADER.compound("can't lose") > 0


def test_its_version_names_the_lexicons() -> None:
    assert VADER.version.startswith("3.3.2+")


@given(st.text())
def test_any_text_has_probabilities_and_words(text: str) -> None:
    (found,) = VADER.score([text])

    assert found.positive + found.neutral + found.negative == pytest.approx(1)
    assert all(text[word.start : word.end] == word.text for word in VADER.words(text))


def test_a_megabyte_costs_as_much_as_its_beginning() -> None:
    assert VADER.compound("bad " * 2_500) == VADER.compound("bad " * 250_000)


def test_it_is_better_than_vader_sentiment_on_our_texts() -> None:
    texts = corpus()

    def right(labels: list[str]) -> int:
        return sum(text.label == label for text, label in zip(texts, labels, strict=True))

    compounds = [ANALYZER.polarity_scores(text.text)["compound"] for text in texts]
    theirs = ["neutral" if abs(one) < 0.05 else "positive" if one > 0 else "negative" for one in compounds]
    ours = [one.label.value for one in VADER.score([text.text for text in texts])]
    assert right(ours) > right(theirs)
