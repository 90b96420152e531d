"""VADER with words of crypto and finance: quick, explainable, without training.

The lexicon, boosters and negations are vaderSentiment's; `vader_lexicon.toml` adds to them and overrules them.
"""

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from sentiment.models.model import Scored, WordWeight
from sentiment.models.vader_rules import Hit, Lexicon, Turn, compound, hits
from sentiment.models.vader_words import (
    AROUND,
    MOST_CHARACTERS,
    Joined,
    is_undecided,
    join_phrases,
    raw_words,
    spans,
    words,
)

_OF_SHARES: Final = str.maketrans("", "", "%+-")
"""What belongs to a percentage."""
_LEXICON: Final = Path(__file__).parent / "vader_lexicon.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From VADER's one figure to three probabilities: where neutral ends on either side, and how abruptly.

    `undecided` is what remains of the figure when a text ends in a question, or is a list of figures (`BTC … | ETH …`).
    """

    positive_above: float
    negative_below: float
    steepness: float
    undecided: float = 1.0

    def scored(self, compound: float) -> Scored:
        positive = math.exp(self.steepness * (compound - self.positive_above))
        negative = math.exp(self.steepness * (self.negative_below - compound))
        total = positive + 1 + negative
        return Scored(positive / total, 1 / total, negative / total)


class Vader:
    """The model `vader`."""

    name: Final = "vader"

    def __init__(self, lexicon: Lexicon, scale: Scale, version: str) -> None:
        self.version: Final = version
        self._lexicon, self._scale = lexicon, scale
        self._known = {**lexicon.valences, **lexicon.boosters, **dict.fromkeys(lexicon.negations, 0.0)}

    @classmethod
    def load(cls) -> "Vader":
        """Read the lexicon that the service has."""
        with _LEXICON.open("rb") as file:
            content = tomllib.load(file)
        return cls(lexicon_of(content), Scale(**content["scale"]), f"3.3.2+{content['version']}")

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self._scale.scored(self.compound(text)) for text in texts]

    def compound(self, text: str) -> float:
        """VADER's one figure, in [-1, 1]."""
        return self._compound(sum(hit.valence for hit in self._read(text)[0]), text)

    def _compound(self, total: float, text: str) -> float:
        if not total:
            return 0.0
        text = text[:MOST_CHARACTERS]
        figure = compound(total, text)
        return figure * self._scale.undecided if is_undecided(text) else figure

    def words(self, text: str) -> list[WordWeight]:
        """The words and phrases of the lexicon; their weights add up to the compound figure."""
        found, joined = self._read(text)
        places = list(spans(text))
        for at, more in joined:
            places[at : at + 1 + more] = [(places[at][0], places[at + more][1])]
        total = sum(hit.valence for hit in found)
        share = self._compound(total, text) / total if total else 0.0
        return [_weight(text, places[at], valence * share) for at, valence in found if valence]

    def _read(self, text: str) -> tuple[list[Hit], list[Joined]]:
        raw = raw_words(text)
        found = words(raw, self._known)
        joined = join_phrases(found, self._lexicon.phrases)
        for at, more in joined:
            raw[at : at + 1 + more] = [" ".join(raw[at : at + 1 + more])]
        return hits(found, raw, self._lexicon), joined


def _weight(text: str, place: tuple[int, int], weight: float) -> WordWeight:
    """Without the punctuation around the word, unless it is nothing else (an emoticon)."""
    start, end = place
    word = text[start:end]
    inner = word.strip(AROUND.translate(_OF_SHARES) if "%" in word else AROUND)
    start += word.index(inner) if inner else 0
    shown = inner or word
    return WordWeight(shown, start, start + len(shown), weight)


def lexicon_of(content: Mapping[str, Sequence[Mapping[str, str | float]]]) -> Lexicon:
    """Put what the TOML file says over vaderSentiment's own words."""
    valences = {**_vader_valences(), **SPECIAL_CASES, **dict(_entries(content.get("entry", ())))}
    boosters = {word: float(by) for word, by in BOOSTER_DICT.items() if word not in valences}
    following, preceding = _turns(content.get("turns_following", ())), _turns(content.get("turns_preceding", ()))
    worth = {word: float(valence) for word, valence in valences.items() if valence and word not in BOOSTER_DICT}
    return Lexicon(
        valences=worth,
        boosters=boosters,
        negations=frozenset(NEGATE) - valences.keys(),
        turns_following=following,
        turns_preceding=preceding,
        phrases=_phrases([*valences, *boosters, *following, *preceding]),
    )


@cache
def _vader_valences() -> Mapping[str, float]:
    """The words of vaderSentiment; each emoji is worth what the words of its description are."""
    analyzer = SentimentIntensityAnalyzer()
    own: dict[str, float] = analyzer.lexicon
    emojis = {
        emoji: sum(own.get(word, 0.0) for word in description.split()) for emoji, description in analyzer.emojis.items()
    }
    return {**own, **emojis}


def _entries(entries: Iterable[Mapping[str, str | float]]) -> Iterator[tuple[str, float]]:
    for entry in entries:
        for word in listed_words(entry):
            yield word, float(entry["valence"])


def _turns(entries: Iterable[Mapping[str, str | float]]) -> dict[str, Turn]:
    return {
        word: Turn(entry["turns"] != "good", entry["turns"] != "bad")
        for entry in entries
        for word in listed_words(entry)
    }


def listed_words(entry: Mapping[str, str | float]) -> Iterator[str]:
    """Words with spaces between them, and phrases one a line."""
    yield from str(entry.get("words", "")).split()
    yield from (line.strip() for line in str(entry.get("phrases", "")).splitlines() if line.strip())


def _phrases(names: Iterable[str]) -> dict[str, list[tuple[list[str], str]]]:
    found: dict[str, list[tuple[list[str], str]]] = {}
    for name in sorted((name for name in names if " " in name), key=len, reverse=True):
        first, *rest = name.split()
        found.setdefault(first, []).append((rest, name))
    return found
