"""The part of a text that is about one of the coins it speaks of. No I/O; linear in the text's length."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sentiment.texts.coin_tags import Mention

# A sentence ends before a space or a line, and not before a small letter ("vs. ether"); in East Asia without a space.
_SENTENCE_END: Final = re.compile(r"[.!?\u2026]['\"\u201d\u2019)\]]{0,3}\s+(?![a-z])|[\u3002\uff01\uff1f]|\n")
# Where a clause may end. What follows a contrast is another statement; other joints may only list things.
_CONTRAST: Final = r"[;|\u2014]|\s[\u2013-]\s|,?\s(?:but|while|whereas|although|though|yet)\s"
_LIST: Final = r"[,:\uff0c]|\s(?:and|after|und|et|y|e|as(?!\s(?:much|many|well|a|the|if)\b))\s"
_JOINT: Final = re.compile(f"(?P<contrast>{_CONTRAST})|{_LIST}", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    r"\s*(?:its?|it's|they|their|this|the (?:coin|token|network|chain|price))\b", re.IGNORECASE
)
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}|\d")
_FIGURE_BEFORE: Final = re.compile(r"[\d%)kKmMbB]\s+(?P<sign>[$#]?)$")
_FIGURE_AFTER: Final = re.compile(r"[\s:=(]{0,3}[+\u2212\u2013-]?[$\u20ac\u00a3]?\d")
_JOINERS: Final = frozenset(
    {"and", "or", "und", "et", "as", "after", "but", "while", "whereas", "although", "though", "yet", "vs", "the"}
)
_EDGES: Final = " \t\n,;:|\u2013\u2014-"


class _Named(NamedTuple):
    start: int
    end: int
    coin_id: str


class _Piece(NamedTuple):
    """A stretch of the text, and what is named in it: [first, last) of all that is named, in order."""

    start: int
    end: int
    first: int
    last: int


class _Clause(NamedTuple):
    piece: _Piece
    says_something: bool
    """It has words besides the coins' names."""
    is_after_contrast: bool


def sentence_about(text: str, mentions: Sequence[Mention], coin_id: str) -> str:
    """The sentences that concern the coin; of those that name several coins the clause, if each has its own.

    Args:
        text: what was tagged.
        mentions: all that the tagger found in it.
        coin_id: one of them. For another coin, and for a text on one coin only, the whole text returns.
    """
    if len(mentions) == 1 or all(mention.coin_id != coin_id for mention in mentions):
        return text
    named = sorted(_Named(start, end, mention.coin_id) for mention in mentions for start, end in mention.spans)
    parts: list[str] = []
    before: set[str] = set()
    for sentence in _pieces(named, (match.end() for match in _SENTENCE_END.finditer(text)), 0, len(text)):
        coins = _coins(named, sentence)
        if coin_id in coins:
            clauses = _clauses(text, named, sentence) if len(coins) > 1 else [sentence]
            parts += [_cleaned(text, clause) for clause in clauses if coin_id in _coins(named, clause)]
        elif not coins and before == {coin_id} and _GOES_ON.match(text, sentence.start):
            parts.append(_cleaned(text, sentence))
        before = coins or before
    return " ".join(parts)


def _pieces(named: Sequence[_Named], cuts: Iterable[int], start: int, end: int) -> Iterator[_Piece]:
    """The stretches between the cuts."""
    first = bisect_left(named, (start,))
    for cut in (*cuts, end):
        if cut > start:
            last = bisect_left(named, (cut,), lo=first)
            yield _Piece(start, cut, first, last)
            start, first = cut, last


def _coins(named: Sequence[_Named], piece: _Piece) -> set[str]:
    return {one.coin_id for one in named[piece.first : piece.last]}


def _cleaned(text: str, piece: _Piece) -> str:
    return text[piece.start : piece.end].strip(_EDGES)


def _clauses(text: str, named: Sequence[_Named], sentence: _Piece) -> list[_Piece]:
    """The sentence's parts of which each names a coin and says something of it; the whole if it has none."""
    contrasts: dict[int, bool] = dict(_joints(text, named, sentence))
    cuts = sorted(contrasts.keys() | set(_figures(text, named, sentence)))
    clauses: list[_Clause] = []
    for piece in _pieces(named, cuts, sentence.start, sentence.end):
        clause = _Clause(piece, _says(text, named, piece), contrasts.get(piece.start, False))
        if clauses and (piece.first == piece.last or not _is_whole(text, named, clauses[-1], clause)):
            before = clauses.pop()
            both = _Piece(before.piece.start, piece.end, before.piece.first, piece.last)
            clause = _Clause(both, before.says_something or clause.says_something, before.is_after_contrast)
        clauses.append(clause)
    return [clause.piece for clause in clauses]


def _joints(text: str, named: Sequence[_Named], sentence: _Piece) -> Iterator[tuple[int, bool]]:
    """Where clauses may end, and whether a contrast follows; never within a name."""
    number = sentence.first
    for match in _JOINT.finditer(text, sentence.start, sentence.end):
        while number < sentence.last and named[number].end <= match.start():
            number += 1
        if number == sentence.last or named[number].start > match.start():
            yield match.start(), match["contrast"] is not None


def _figures(text: str, named: Sequence[_Named], sentence: _Piece) -> Iterator[int]:
    """Between the entries of a list of prices: "BTC -0.4 ETH -1.1"."""
    for one in named[sentence.first : sentence.last]:
        before = _FIGURE_BEFORE.search(text[max(sentence.start, one.start - 8) : one.start])
        if before and _FIGURE_AFTER.match(text, one.end):
            yield one.start - len(before["sign"])


def _is_whole(text: str, named: Sequence[_Named], clause: _Clause, following: _Clause) -> bool:
    """Whether the clause names a coin and says something after it: "Bitcoin, ether fall" is one clause, not two.

    Before a contrast it is enough that it says something at all.
    """
    piece = clause.piece
    if piece.first == piece.last:
        return False
    if following.is_after_contrast and clause.says_something:
        return True
    return _says(text, named, _Piece(named[piece.last - 1].end, piece.end, piece.last, piece.last))


def _says(text: str, named: Sequence[_Named], piece: _Piece) -> bool:
    """Whether there are words or figures besides the names."""
    start = piece.start
    for one in (*named[piece.first : piece.last], _Named(piece.end, piece.end, "")):
        found = _LETTERS.finditer(text, start, max(start, one.start))
        if any(match.group().lower() not in _JOINERS for match in found):
            return True
        start = max(start, one.end)
    return False
