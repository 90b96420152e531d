"""A feed's tree as XML again, with nothing in it that a parser could choke on: few items, short texts. No I/O."""

from itertools import count
from typing import Final
from xml.etree.ElementTree import Element, tostring

from sentiment.sources.bounded import LONGEST_BODY, LONGEST_TITLE, MOST_ITEMS

_ITEMS: Final = ("item", "entry")
_LONGEST_TEXTS: Final = {
    "title": LONGEST_TITLE,
    **dict.fromkeys(("description", "encoded", "summary", "content", "body"), LONGEST_BODY),
}
"""What may hold markup."""
_LONGEST_LINK: Final = 2_001
"""One more than a link may have: a longer one must not become another one."""
_LONGEST_WORDS: Final = {"link": _LONGEST_LINK, "guid": _LONGEST_LINK, "id": _LONGEST_LINK}
_LONGEST_OTHER: Final = 400
"""Dates above all: with some of feedparser's patterns for them the time grows by the square of the length."""


def trimmed(root: Element) -> bytes:
    """At most 500 items, each text cut to what would be handed on of it, and no empty elements.

    An empty `dc:description` beside a `description` would take its place.
    """
    numbers = count()
    for parent in (root, *root):  # Atom and RSS 1.0 have their items in the root, RSS 2.0 in its `channel`
        parent[:] = [child for child in parent if local_name(child) not in _ITEMS or next(numbers) < MOST_ITEMS]
    _trim(root)
    xml: bytes = tostring(root, encoding="utf-8")
    return xml


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _trim(element: Element) -> None:
    name = local_name(element)
    element.tail = None
    for attribute, value in element.attrib.items():
        element.attrib[attribute] = value[:_LONGEST_LINK]
    if name in _LONGEST_TEXTS:
        _flatten(element)
        element.text = (element.text or "")[: _LONGEST_TEXTS[name]]
        return
    element.text = (element.text or "").strip()[: _LONGEST_WORDS.get(name, _LONGEST_OTHER)]
    for child in element:
        _trim(child)
    element[:] = [child for child in element if child.text or len(child) or child.attrib]


def _flatten(element: Element) -> None:
    """Make markup that is written as XML the same markup as text; a parser reads the two alike."""
    if not len(element):
        element.text = (element.text or "").strip()
        return
    for part in element.iter():
        if part is not element:
            part.tag = local_name(part)
    inner = "".join(tostring(child, encoding="unicode") for child in element)
    element.text = f"{element.text or ''}{inner}".strip()
    element[:] = []
    element.set("type", "html")
