from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.aggregates.topics import ToldStory, Topic, rising_topics

from .examples import NOW

WORDS = ("market", "trader", "holder", "chart", "wallet", "miner", "fund", "court", "broker", "token", "ledger", "node")


def filler(number: int) -> str:
    """Titles without any phrase that is in many of them."""
    first, second = WORDS[number % 12], WORDS[(number // 12 + number) % 12]
    return f"{first} of the {second} {number}"


def now(titles: Sequence[str], score: float | None = 0.2) -> list[ToldStory]:
    return [
        ToldStory(UUID(int=number), title, None, "coindesk", NOW - timedelta(minutes=number), score)
        for number, title in enumerate(titles)
    ]


def rising(titles: Sequence[str], before: Sequence[str] = ()) -> list[Topic]:
    """Beside sixty stories now and three hundred before of which none rises."""
    recent = [*titles, *(filler(number) for number in range(60))]
    earlier = [*before, *(filler(number) for number in range(300))]
    return rising_topics(now(recent), earlier, 10)


def test_a_phrase_that_many_stories_have_at_once_is_a_topic() -> None:
    (topic,) = rising([f"How PayPal changes buying {number}" for number in range(10)], ["PayPal is slow"])

    assert (topic.phrase, topic.stories, topic.stories_before) == ("PayPal changes buying", 10, 0)
    assert topic.score == pytest.approx(0.2)
    assert [example.story_id.int for example in topic.examples] == [0, 1, 2]


def test_the_rise_is_that_of_the_share_of_stories_smoothed() -> None:
    (topic,) = rising([f"PayPal {number}" for number in range(20)], ["PayPal"] * 20)

    # 20 of 80 now, 20 of 320 before, each with half a story more of one more.
    assert topic.rise_percent == pytest.approx(((20.5 / 81) / (20.5 / 321) - 1) * 100)


def test_a_phrase_that_was_always_there_is_none() -> None:
    assert rising([f"bitcoin {number}" for number in range(30)], ["bitcoin again"] * 150) == []


def test_twice_the_stories_of_everything_is_no_topic() -> None:
    titles = [filler(number) for number in range(600)]

    assert rising_topics(now(titles), [filler(number) for number in range(300)], 10) == []


def test_a_part_of_a_phrase_goes_with_the_whole() -> None:
    found = rising([f"After the Twitter hack {number}" for number in range(12)])

    assert [topic.phrase for topic in found] == ["Twitter hack"]


def test_a_part_that_other_stories_have_too_stays() -> None:
    titles = [f"Twitter hack {number}" for number in range(12)] + [f"hack of {word}s" for word in WORDS]

    assert sorted(topic.phrase for topic in rising(titles)) == ["Twitter hack", "hack"]


def test_stop_words_and_numbers_are_no_topics() -> None:
    assert rising([f"this is what they say about the 2026 {number}" for number in range(20)]) == []


def test_a_phrase_may_hold_a_stop_word_within() -> None:
    found = rising([f"fear of missing {number}" for number in range(12)])

    assert [topic.phrase for topic in found] == ["fear of missing"]


def test_two_stories_are_no_topic() -> None:
    assert rising(["Solana outage", "Solana outage again"]) == []


def test_with_too_few_stories_before_nothing_can_rise() -> None:
    titles = [f"Twitter hack {number}" for number in range(50)]

    assert rising_topics(now(titles), ["quiet"] * 29, 10) == []


def test_a_topic_is_written_as_most_stories_write_it() -> None:
    titles = ["PAYPAL", "PayPal's week", "PayPal", "PayPal", "paypal", "PayPal"] * 2

    assert rising(titles)[0].phrase == "PayPal"


def test_a_topic_whose_stories_are_not_scored_has_no_score() -> None:
    recent = now([*["Solana outage"] * 10, *(filler(number) for number in range(60))], score=None)

    assert rising_topics(recent, [filler(number) for number in range(300)], 10)[0].score is None


@given(st.lists(st.text(max_size=80), min_size=30, max_size=60), st.lists(st.text(max_size=80), max_size=60))
def test_any_titles_can_be_read(titles: Sequence[str], before: Sequence[str]) -> None:
    for topic in rising_topics(now([*titles, *titles]), before, 5):
        assert topic.phrase
        assert topic.stories >= 3
