"""The texts that are measured with: those of the corpus in the repository, and titles made of their words."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from bench.platform import ROOT

_FOLDER: Final = ROOT / "sentiment-service" / "corpus" / "texts"
_SEED: Final = 17
_FEWEST_WORDS: Final = 7
_MOST_WORDS: Final = 16


def corpus(*kinds: str) -> list[str]:
    """Texts of these kinds (`headline`, `post`, `comment` …), all if none are named, in an order of chance."""
    lines = [line for path in sorted(_FOLDER.glob("*.tsv")) for line in path.read_text().splitlines()]
    rows = [line.split("\t", 2) for line in lines]
    found = [text for _, kind, text in rows if not kinds or kind in kinds]
    random.Random(_SEED).shuffle(found)
    return found


def made_up_titles(texts: Sequence[str], count: int) -> Iterator[str]:
    """Titles of as many words as real ones, each as frequent as in the texts: what a search takes depends on that."""
    rng = random.Random(_SEED)
    words = [word for text in texts for word in text.split()]
    for _ in range(count):
        yield " ".join(rng.choices(words, k=rng.randint(_FEWEST_WORDS, _MOST_WORDS)))
