"""What must be true of all that comes out of fuzzed answers and texts: storable, bounded, in its place. No I/O."""

import json
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sentiment.documents.document import BODY_MOST, TITLE_MOST, Document
from sentiment.models.model import Scored, WordWeight
from sentiment.sources.bounded import LONGEST_BODY, LONGEST_TITLE, MOST_ITEMS
from sentiment.sources.fetched import DeletedDocument, Fetched, FetchedDocument, IndexValue, RemovedAuthor
from sentiment.sources.source import Fetch, SourceError
from sentiment.texts.coin_tags import Mention

from drill.platform import DrillError

_LONGEST_ID: Final = 450
_LONGEST_NAME: Final = 300
_LONGEST_LINK: Final = 2_000
_LONGEST_ENCODED_LINK: Final = 12 * _LONGEST_LINK  # a character is up to four bytes, and each becomes %XX
_LONGEST_LANGUAGE: Final = 40
_LONGEST_REASON: Final = 400
_LONGEST_POSITION: Final = 1_000_000
_LONGEST_WAIT: Final = timedelta(days=1)
_EARLIEST: Final = datetime(2009, 1, 1, tzinfo=UTC)
_HIGHEST_INDEX: Final = 100
_MOST_STEMS: Final = 120
_NEARLY: Final = 1e-9


def require(is_right: object, problem: str) -> None:
    """Raise where something is not as it must be.

    Raises:
        DrillError: it is not.
    """
    if not is_right:
        raise DrillError(problem)


def check_fetch(fetch: Fetch, now: datetime) -> None:
    """Check what a source hands on, and what it wants to go on from."""
    require(len(fetch.items) <= MOST_ITEMS, f"{len(fetch.items)} items of one answer")
    for item in fetch.items:
        _check_item(item, now)
    position = json.dumps(fetch.position, ensure_ascii=False, allow_nan=False)
    _check_text("position", position, _LONGEST_POSITION)
    for text in _texts_in(fetch.position):
        _check_text("text in the position", text, _LONGEST_POSITION)
    require(fetch.next_after is None or fetch.next_after > timedelta(0), f"next after {fetch.next_after}")
    _check_text("notice", fetch.notice, _LONGEST_REASON)


def check_refusal(error: SourceError) -> None:
    """Check what the page of the sources shows of an answer that is of no use, and until when nothing is asked."""
    require(error.reason, "a refusal without a reason")
    _check_text("reason", error.reason, _LONGEST_REASON)
    require(error.reason.isprintable(), f"reason {error.reason!r}")
    wait = error.retry_after
    require(wait is None or timedelta(0) <= wait <= _LONGEST_WAIT, f"a wait of {wait}")


def check_document(document: Document) -> None:
    """Check what is stored of an item."""
    _check_plain("title", document.title, TITLE_MOST)
    _check_plain("body", document.body, BODY_MOST)
    check_link(document.url)
    _check_text("author", document.author, _LONGEST_NAME)
    _check_text("language", document.language, _LONGEST_LANGUAGE)
    require(len(set(document.coins)) == len(document.coins), "a coin twice")


def check_plain(text: str, most: int) -> None:
    """Check that it is one line that may be stored."""
    _check_plain("plain text", text, most)


def check_link(url: str | None) -> None:
    _check_text("link", url, _LONGEST_ENCODED_LINK)
    require(url is None or (url.startswith(("http://", "https://")) and url.isascii()), f"link {url!r}")


def check_language(found: tuple[str, float]) -> None:
    code, certainty = found
    require(code.isascii() and code.isalpha() and 0 <= certainty <= 1 + _NEARLY, f"language {found}")


def check_mentions(text: str, mentions: Sequence[Mention]) -> None:
    """Check that each stands in the text, in order and apart from the others of its coin."""
    for mention in mentions:
        ends = [0, *(end for _, end in mention.spans)]
        starts = [start for start, _ in mention.spans]
        is_apart = all(end <= start for end, start in zip(ends, starts, strict=False))
        is_within = all(start < end <= len(text) for start, end in mention.spans)
        require(mention.spans and is_apart and is_within, f"{mention.coin_id} at {mention.spans[:3]}")


def check_stems(stems: frozenset[str]) -> None:
    require(len(stems) <= _MOST_STEMS and all(stems), f"{len(stems)} stems")


def check_scored(scored: Scored) -> None:
    figures = (scored.positive, scored.neutral, scored.negative)
    require(all(0 <= figure <= 1 for figure in figures) and abs(sum(figures) - 1) < _NEARLY, f"{figures}")


def check_words(text: str, words: Sequence[WordWeight], compound: float) -> None:
    """Check that each stands in the text, and that their weights add up to VADER's one figure."""
    for word in words:
        is_there = text[word.start : word.end] == word.text and word.text
        require(is_there and math.isfinite(word.weight), f"word {word}")
    largest = max((abs(word.weight) for word in words), default=0)
    total = sum(word.weight for word in words)
    require(abs(total - compound) <= _NEARLY * max(1, largest), f"words make {total}, not {compound}")


def _texts_in(value: Any) -> Iterator[str]:
    """Yield all that is text in what JSON can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _texts_in(one)


def _check_item(item: Fetched, now: datetime) -> None:
    _check_text("source", item.source, _LONGEST_NAME)
    match item:
        case FetchedDocument():
            require(item.title, "a document without a title")
            _check_text("native id", item.native_id, _LONGEST_ID)
            _check_text("raw title", item.title, LONGEST_TITLE)
            _check_text("raw body", item.body, LONGEST_BODY)
            _check_text("raw link", item.url, _LONGEST_LINK)
            _check_text("raw author", item.author, _LONGEST_NAME)
            _check_text("raw language", item.language, _LONGEST_LANGUAGE)
            require(_EARLIEST <= item.published_at <= now, f"published at {item.published_at}")
        case DeletedDocument():
            _check_text("native id", item.native_id, _LONGEST_ID)
        case RemovedAuthor():
            _check_text("raw author", item.author, _LONGEST_NAME)
        case IndexValue():
            require(0 <= item.value <= _HIGHEST_INDEX and item.day <= now, f"index {item}")
            _check_text("classification", item.classification, _LONGEST_NAME)


def _check_plain(what: str, text: str, most: int) -> None:
    _check_text(what, text, most)
    is_line = len(text.splitlines()) <= 1 and text == text.strip()
    require(is_line and not any(character < " " for character in text), f"{what} is no line: {text[:200]!r}")


def _check_text(what: str, text: str | None, most: int) -> None:
    """Check that PostgreSQL would take it, and that it is not longer than it may be."""
    if text is None:
        return
    require(len(text) <= most, f"{what} of {len(text)} characters")
    require("\x00" not in text, f"{what} with NUL")
    require(not any("\ud800" <= character <= "\udfff" for character in text), f"{what} with half a character")
