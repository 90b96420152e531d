"""How another site tells the same story: other words here and there, its own way to write. Pure."""

import re
from typing import Final

from simulator.feeds.content.draws import Draws
from simulator.feeds.content.material import material

_WORD: Final = re.compile(r"[^\W\d_]+")
_MOST_SYNONYMS: Final = 2
_SMALL: Final = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
_UPDATES: Final = ("Update: {}", "{} (updated)", "{}")


def reworded(title: str, draws: Draws) -> str:
    """The title with at most two words replaced, and sometimes written with `percent`."""
    synonyms = material().synonyms
    places = [match for match in _WORD.finditer(title) if match[0].lower() in synonyms]
    chosen = [match for match in places if draws.chance(0.6)][:_MOST_SYNONYMS]
    for match in reversed(chosen):
        others = [word for word in synonyms[match[0].lower()] if word != match[0].lower()]
        new = draws.pick(others)
        new = new.capitalize() if match[0][0].isupper() else new
        title = title[: match.start()] + new + title[match.end() :]
    return title.replace("%", " percent") if draws.chance(0.25) else title


def edited(title: str, draws: Draws) -> str:
    """The title as the same site writes it some minutes later; never quite the same."""
    new = draws.pick(_UPDATES).format(reworded(title, draws).replace("{", "(").replace("}", ")"))
    return new if new != title else f"{title}, sources say"


def in_title_case(title: str) -> str:
    """Capitals as some sites write headlines; words with a capital or a digit within stay as they are."""
    words = title.split(" ")
    return " ".join(
        word if index and word in _SMALL else word[:1].upper() + word[1:] for index, word in enumerate(words)
    )


def shortened(summary: str, draws: Draws) -> str:
    """The summary, or only its first sentence."""
    first, end, _ = summary.partition(". ")
    return summary if not end or draws.chance(0.6) else f"{first}."
