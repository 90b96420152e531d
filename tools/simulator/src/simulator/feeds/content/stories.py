"""One story of the made-up news: decided by the seed and the place of its time on a grid. Pure."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from simulator.feeds.content import moods
from simulator.feeds.content.draws import Draws
from simulator.feeds.content.filling import Filling, tells_apart
from simulator.feeds.content.material import Coin, Family, Material, Theme, material

_STREAM: Final = 1
_KINDS: Final = ("news", "off_topic", "foreign", "hostile")
_RUNNING_SHARES: Final = (0.84, 0.9, 0.98, 1.0)
_MARKET_SHARE: Final = 0.1
_THEME_SHARE: Final = 0.55
_WITHOUT_TAIL: Final = 0.15
_MOST_SOURCES: Final = 2
_ADDED: Final = 7
_ENGLISH: Final = "en"
_NOT_OF_STABLE: Final = frozenset(("price", "flows", "network", "pair"))
"""A coin that is worth a dollar is not said to rise."""


@dataclass(frozen=True, slots=True)
class Story:
    """`tone` and `coins` are what its text says: the truth to compare with; no tone where nothing is judged.

    `key` is the same for all tellings of the story, and for no other.
    """

    key: str
    at_us: int
    kind: str
    title: str
    summary: str
    tone: str | None = None
    coins: tuple[str, ...] = ()
    language: str = _ENGLISH
    theme: str | None = None


def story_at(seed: int, grid_us: int, slot: int) -> Story:
    """The story of the time from `slot * grid_us` on, up to one grid step later."""
    draws = Draws(seed, _STREAM, grid_us, slot)
    at_us = slot * grid_us + int(0.95 * grid_us * draws.number())
    key = f"{grid_us:x}-{slot:x}"
    kind = _KINDS[draws.weighted(_RUNNING_SHARES)]
    found = material()
    if kind == "off_topic":
        filling = Filling(found, draws, None)
        title = _headline(filling, _told_apart(draws.pick(found.off_topic), draws))
        return Story(key, at_us, kind, title, _closers(filling, draws))
    if kind == "foreign":
        language, sentence = draws.pick(found.foreign)
        title = Filling(found, draws, None).fill(f"{sentence} ({{person}}, {{firm}}, {{place}})")
        return Story(key, at_us, kind, title, "", language=language)
    if kind == "news":
        return _news(seed, key, at_us, draws)
    story = _news(seed, key, at_us, draws)
    # `replace` and not `format`: the hostile lines are full of braces.
    title = draws.pick(found.hostile).replace("{text}", story.title)
    return Story(key, at_us, kind, title, story.summary, story.tone, story.coins)


def _news(seed: int, key: str, at_us: int, draws: Draws) -> Story:
    found = material()
    coin = None if draws.chance(_MARKET_SHARE) else moods.subject(seed, at_us, draws)
    number = moods.MARKET if coin is None else coin.number
    tone = moods.tone(seed, number, at_us, draws)
    theme = _theme(seed, coin, at_us, draws)
    family = _family(found, draws, coin, theme)
    sentences = family.by_tone[tone]
    given = {} if theme is None else {"theme": theme.phrases[tone]}
    filling = Filling(found, draws, coin, **given)
    head, tail = draws.pick(sentences.heads), draws.pick(sentences.tails)
    joined = head if draws.chance(_WITHOUT_TAIL) else _joined(head, tail)
    title = _headline(filling, _told_apart(joined, draws))
    lead = filling.fill(draws.pick(sentences.leads))
    second = _closers(filling, draws) if theme is None else filling.fill(draws.pick(found.theme_sentences))
    coins = tuple(each.coin_id for each in (coin, filling.other) if each is not None)
    phrase = None if theme is None else theme.phrases[tone]
    return Story(key, at_us, "news", title, f"{_capital(lead)} {_capital(second)}", tone, coins, theme=phrase)


def _theme(seed: int, coin: Coin | None, at_us: int, draws: Draws) -> Theme | None:
    if coin is None or not draws.chance(_THEME_SHARE):
        return None
    theme = moods.theme(seed, coin.number, at_us)
    return None if coin.is_stable and theme.family in _NOT_OF_STABLE else theme


def _family(found: Material, draws: Draws, coin: Coin | None, theme: Theme | None) -> Family:
    if coin is None:
        return found.families["market"]
    if theme is not None:
        return found.families[theme.family]
    families = [
        family
        for family in found.families.values()
        if family.has_coin and not (coin.is_stable and family.name in _NOT_OF_STABLE)
    ]
    sums = list(accumulate(family.weight for family in families))
    return families[draws.weighted(sums)]


def _joined(head: str, tail: str) -> str:
    """A tail that begins with a comma or the like follows without a space; none follows where it would read badly."""
    if (head[-1] == "?" and tail[0] != ":") or (":" in head and tail[0] == ":"):
        return head
    return f"{head}{tail}" if tail[0] in ",:;" else f"{head} {tail}"


def _told_apart(sentence: str, draws: Draws) -> str:
    """The sentence with a source, or an answer to its question, as often as it takes to tell it from its like."""
    for number in range(_MOST_SOURCES):
        if tells_apart(sentence):
            break
        is_question = sentence[-1] == "?"
        more = draws.pick(material().answers if is_question else material().sources)
        # Numbered, so that what is added names other people and firms.
        more = more.replace("}", f"{_ADDED + number}}}")
        sentence = f"{sentence} {more}" if is_question else _joined(sentence, more)
    return sentence


def _headline(filling: Filling, sentence: str) -> str:
    return _capital(filling.fill(sentence))


def _closers(filling: Filling, draws: Draws) -> str:
    return _capital(filling.fill(draws.pick(material().closers)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
