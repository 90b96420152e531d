"""What a new text waits for before it is stored: the search for its story among 100 000, and its coins."""

import time
from collections.abc import Iterable, Sequence
from typing import Final

from sentiment.texts.coin_tags import CoinName, CoinTagger
from sentiment.texts.near_duplicates import StoryIndex

from bench.sections.sentiment.texts import corpus, made_up_titles

STORIES: Final = 100_000
_NEW: Final = 2_000
_ROUNDS: Final = 3


def new_story_ms() -> list[float]:
    """How long it takes to look for each of some real headlines among 100 000 titles, and to add it."""
    headlines = corpus("headline")
    index = StoryIndex[int]()
    for number, title in enumerate(made_up_titles(headlines, STORIES)):
        index.add(number, title)
    took = []
    for number, headline in enumerate(headlines[:_NEW], STORIES):
        started = time.perf_counter()
        index.find(headline)
        index.add(number, headline)
        took.append((time.perf_counter() - started) * 1e3)
    return took


def tagged_per_second(coins: Iterable[CoinName]) -> float:
    tagger, texts = CoinTagger(coins), corpus("headline", "post")
    return max(_rate(tagger, texts) for _ in range(_ROUNDS))


def _rate(tagger: CoinTagger, texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        tagger.tags(text)
    return len(texts) / (time.process_time() - started)
