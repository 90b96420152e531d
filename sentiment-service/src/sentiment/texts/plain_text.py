"""HTML, or what claims to be text, to one plain line. No I/O."""

import html
import re
from typing import Final

import nh3

_MARKUP_FACTOR: Final = 4
"""So many times the limit is looked at at most: what a page of markup hides behind that is not worth its time."""
_UNSEEN: Final = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# Joins emoji to one picture; between letters it only hides a word from a search.
_JOINER_IN_WORD: Final = re.compile("(?<=\\w)\u200d|\u200d(?=\\w)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE: Final = re.compile(r"\s+")


def plain(text: str, most: int) -> str:
    """The text without markup, scripts and styles, entities decoded once, in one line of at most `most` characters.

    Characters that nobody sees (zero-width, direction marks, controls, lone surrogates) are left out.
    """
    bounded = _CONTROL.sub(" ", text[: most * _MARKUP_FACTOR])
    stripped = nh3.clean(_spaced(bounded), tags=set(), clean_content_tags={"script", "style", "iframe", "noscript"})
    decoded = _CONTROL.sub(" ", html.unescape(stripped))
    seen = _JOINER_IN_WORD.sub("", _UNSEEN.sub("", decoded))
    return _SPACE.sub(" ", seen).strip()[:most].rstrip()


_BREAKS: Final = re.compile(r"<(?=/?(?:p|br|div|li|h\d|tr|td)\b)", re.IGNORECASE)


def _spaced(text: str) -> str:
    """A space before what a browser shows on a new line, so that words do not run together."""
    return _BREAKS.sub(" <", text)
