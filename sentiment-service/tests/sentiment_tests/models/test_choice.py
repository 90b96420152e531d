"""A model by the name in the settings."""

from sentiment.models.choice import chosen


def test_vader_is_chosen_by_name() -> None:
    assert chosen("vader").name == "vader"


def test_the_default_is_our_classifier() -> None:
    assert chosen("transformer", threads=2).name == "transformer"
