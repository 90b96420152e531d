"""The words by which coins are known, and the words that count around them: from coin_words.toml and the coins given.

No clock; the only file read is the one shipped beside this module.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from importlib import resources
from typing import Annotated, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

_SHORTEST_SURE_NAME: Final = 5


class CoinName(NamedTuple):
    coin_id: str
    symbol: str
    name: str


class Strength(IntEnum):
    """How sure a word is by itself; coin_words.toml says what each means."""

    WORD = 0
    RARE = 1
    NAME = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A word that may name a coin. `coins` are several for a pair such as ETHBTC, none for coins not followed.

    `only_as` is the one spelling that counts, or None. `is_everyday` says that even in capitals it is mostly a word,
    `never_small` that it never counts in small letters.
    """

    coins: tuple[str, ...]
    strength: Strength
    is_symbol: bool
    only_as: str | None = None
    is_everyday: bool = False
    never_small: bool = False


@dataclass(slots=True)
class Pattern:
    """All that one text may be at once: a term, evidence for coins, evidence against, a longer other name, a phrase."""

    text: str
    goes_on: bool = False
    term: Term | None = None
    is_other_name: bool = False
    is_phrase: bool = False
    is_crypto: bool = False
    is_of_trade: bool = False
    is_of_shares: bool = False
    context_of: set[str] = field(default_factory=set)
    against: set[str] = field(default_factory=set)


class CoinWords(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()

    def strength_of(self, text: str) -> Strength | None:
        """What the table says of the coin's own name or symbol, if anything."""
        for strength, texts in self.by_strength().items():
            if text in texts:
                return strength
        return None

    def by_strength(self) -> dict[Strength, frozenset[str]]:
        return {
            Strength.SURE: self.sure,
            Strength.NAME: self.names,
            Strength.RARE: self.rare,
            Strength.WORD: self.words,
        }


class Words(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    crypto_words: frozenset[str]
    trade_words: frozenset[str]
    everyday: frozenset[str]
    never_small: frozenset[str]
    other_coins: frozenset[str]
    share_words: frozenset[str]
    other_names: frozenset[str]
    phrases: frozenset[str]
    quotes: frozenset[str]
    coins: Annotated[Mapping[str, CoinWords], Field(default_factory=dict)]

    @classmethod
    def shipped(cls) -> Self:
        file = resources.files(__package__).joinpath("coin_words.toml")
        return cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def patterns_of(coins: Iterable[CoinName], words: Words) -> list[Pattern]:
    """Every text to look for, each once.

    A coin's own names and symbols go before other coins' further names; of two coins of one symbol the first has it.
    """
    known = tuple(coins)
    patterns: dict[str, Pattern] = {}
    for text, term in _terms(known, words):
        pattern = _at(patterns, text)
        pattern.term = pattern.term or term
    _add_words(patterns, words)
    for coin in known:
        table = words.coins.get(coin.coin_id, CoinWords())
        for text in table.context:
            _at(patterns, text).context_of.add(coin.coin_id)
        for text in table.against:
            _at(patterns, text).against.add(coin.coin_id)
    return list(patterns.values())


def _add_words(patterns: dict[str, Pattern], words: Words) -> None:
    """What counts for all coins. A followed coin's own name is never another name, nor a phrase."""
    for text in words.other_names:
        _at(patterns, text).is_other_name = _at(patterns, text).term is None
    for text in words.phrases:
        _at(patterns, text).is_phrase = _at(patterns, text).term is None
    for text in words.crypto_words:
        _at(patterns, text).is_crypto = True
    for text in words.trade_words:
        _at(patterns, text).is_of_trade = True
    for text in words.share_words:
        _at(patterns, text).is_of_shares = True


def _at(patterns: dict[str, Pattern], text: str) -> Pattern:
    goes_on = text.endswith("*")
    return patterns.setdefault(text, Pattern(text.rstrip("*").lower(), goes_on))


def _terms(coins: tuple[CoinName, ...], words: Words) -> Iterator[tuple[str, Term]]:
    for coin in coins:
        yield from _own_terms(coin, words)
    for coin in coins:
        yield from _further_terms(coin, words)
    yield from _pairs(coins, words.quotes)
    for text in words.other_coins:
        yield text, Term((), _strength_of_name(text, words.everyday), is_symbol=False)


def _own_terms(coin: CoinName, words: Words) -> Iterator[tuple[str, Term]]:
    table = words.coins.get(coin.coin_id, CoinWords())
    symbol, name = coin.symbol.lower(), coin.name.lower()
    if symbol != name:
        of_symbol = table.strength_of(symbol) or Strength.WORD
        yield symbol, _term(coin, symbol, of_symbol, words, is_symbol=not _is_a_name(symbol, name, of_symbol))
        if of_symbol is not Strength.WORD:
            yield symbol + "s", Term((coin.coin_id,), Strength.SURE, is_symbol=True, only_as=coin.symbol + "s")
    own = table.strength_of(name)
    strength = _strength_of_name(name, words.everyday) if own is None else own
    for text in _spellings(name):
        yield text, _term(coin, text, strength, words, is_symbol=False)


def _is_a_name(symbol: str, name: str, strength: Strength) -> bool:
    """Near of NEAR Protocol, Doge and Sol are written as names, too."""
    return symbol == name.partition(" ")[0] or (strength is Strength.RARE and name.startswith(symbol))


def _strength_of_name(name: str, everyday: frozenset[str]) -> Strength:
    """How sure a name is of which the file says nothing."""
    if name in everyday or len(name) < _SHORTEST_SURE_NAME:
        return Strength.WORD
    return Strength.SURE if name.endswith("coin") else Strength.NAME


def _further_terms(coin: CoinName, words: Words) -> Iterator[tuple[str, Term]]:
    table = words.coins.get(coin.coin_id, CoinWords())
    symbol = coin.symbol.lower()
    for strength, texts in table.by_strength().items():
        for text in texts:
            for spelling in _spellings(text):
                yield spelling, _term(coin, spelling, strength, words, is_symbol=spelling == symbol)
    for text in table.exact:
        yield text.lower(), Term((coin.coin_id,), Strength.SURE, is_symbol=True, only_as=text)


def _term(coin: CoinName, text: str, strength: Strength, words: Words, *, is_symbol: bool) -> Term:
    return Term(
        (coin.coin_id,),
        strength,
        is_symbol,
        is_everyday=text in words.everyday,
        never_small=text in words.never_small | words.everyday,
    )


def _spellings(name: str) -> set[str]:
    """Shiba Inu is also written Shiba-Inu and ShibaInu."""
    return {name, name.replace(" ", "-"), name.replace(" ", "")} if name.isascii() else {name}


def _pairs(coins: tuple[CoinName, ...], quotes: frozenset[str]) -> Iterator[tuple[str, Term]]:
    """BTCUSDT is about bitcoin, ETHBTC about both: a pair's quote counts when it is a coin whose price moves."""
    by_symbol = {coin.symbol.lower(): coin.coin_id for coin in reversed(coins)}
    for coin in coins:
        for quote in quotes - {coin.symbol.lower()}:
            pair = coin.symbol + quote.upper()
            named = by_symbol.get(quote) if "usd" not in quote else None
            both = (coin.coin_id,) if named is None else (coin.coin_id, named)
            yield pair.lower(), Term(both, Strength.SURE, is_symbol=True, only_as=pair.upper())
