"""What is suddenly spoken of: phrases in more stories now than in their own last days. No I/O and no clock.

Stories are counted, not documents: a report that a hundred sites copy is one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sentiment.aggregates.significance import at_least, benjamini_hochberg

_LONGEST: Final = 3
_LEAST_RECENT: Final = 3
"""A phrase of fewer stories is no topic."""
_LEAST_STORIES: Final = 30
"""With fewer stories, now or before, shares say nothing."""
_LEAST_RISE: Final = 1.5
_CHANCE: Final = 0.05
_SAME: Final = 0.8
"""Two phrases with so many stories in common, of those that either has, are one topic."""
_MOST_WORDS: Final = 60
_SMOOTHING: Final = 0.5
_EXAMPLES: Final = 3

_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
# Letters and digits of any script, and what stands within a word: $12,000, don't, BTC-USD, 3.5%.
_WORD: Final = re.compile(rf"[$€£#@]?\w+(?:[.,'{_APOSTROPHE}&-]\w+)*%?")
_STOP_WORDS: Final = frozenset(
    """
    a about above after again against all also am amid among an and any are aren't around as at back be because been
    before being below between both but by came can can't come comes could did didn't do does doesn't doing don't down
    during each even ever every few first for from further get gets getting go goes going gonna got had has have
    haven't having he he's her here here's hers him his how i i'd i'll i'm i've if in into is isn't it it's its itself
    just know last let let's like look looks made make makes making many may maybe me might more most much must my
    myself need needs never new next no nor not now of off on once one only onto or other our ours out over own
    per please put really s said same say says see sees set she should since so some still such t take takes than that
    that's the their theirs them then there there's these they they're thing things think this those though through
    time to today tomorrow too two under until up upon us use used using very via want wants was wasn't way we we're
    week well were what what's when where which while who why will with within without won't would year yes yesterday
    yet you you're your yours http https www com amp rt
    """.split()  # noqa: SIM905 - two hundred quoted words would be harder to read
)


class ToldStory(NamedTuple):
    """`score`: of its first document, None before it is scored."""

    story_id: UUID
    title: str
    url: str | None
    source: str
    published_at: datetime
    score: float | None


@dataclass(frozen=True, slots=True)
class Topic:
    """`stories` now, `stories_before` in the baseline; `rise_percent` compares their shares of all stories.

    `probability`: of such a rise by chance, corrected for the number of phrases looked at. `examples`: the newest.
    """

    phrase: str
    stories: int
    stories_before: int
    rise_percent: float
    probability: float
    score: float | None
    examples: tuple[ToldStory, ...]


class _Candidate(NamedTuple):
    words: tuple[str, ...]
    recent: frozenset[int]
    before: int


def has_enough(recent: int, before: int) -> bool:
    """Whether that many stories allow to say what rises."""
    return min(recent, before) >= _LEAST_STORIES


def rising_topics(recent: Sequence[ToldStory], before: Iterable[str], most: int) -> list[Topic]:
    """The phrases whose share of stories has risen most surely; `before` are the titles of the baseline."""
    written = [_words(story.title) for story in recent]
    places: dict[tuple[str, ...], set[int]] = {}
    for place, words in enumerate(written):
        for phrase in set(_phrases(words)):
            places.setdefault(phrase, set()).add(place)
    found = {phrase: at for phrase, at in places.items() if len(at) >= _LEAST_RECENT}
    earlier, stories_before = _count(before, found)
    if not has_enough(len(recent), stories_before):
        return []
    candidates = [_Candidate(phrase, frozenset(at), earlier[phrase]) for phrase, at in found.items()]
    rising = _significant(candidates, len(recent), stories_before)
    chosen = sorted(_distinct(rising), key=lambda one: (one.probability, -one.rise, one.words))[:most]
    return [_topic(one, recent) for one in chosen]


def _count(titles: Iterable[str], wanted: Mapping[tuple[str, ...], object]) -> tuple[Counter[tuple[str, ...]], int]:
    """In how many titles each wanted phrase stands, and how many titles there are."""
    counts: Counter[tuple[str, ...]] = Counter()
    stories = 0
    for title in titles:
        counts.update({phrase for phrase in _phrases(_words(title)) if phrase in wanted})
        stories += 1
    return counts, stories


def _words(text: str) -> list[str]:
    return [word.replace(_APOSTROPHE, "'") for word in _WORD.findall(text)[:_MOST_WORDS]]


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """One to three words in small letters; none begins or ends with a stop word or is of numbers alone."""
    small = [word.casefold() for word in words]
    for first, word in enumerate(small):
        if word in _STOP_WORDS:
            continue
        for length in range(1, _LONGEST + 1):
            phrase = tuple(small[first : first + length])
            if len(phrase) < length:
                break
            if phrase[-1] not in _STOP_WORDS and _says_something(phrase):
                yield phrase


def _says_something(phrase: tuple[str, ...]) -> bool:
    return any(len(word) > 1 and any(map(str.isalpha, word)) for word in phrase)


class _Rising(NamedTuple):
    words: tuple[str, ...]
    recent: frozenset[int]
    before: int
    rise: float
    probability: float


def _significant(candidates: Sequence[_Candidate], recent: int, before: int) -> list[_Rising]:
    """Of a phrase's stories, how many fall into the recent ones is a matter of their number alone if nothing rises."""
    share = recent / (recent + before)
    chances = [at_least(len(one.recent), len(one.recent) + one.before, share) for one in candidates]
    found = []
    for one, probability in zip(candidates, benjamini_hochberg(chances), strict=True):
        now = (len(one.recent) + _SMOOTHING) / (recent + 1)
        rise = now * (before + 1) / (one.before + _SMOOTHING)
        if probability < _CHANCE and rise >= _LEAST_RISE:
            found.append(_Rising(one.words, one.recent, one.before, rise, probability))
    return found


def _distinct(rising: Iterable[_Rising]) -> list[_Rising]:
    """Each topic once, by its longest phrase: "hack" goes where nearly all of its stories say "Twitter hack"."""
    kept: list[_Rising] = []
    with_word: dict[str, list[_Rising]] = {}
    for one in sorted(rising, key=lambda one: (-len(one.words), one.probability, one.words)):
        rivals = (rival for word in one.words for rival in with_word.get(word, ()))
        if any(len(one.recent & rival.recent) >= _SAME * len(one.recent | rival.recent) for rival in rivals):
            continue
        kept.append(one)
        for word in set(one.words):
            with_word.setdefault(word, []).append(one)
    return kept


def _topic(one: _Rising, recent: Sequence[ToldStory]) -> Topic:
    stories = sorted((recent[place] for place in one.recent), key=lambda story: story.published_at, reverse=True)
    scores = [story.score for story in stories if story.score is not None]
    return Topic(
        phrase=_as_written(one.words, stories),
        stories=len(stories),
        stories_before=one.before,
        rise_percent=(one.rise - 1) * 100,
        probability=one.probability,
        score=sum(scores) / len(scores) if scores else None,
        examples=tuple(stories[:_EXAMPLES]),
    )


def _as_written(phrase: tuple[str, ...], stories: Iterable[ToldStory]) -> str:
    """As most stories write it; where they differ as much, in the smallest letters."""
    spellings: Counter[str] = Counter()
    for story in stories:
        words = _words(story.title)
        small = [word.casefold() for word in words]
        for first in range(len(words) - len(phrase) + 1):
            if tuple(small[first : first + len(phrase)]) == phrase:
                spellings[" ".join(words[first : first + len(phrase)])] += 1
                break
    return max(spellings, key=lambda one: (spellings[one], one))
