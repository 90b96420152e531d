"""HTML, or what claims to be text, to one plain line. No I/O.

The time is linear in the length. A parser of HTML alone takes seconds for tags that were nested by thousands on purpose
(browsers mend them by rules that look back at all that is open), so plain tags go first and few others are let through.
"""

import html
import re
from itertools import islice
from typing import Final

import nh3

_MARKUP_FACTOR: Final = 4
"""So many times the limit is looked at at most: what a page of markup hides behind that is not worth its time."""
_UNSEEN: Final = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# Joins emoji to one picture; between letters it only hides a word from a search.
_JOINER_IN_WORD: Final = re.compile("(?<=\\w)\u200d|\u200d(?=\\w)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE: Final = re.compile(r"\s+")


# Without `<` inside: an attempt ends at the next tag. What these rules do not know is left to the parser.
_TAG: Final = re.compile(
    r"</?(?!(?:script|style|iframe|noscript)\b)([a-zA-Z][a-zA-Z0-9]*)(?![a-zA-Z0-9])[^<>]*>", re.ASCII
)
_BLOCKS: Final = frozenset(["p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td"])
_MARKUP: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_MOST_MARKUP: Final = 200
"""What is behind so many tags that are not plain is not worth its time either."""


def plain(text: str, most: int) -> str:
    """The text without markup, scripts and styles, entities decoded once, in one line of at most `most` characters.

    Characters that nobody sees (zero-width, direction marks, controls, lone surrogates) are left out.
    """
    bounded = _CONTROL.sub(" ", text[: most * _MARKUP_FACTOR])
    few = _with_few_tags(_TAG.sub(_space, bounded))
    stripped = nh3.clean(few, tags=set(), clean_content_tags={"script", "style", "iframe", "noscript"})
    decoded = _CONTROL.sub(" ", html.unescape(stripped))
    seen = _JOINER_IN_WORD.sub("", _UNSEEN.sub("", decoded))
    return _SPACE.sub(" ", seen).strip()[:most].rstrip()


def _space(tag: re.Match[str]) -> str:
    """A space for what a browser shows on a new line, so that words do not run together."""
    return " " if tag[1].lower() in _BLOCKS else ""


def _with_few_tags(text: str) -> str:
    last = next(islice(_MARKUP.finditer(text), _MOST_MARKUP, None), None)
    return text if last is None else text[: last.start()]
