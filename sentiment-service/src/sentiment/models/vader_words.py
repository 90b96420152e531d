"""A text as the rules of VADER read it: a list of lower-case words. Emojis are words, phrases are one. No I/O.

Differences from vaderSentiment's own words: web addresses are left out, words joined by hyphens or slashes are taken
apart, emojis stand for themselves, short words lose their punctuation, percentages keep their sign.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from string import punctuation
from typing import Final, NamedTuple

MOST_CHARACTERS: Final = 10_000
"""What follows is not read: a score costs at most some milliseconds."""
AROUND: Final = punctuation + "…\u201c\u201d\u2018\u2019\u2013\u2014"
"""What a word may have around it that is not of the word."""
_BY_SIGN: Final = {"+": "+%", "-": "-%"}
"""The words for `+5%` and `-5%`; `5%` is `%`."""

_SHORT: Final = 2
"""VADER leaves so short a word its punctuation: it may be an emoticon."""
_ADDRESS: Final = re.compile(r"https?://\S+")
_JOINED: Final = re.compile(r"(?<=[^\W\d_])[-/](?=[^\W\d_])")
_TYPOGRAPHY: Final = str.maketrans(
    "\u2019\u2018\u201c\u201d\u2013\u2014\u2212\x91\x92\x93\x94\x96\x97\ufe0f\u200d\u200b\u00a0",
    "''\"\"---''\"\"--    ",
)
"""Also quotes of Windows-1252 that were taken for Latin-1; what joins emojis becomes a space."""
_EMOJI: Final = (
    r"[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u203c\u2049\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_EMOJIS: Final = re.compile(_EMOJI)
_RAW: Final = re.compile(rf"{_EMOJI}|(?:(?!{_EMOJI})\S)+")

Phrases = Mapping[str, Sequence[tuple[list[str], str]]]
"""By first word: the words that follow it and the phrase as one word; the longest first."""


class Joined(NamedTuple):
    """The words from `at` on, one and `more`, have become one."""

    at: int
    more: int


def raw_words(text: str) -> list[str]:
    """Split as the rules do, punctuation and case untouched."""
    plain = _plain(text)
    return (plain if plain.isascii() else _EMOJIS.sub(r" \g<0> ", plain)).split()


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each of the `raw_words` stands in the text."""
    return (found.span() for found in _RAW.finditer(_plain(text)))


def is_undecided(text: str) -> bool:
    """Whether it ends in a question, or lists figures between bars, as bots do."""
    return text.rstrip().endswith("?") or text.count(" | ") > 1


def _plain(text: str) -> str:
    """The text with as many characters, so that places in one are places in the other."""
    text = text[:MOST_CHARACTERS]
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY)
    if "://" in text:
        text = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    if "-" in text or "/" in text:
        text = _JOINED.sub(" ", text)
    return text


def words(raw: Sequence[str], known: Mapping[str, object]) -> list[str]:
    """Lower-case words without the punctuation around them; `known` tells short words from emoticons."""
    found = []
    for token in raw:
        lower = token.lower()
        word = lower.strip(AROUND)
        if len(word) <= _SHORT and word not in known:
            word = lower
        found.append(_share(lower) if "%" in token else word)
    return found


def _share(token: str) -> str:
    """One word for all percentages of a sign; any other word that has a `%` in it as it is."""
    number = token.strip("()[]{},.;:!?\"'*~")
    sign, digits = number[:1], number.lstrip("+-~$").rstrip("%")
    if not digits or digits.strip("0123456789.,"):
        return token.strip(AROUND) or token
    return _BY_SIGN.get(sign, "%")


def join_phrases(words: list[str], phrases: Phrases) -> list[Joined]:
    """Make one word of each phrase in the list, from its end; return what was joined, in that order."""
    if phrases.keys().isdisjoint(words):
        return []
    joined = []
    for at in range(len(words) - 1, -1, -1):
        for rest, phrase in phrases.get(words[at], ()):
            if words[at + 1 : at + 1 + len(rest)] == rest:
                words[at : at + 1 + len(rest)] = [phrase]
                joined.append(Joined(at, len(rest)))
                break
    return joined
