"""The sentence material, read once from the TOML files of `material/`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from simulator.feeds.content.draws import Draws

TONES: Final = ("positive", "neutral", "negative")
_FOLDER: Final = Path(__file__).parent / "material"


@dataclass(frozen=True, slots=True)
class Coin:
    """`usd` is a rough price, `weight` how often it is written about. `number` tells coins apart in draws."""

    number: int
    coin_id: str
    symbol: str
    name: str
    usd: float
    weight: float

    @property
    def is_stable(self) -> bool:
        return self.usd == 1


@dataclass(frozen=True, slots=True)
class Sentences:
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of news: its sentences by tone. Without `has_coin` it is about crypto as a whole."""

    name: str
    weight: float
    by_tone: dict[str, Sentences]
    has_coin: bool = True


@dataclass(frozen=True, slots=True)
class Theme:
    """What a coin is talked about for some hours: a phrase by tone, and the family of news where it comes up."""

    family: str
    phrases: dict[str, str]


@dataclass(frozen=True, slots=True)
class PostSentences:
    openers: tuple[str, ...]
    cores: tuple[str, ...]
    closers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """`words` are lists by the name that sentences ask for; `compounds` those that are put together from two lists."""

    coins: tuple[Coin, ...]
    words: dict[str, tuple[str, ...]]
    compounds: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    families: dict[str, Family]
    closers: tuple[str, ...]
    answers: tuple[str, ...]
    sources: tuple[str, ...]
    themes: tuple[Theme, ...]
    theme_sentences: tuple[str, ...]
    posts: dict[str, PostSentences]
    asides: tuple[str, ...]
    off_topic: tuple[str, ...]
    foreign: tuple[tuple[str, ...], ...]
    hostile: tuple[str, ...]
    hostile_posts: tuple[str, ...]
    synonyms: dict[str, tuple[str, ...]]

    def word(self, name: str, draws: Draws) -> str:
        """One entry of a list.

        Raises:
            KeyError: there is no such list.
        """
        if name in self.compounds:
            return " ".join(draws.pick(part) for part in self.compounds[name])
        return draws.pick(self.words[name])


@cache
def material() -> Material:
    """All of it; the files are read at the first call."""
    names, news, posts = _read("names"), _read("news"), _read("posts")
    themes, elsewhere = _read("themes"), _read("elsewhere")
    last = _with_composed(names["people"]["last"], names["people"])
    stems = _with_composed(names["stems"]["list"], names["stems"])
    return Material(
        coins=tuple(_coin(number, fields) for number, fields in enumerate(_rows(names["coins"]["list"]))),
        words={name: _lines(text) for name, text in names["words"].items()} | {"last": last},
        compounds={kind: (stems, _lines(ends)) for kind, ends in names["firms"].items()}
        | {"person": (_lines(names["people"]["first"]), last)},
        families={table["name"]: _family(table) for table in news["family"]},
        closers=_lines(news["closers"]),
        answers=_lines(news["answers"]),
        sources=_lines(news["sources"]),
        themes=tuple(
            Theme(family, dict(zip(TONES, phrases, strict=True))) for family, *phrases in _rows(themes["list"])
        ),
        theme_sentences=_lines(themes["sentences"]),
        posts={
            mood: PostSentences(_lines(table["openers"]), _lines(table["cores"]), _lines(table["closers"]))
            for mood, table in posts.items()
            if mood != "asides"
        },
        asides=_lines(posts["asides"]),
        off_topic=_lines(elsewhere["off_topic"]),
        foreign=_rows(elsewhere["foreign"]),
        hostile=_lines(elsewhere["hostile"]),
        hostile_posts=tuple(map(_unescaped, _lines(elsewhere["hostile_posts"]))),
        synonyms={word: row for row in _rows(_read("rewording")["synonyms"]) for word in row},
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def _with_composed(listed: str, table: dict[str, str]) -> tuple[str, ...]:
    """The names that are listed, and all that its beginnings and ends make."""
    composed = (begin + end for begin in _lines(table["begins"]) for end in _lines(table["ends"]))
    return (*_lines(listed), *composed)


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(field.strip() for field in line.split(" | ")) for line in _lines(text))


def _coin(number: int, fields: tuple[str, ...]) -> Coin:
    coin_id, symbol, name, usd, weight = fields
    return Coin(number, coin_id, symbol, name, float(usd), float(weight))


def _family(table: dict[str, Any]) -> Family:
    by_tone = {
        tone: Sentences(_lines(table[tone]["heads"]), _lines(table[tone]["tails"]), _lines(table[tone]["leads"]))
        for tone in TONES
    }
    return Family(table["name"], table["weight"], by_tone, table.get("has_coin", True))


def _unescaped(line: str) -> str:
    r"""Make the characters of `\uXXXX`, a lone surrogate too; other characters stay."""
    first, *others = line.split(r"\u")
    return first + "".join(chr(int(other[:4], 16)) + other[4:] for other in others)
