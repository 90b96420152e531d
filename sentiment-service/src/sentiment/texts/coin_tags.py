"""Which coins a text speaks of, and where: names, symbols, cashtags; everyday words only where a coin is meant. No I/O.

One pass of an Aho-Corasick automaton finds all words that matter; what is weighed afterwards is near each word, so the
time is linear in the text's length.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from sentiment.texts.addresses import Stretches, addresses
from sentiment.texts.coin_evidence import ENOUGH, is_sure, points
from sentiment.texts.coin_surroundings import Form, Place, Surroundings, form_of
from sentiment.texts.coin_terms import CoinName, Pattern, Strength, Words, patterns_of

__all__ = ["CoinName", "CoinTagger", "Mention"]

# Scripts without spaces between words: there a name may stand anywhere. Thai, kana, ideographs, Hangul.
_SPACELESS: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_MOST_WEIGHED: Final = 1_000
_Found = tuple[int, int, Place | None]  # None: another name, which takes its place from the coin's


class Mention(NamedTuple):
    """A coin and where it is named: [start, end) of each name, without the sign before it, in order."""

    coin_id: str
    spans: tuple[tuple[int, int], ...]


class CoinTagger:
    """Knows the names and symbols of the coins given."""

    def __init__(self, coins: Iterable[CoinName], words: Words | None = None) -> None:
        self._patterns = patterns_of(coins, words or Words.shipped())
        self._automaton = AhoCorasick([pattern.text for pattern in self._patterns], matchkind=MatchKind.Standard)

    def tags(self, text: str, *, is_crypto_source: bool = False) -> tuple[Mention, ...]:
        """The coins that the text speaks of, in the order in which they are first named.

        Args:
            text: plain text, without markup.
            is_crypto_source: the source writes of nothing but crypto, which is a little evidence.
        """
        around = Surroundings(text, is_crypto_source)
        places = self._places(around)
        sure = {place for place, form in places if is_sure(place, form, around)}
        around.sure.extend(
            (place.start, coin) for place, _ in places if place in sure for coin in place.term.coins or ("",)
        )
        meant = sure | set(_weighed(places, sure, around))
        spans: dict[str, list[tuple[int, int]]] = {}
        for place, _ in places:
            for coin in place.term.coins if place in meant else ():
                spans.setdefault(coin, []).append((place.start, place.end))
        return tuple(Mention(coin, tuple(found)) for coin, found in spans.items())

    def is_about_crypto(self, text: str) -> bool:
        """Whether a word of the field stands in it, be it a coin's name or not; or two that other trades have, too."""
        around = Surroundings(text, is_crypto_source=False)
        places = self._places(around)
        enough = around.crypto or len({number for _, number in around.trade}) > 1
        return bool(enough) or any(is_sure(place, form, around) for place, form in places)

    def _places(self, around: Surroundings) -> list[tuple[Place, Form]]:
        """Where coins may be named, and how it is written; notes the evidence in `around`."""
        text = around.text
        hidden = addresses(text)
        found: list[_Found] = []
        phrases: list[tuple[int, int]] = []
        for number, start, end in self._automaton.find_matches_as_indexes(_small(text), overlapping=True):
            pattern = self._patterns[number]
            if not _stands_alone(text, start, end, pattern) or _is_part_of_address(hidden, start, pattern):
                continue
            _note(around, number, start, pattern)
            if pattern.term is not None and pattern.term.only_as in {None, text[start:end]}:
                found.append((start, end, Place(start, end, pattern.term, _tag(text, start))))
            elif pattern.is_other_name:
                found.append((start, end, None))
            if pattern.is_phrase and _is_phrase(text, start, end):
                phrases.append((start, end))
        _sort(around)
        return _judged(around, _longest(found), Stretches(phrases))


def _weighed(places: list[tuple[Place, Form]], sure: set[Place], around: Surroundings) -> Iterator[Place]:
    """Those of the places which are not sure that name coins all the same; the first thousand are enough to know."""
    unsure = (number for number, (place, _) in enumerate(places) if place not in sure)
    for number in islice(unsure, _MOST_WEIGHED):
        place, form = places[number]
        beside = (*places[max(0, number - 1) : number], *places[number + 1 : number + 2])
        if points(place, form, around, beside) >= ENOUGH:
            yield place


def _judged(around: Surroundings, places: Iterable[Place], phrases: Stretches) -> list[tuple[Place, Form]]:
    """Leaves out what is a word in a phrase, but remembers that it is written as a name: "Optimism over OP"."""
    judged = []
    for place in places:
        if _is_elsewhere(around.text, place):
            continue
        form = form_of(around, place.start, place.end)
        if form is not Form.SMALL:
            for coin in place.term.coins:
                around.named.setdefault(coin, []).append((place.start, around.text[place.start : place.end].lower()))
        if phrases.start_of(place.start) is None:
            judged.append((place, form))
    return judged


def _note(around: Surroundings, number: int, start: int, pattern: Pattern) -> None:
    if pattern.is_crypto:
        around.crypto.append((start, number))
    if pattern.is_of_trade:
        around.trade.append((start, number))
    if pattern.is_of_shares:
        around.shares.append(start)
    for coin in pattern.context_of:
        around.context.setdefault(coin, []).append(start)
    for coin in pattern.against:
        around.against.setdefault(coin, []).append(start)


def _sort(around: Surroundings) -> None:
    """Matches come by their ends."""
    around.crypto.sort()
    around.trade.sort()
    around.shares.sort()
    for starts in (*around.context.values(), *around.against.values()):
        starts.sort()


def _longest(found: list[_Found]) -> Iterator[Place]:
    """From the left, the longest of those that begin where the last one has ended or later."""
    last = 0
    for start, end, place in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            last = end
            if place is not None:
                yield place


def _small(text: str) -> str:
    """In small letters, and no longer than before, so that places stay the same."""
    small = _SURROGATES.sub("\ufffd", text.lower())  # the automaton takes none
    if len(small) == len(text):
        return small
    return "".join(_SURROGATES.sub("\ufffd", char.lower()) if len(char.lower()) == 1 else char for char in text)


def _stands_alone(text: str, start: int, end: int, pattern: Pattern) -> bool:
    """Whether no letter or digit joins it, as one does "eth" in "something"; #XRPArmy is two words."""
    if _SPACELESS.match(pattern.text):
        return True
    if start and _joins(text[start - 1]) and _joins(text[start]):
        return False
    if pattern.goes_on or end == len(text) or not _joins(text[end]) or not _joins(text[end - 1]):
        return True
    is_name = text[start:end].isupper() or (pattern.term is not None and pattern.term.strength is Strength.SURE)
    return is_name and _tag(text, start) == "#" and text[end].isupper() and text[end + 1 : end + 2].islower()


def _joins(char: str) -> bool:
    return (char.isalnum() or char == "_") and not (char > "\u0e00" and _SPACELESS.match(char))


def _tag(text: str, start: int) -> str:
    """$ or #, if it stands directly before and is no amount's or word's end (100$, C#)."""
    sign = text[start - 1 : start]
    return sign if sign and sign in "$#" and not (start > 1 and _joins(text[start - 2])) else ""


def _is_part_of_address(hidden: Stretches, start: int, pattern: Pattern) -> bool:
    """near.org names itself, https://pics.example/near nobody."""
    address = hidden.start_of(start)
    return address is not None and not ("." in pattern.text and address == start)


def _is_phrase(text: str, start: int, end: int) -> bool:
    """A phrase is one only if no word in it is written as a symbol."""
    piece = text[start:end]
    is_symbol_in_it = any(len(word) > 1 and word.isupper() for word in piece.split())
    return not _tag(text, start) and (piece.isupper() or not is_symbol_in_it)


def _is_elsewhere(text: str, place: Place) -> bool:
    """$LINK.A is a share; USDT in SOL/USDT is what the price is in."""
    if place.tag == "$" and re.match(r"\.[A-Za-z]", text[place.end : place.end + 2]):
        return True
    word = text[place.start : place.end]
    before = text[max(0, place.start - 2) : place.start]
    return "USD" in word and before[:1].isalnum() and before[1:] in {"/", "-"}
