"""Whether a text is a feed that may be read: well-formed, no entities of its own, of a bounded shape. No I/O."""

import re
from html.entities import html5
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sentiment.sources.feeds.trimming import local_name
from sentiment.sources.source import SourceError

_MOST_ELEMENTS: Final = 50_000
_DEEPEST: Final = 100
_MOST_ATTRIBUTES: Final = 100
_MOST_MENDED: Final = 100_000
_ROOTS: Final = ("rss", "RDF", "feed")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&(?:(#?[A-Za-z0-9]{1,32});)?")
_OF_XML: Final = ("lt", "gt", "amp", "quot", "apos")
_LOOKED_AT: Final = 1_024
_LONGEST_NAME: Final = 40
_HEXADECIMAL: Final = 16
_ALLOWED: Final = (
    range(0x9, 0xB),
    range(0xD, 0xE),
    range(0x20, 0xD800),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)
"""What XML 1.0 knows as characters."""


def checked(text: str) -> Element:
    """Return the tree of a feed, read from a text whose ampersands are mended where they spoil it.

    Raises:
        SourceError: it is something else, or is built to do harm.
    """
    _require_markup(text)
    try:
        root = _root(text)
    except ParseError:
        # Mostly an & that stands alone, or an entity of HTML, which XML does not know.
        root = _mended_root(text)
    name = local_name(root)
    if name.lower() == "html":
        raise SourceError("unreadable: HTML instead of a feed")
    if name not in _ROOTS:
        raise SourceError(f"unreadable: XML, but no feed (<{name[:_LONGEST_NAME]}>)")
    return root


def _require_markup(text: str) -> None:
    begin = text[:_LOOKED_AT]
    if not begin:
        raise SourceError("unreadable: empty")
    if _HTML.search(begin):
        raise SourceError("unreadable: HTML instead of a feed")
    if begin.startswith(("{", "[")):
        raise SourceError("unreadable: JSON instead of a feed")
    if not begin.startswith("<"):
        raise SourceError("unreadable: no XML")


def _mended_root(text: str) -> Element:
    if text.count("&") > _MOST_MENDED:
        raise SourceError("unreadable: XML that is broken in too many places")
    try:
        return _root(_REFERENCE.sub(_mended, text))
    except ParseError as error:
        line, column = error.position
        raise SourceError(f"unreadable: XML that is broken at line {line}, column {column}") from None


def _root(text: str) -> Element:
    parser = DefusedXMLParser(target=_Tree(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text.encode(errors="replace"))
        root: Element = parser.close()
    except DefusedXmlException:
        raise SourceError("unreadable: XML with entities of its own") from None
    return root


class _Tree(TreeBuilder):
    """Builds a tree for as long as it has a bounded shape."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _DEEPEST or len(attrs) > _MOST_ATTRIBUTES:
            raise SourceError("unreadable: XML with too many elements, levels or attributes")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _mended(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name in _OF_XML:
        return match[0]
    if name.startswith("#"):
        return _character(name[1:])
    return _escaped(html5.get(f"{name};", "")) or f"&amp;{name};"


def _character(number: str) -> str:
    """The character of `&#8217;` or `&#x2019;`; nothing for one that XML does not allow."""
    try:
        code = int(number[1:], _HEXADECIMAL) if number[:1] in ("x", "X") else int(number)
    except ValueError:
        return ""
    return _escaped(chr(code)) if any(code in allowed for allowed in _ALLOWED) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
