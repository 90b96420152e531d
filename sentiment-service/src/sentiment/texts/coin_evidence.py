"""How much speaks for it that a word in a text names a coin. No I/O and no clock.

What is looked at is near the word and bounded, so that a long text takes time linear in its length.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sentiment.texts.coin_surroundings import Form, Place, Surroundings, is_near, within
from sentiment.texts.coin_terms import Strength

ENOUGH: Final = 3
"""Points by which a word is taken for a coin's name."""

_AGAINST: Final = -2
_OF_SHARES: Final = -1
_SPECIFIC: Final = 3
_STRONG: Final = 2

# Points by strength, in the order of Form. Small letters alone are never enough.
_OF_SYMBOL: Final = {
    Strength.SURE: (3, 3, 3, 3, 3),
    Strength.NAME: (3, 3, 2, 2, 2),
    Strength.RARE: (2, 2, 1, 1, 1),
    Strength.WORD: (2, 0, 0, 0, 0),
}
_OF_NAME: Final = {
    Strength.SURE: (3, 3, 3, 3, 3),
    Strength.NAME: (3, 3, 3, 3, 2),
    Strength.RARE: (2, 2, 2, 2, 1),
    Strength.WORD: (2, 0, 2, 1, 0),
}

# All of these are matched at one place or against a bounded piece; none repeats without a bound.
_AMOUNT: Final = (
    r"(?:[$€£+\u2212\u2013-]\s?[$€£]?\d|\.\d|\d[\d,]{0,12}(?:\.\d|\s?%|[km]\b|\s?(?:usdt?|cents?|dollars|bucks)\b))"
)
_SAID_OF_PRICES: Final = (
    r"(?:is|was|at|to|under|over|above|below|past|hits?|tops?|up|down|reclaims?|breaks?|broke|loses?|lost|back|now|falls?|fell|"
    r"rises?|rose|gains?|gained|jumps?|jumped|drops?|dropped|slips?|slides?|climbs?|pumps?|dumps?|price|trades?|by|out|almost|nearly)"
)
_PRICE_FOLLOWS: Final = re.compile(
    rf"[\s:=~@]{{0,3}}(?:{_SAID_OF_PRICES}\s{{1,2}}){{1,4}}{_AMOUNT}|[\s:]{{0,2}}[+\u2212\u2013-]\d", re.IGNORECASE
)
_AMOUNT_FOLLOWS: Final = re.compile(rf"[\s:=~@]{{0,3}}{_AMOUNT}", re.IGNORECASE)
_QUANTITY_BEFORE: Final = re.compile(
    r"(?:(?:^|[\s(~])\d[\d,.]{0,14}[kKmM]?\+?|\b(?:more|some|my|your|any))\s(?:more\s)?$"
)
_LIVES_ON_BEFORE: Final = re.compile(
    r"(?:\blive|\blives|launch(?:es|ed)?|deploy(?:s|ed)?|built|\bbuild|runs?|running|expand(?:s|ed)?|issued|mint(?:s|ed)?|"
    r"trad(?:es?|ing)|protocols?|apps?|tokens?|usdt|usdc|stablecoins?|[mb]illion|dollars?|defi|dexs?|nfts?)\s(?:on|to|onto)\s(?:the\s)?$",
    re.IGNORECASE,
)
_QUOTE_FOLLOWS: Final = re.compile(r"[/-](?:USD[TC]?|EUR|GBP|KRW|BTC|ETH|PERP)\b")
_ON_BEFORE: Final = re.compile(r"\s(?:on|over|via|onto)\s$")
_KIND_FOLLOWS: Final = re.compile(
    r"\s(?:(?:liquid|defi|smart|native|nft|lending)\s)?(?:network|foundation|labs|protocol|blockchain|chain|ecosystem|mainnet|testnet|validators?|holders?|stakers?|wallets?|devs?|developers?|"
    r"tokens?|coins?|prices?|etfs?|etps?|funds?|dao|staking|nodes?|bulls|bears|whales?|bags?|gang|army|maxis?|marines|perps?|futures|airdrop|treasury|trusts?)\b",
    re.IGNORECASE,
)
_DEALT_IN_BEFORE: Final = re.compile(
    r"\b(?:buy|buys|buying|bought|sell|sells|selling|sold|hold|holds|holding|stak(?:e|es|ed|ing)|stack(?:ed|ing)?|dca|long|short|longed|shorted|longing|shorting|swap|swapped|bridged?|sent)"
    r"\s(?:(?:all|my|some|more|of|the|his|her|their|into)\s){0,3}$|"
    r"\bpa(?:y|ys|id)\s(?:\w{1,12}\s){0,3}(?:with|in)\s$|\b(?:accept|accepts|takes|bullish on|bearish on)\s$",
    re.IGNORECASE,
)
_ACTS_AFTER: Final = re.compile(
    r"\s(?:launch|announce|unveil|add|raise|plan|partner|integrate|introduce|roll|release|activate|deploy|upgrade|propose|vote|burn|mint|tap|hire|"
    r"say|want|sue|buy|acquire|support|join|expand|move|delay|open|close|cut|get|lose|win)(?:s|es)\b|\s(?:is|was)\s\w{3,12}ing\b",
)
_SORT_FOLLOWS: Final = re.compile(
    r"-(?:based|born|powered|run|native|backed|linked|denominated|focused|incubated|issued|style|themed)\b"
)
_COMPOUND_FOLLOWS: Final = re.compile(r"-[a-z]")
_COMPOUND_BEFORE: Final = re.compile(r"[^\W\d_]-$")
_POSSESSIVE: Final = re.compile(r"['\u2019]s\b")
_AND: Final = re.compile(
    r"\s{0,2}(?:[,/&+|→]|,?\s(?:and|or|vs\.?|versus|und|et|y|e|ou|oder)\s)\s{0,2}[$#]?|\s[$#]?", re.IGNORECASE
)
_LONGEST_AND: Final = 12
_LONGEST_BEFORE: Final = 40


def own_points(place: Place, form: Form) -> int:
    """What the word counts by itself, before anything around it."""
    term = place.term
    if term.strength is Strength.SURE or place.tag == "$":
        return ENOUGH
    if place.tag == "#":
        return ENOUGH if form is Form.UPPER or term.strength >= Strength.NAME else _STRONG
    table = _OF_SYMBOL if term.is_symbol else _OF_NAME
    points = table[term.strength][form.value]
    return points - 1 if term.is_everyday and points else points


def is_sure(place: Place, form: Form, around: Surroundings) -> bool:
    """Whether it counts whatever other coins stand around."""
    if place.term.is_symbol and _QUOTE_FOLLOWS.match(around.text, place.end):
        return True
    if own_points(place, form) < ENOUGH:
        return False
    if place.term.strength is Strength.SURE:
        return True
    if place.tag:
        return not is_near(around.shares, place)
    return not any(is_near(around.against.get(coin, ()), place) for coin in place.term.coins)


def points(place: Place, form: Form, around: Surroundings, neighbours: Iterable[tuple[Place, Form]]) -> int:
    """All that speaks for and against a place that is not sure."""
    if not place.term.coins or (form is Form.SMALL and place.term.never_small and not place.tag):
        return 0
    own, coin = own_points(place, form), place.term.coins[0]
    total = own + _local(place, form, around.text)
    total += max((_beside(place, form, *other, around.text) for other in neighbours), default=0)
    # A word that says little by itself is not made a name by ever more talk of crypto: "Optimism Grows as Bitcoin …".
    total += min(_general(place, coin, around), 1 if total <= 1 else 2)
    total += _specific(place, form, coin, around)
    total += _STRONG if form is not Form.SMALL and _has_another_name(place, coin, around) else 0
    if place.term.strength < Strength.NAME or place.tag:
        total += _OF_SHARES if is_near(around.shares, place) else 0
    return total + (_AGAINST if is_near(around.against.get(coin, ()), place) else 0)


def _general(place: Place, coin: str, around: Surroundings) -> int:
    """How much the text around is about crypto: one point for each of two words, for another coin, for the source."""
    words, weak = (_different(found, place) for found in (around.crypto, around.trade))
    has_other_coin = any(other != coin for _, other in within(around.sure, place))
    needed = 2 if place.term.strength is Strength.WORD else 1
    return words + min(weak // needed, 1) + has_other_coin + around.is_crypto_source


def _different(found: Sequence[tuple[int, int]], place: Place) -> int:
    """How many different words of evidence stand around the place, itself left out."""
    return len({number for at, number in within(found, place) if not place.start <= at < place.end})


def _local(place: Place, form: Form, text: str) -> int:
    """What stands directly before and after."""
    before, strength = text[max(0, place.start - _LONGEST_BEFORE) : place.start], place.term.strength
    total = _figures(place, form, before, text)
    if _KIND_FOLLOWS.match(text, place.end):
        total += 1 if form is Form.SMALL and strength is Strength.WORD else _STRONG
    if (strength is not Strength.WORD or form is Form.UPPER) and _DEALT_IN_BEFORE.search(before):
        total += 1
    if form is not Form.SMALL:
        total += _as_a_name(place, form, before, text)
    return total - (_STRONG if strength <= Strength.RARE and _is_in_compound(place, form, text) else 0)


def _figures(place: Place, form: Form, before: str, text: str) -> int:
    """A price or a change that follows, or a quantity before."""
    is_upper = form is Form.UPPER
    if _PRICE_FOLLOWS.match(text, place.end) or (is_upper and _AMOUNT_FOLLOWS.match(text, place.end)):
        return _STRONG
    may_be_counted = is_upper or place.term.strength is Strength.RARE
    return 1 if may_be_counted and _QUANTITY_BEFORE.search(before) else 0


def _as_a_name(place: Place, form: Form, before: str, text: str) -> int:
    """What is said of things that have names: "launches on …", "…-based", "…'s", "… unveils"."""
    total = 1 if _POSSESSIVE.match(text, place.end) or _ACTS_AFTER.match(text, place.end) else 0
    if _LIVES_ON_BEFORE.search(before) or _SORT_FOLLOWS.match(text, place.end):
        return total + _STRONG
    return total + (1 if form is Form.CAPITAL and _ON_BEFORE.search(before) else 0)


def _is_in_compound(place: Place, form: Form, text: str) -> bool:
    """Near-term and e-tron are words, Stellar-based and staked-SOL are not."""
    if form is not Form.UPPER and _COMPOUND_BEFORE.search(text[max(0, place.start - 2) : place.start]):
        return True
    return bool(_COMPOUND_FOLLOWS.match(text, place.end)) and not _SORT_FOLLOWS.match(text, place.end)


def _beside(place: Place, form: Form, other: Place, other_form: Form, text: str) -> int:
    """Points for standing in a list with another coin: "ETH, LINK", "$APT $SUI", "Chainlink and Aave"."""
    if set(other.term.coins) & set(place.term.coins) or not _looks_like_a_coin(other, other_form):
        return 0
    between = text[min(place.end, other.end) : max(place.start, other.start)]
    if len(between) > _LONGEST_AND or not _AND.fullmatch(between):
        return 0
    if between.isspace() and Form.UPPER not in (form, other_form):
        return 0
    return 1 if form is Form.SMALL else _STRONG


def _looks_like_a_coin(place: Place, form: Form) -> bool:
    return (
        bool(place.tag)
        or form in {Form.UPPER, Form.UPPER_AMONG_UPPER}
        or place.term.strength is Strength.RARE
        or own_points(place, form) >= ENOUGH
    )


def _specific(place: Place, form: Form, coin: str, around: Surroundings) -> int:
    """Points for words that only this coin's texts have, and for the coin's being named without doubt nearby."""
    is_name = form is not Form.SMALL or place.term.strength >= Strength.RARE
    if is_near(around.context.get(coin, ()), place):
        return _SPECIFIC if is_name else _STRONG
    return _SPECIFIC if is_name and any(other == coin for _, other in within(around.sure, place)) else 0


def _has_another_name(place: Place, coin: str, around: Surroundings) -> bool:
    """Whether the coin may be named otherwise, too: "Cosmos … ATOM", "Optimism over OP"."""
    word = around.text[place.start : place.end].lower()
    return any(other != word for _, other in within(around.named.get(coin, ()), place))
