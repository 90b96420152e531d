"""What each word adds to a score, found by leaving it out. No I/O and no clock.

Costs one text more than there are words, in a single batch; words after the first `MOST_WORDS` get no weight.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from sentiment.models.model import Scored, WordWeight

MOST_WORDS: Final = 40
MOST_CHARACTERS: Final = 2_000
"""More than a classifier of 128 tokens reads."""
# Letters and digits with what joins them (don't, 1.5, S&P), a cashtag or hashtag with its sign, or one emoji.
_WORD: Final = re.compile(
    r"[#$@]?\w+(?:['\u2019.,&/-]\w+)*|[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\U0001f000-\U0001faff]"
)


def word_weights(score: Callable[[Sequence[str]], list[Scored]], text: str) -> list[WordWeight]:
    """Score the text once whole and once without each word: the difference is the word's weight."""
    text = text[:MOST_CHARACTERS]
    spans = [found.span() for found in islice(_WORD.finditer(text), MOST_WORDS)]
    whole, *without = score([text, *(text[:start] + text[end:] for start, end in spans)])
    return [
        WordWeight(text[start:end], start, end, whole.score - other.score)
        for (start, end), other in zip(spans, without, strict=True)
    ]
