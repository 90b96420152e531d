"""Which sources there are: read from a TOML file of `[[source]]` tables. An error names the table and its field."""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from shared.events import DocumentKind


class SourceKind(StrEnum):
    RSS = "rss"
    JETSTREAM = "jetstream"
    FEAR_GREED = "fear_greed"
    COINDESK = "coindesk"
    CRYPTOCOMPARE = "cryptocompare"
    NEWSAPI = "newsapi"
    X = "x"
    REDDIT = "reddit"


_SOCIAL: Final = (SourceKind.JETSTREAM, SourceKind.X, SourceKind.REDDIT)
_KEYS: Final = {
    SourceKind.COINDESK: 1,
    SourceKind.CRYPTOCOMPARE: 1,
    SourceKind.NEWSAPI: 1,
    SourceKind.X: 1,
    SourceKind.REDDIT: 2,
}
"""How many settings hold a kind's key (Reddit: the client's id and its secret)."""

_FIELDS: Final = ("name", "kind", "url", "every", "weight", "key_setting", "kind_of_document", "since")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_SETTING: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_EVERY: Final = re.compile(r"(\d{1,6})(s|m|h)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600}
_MOST_SOURCES: Final = 100
_LARGEST_WEIGHT: Final = 100
_WITH_HISTORY: Final = (
    SourceKind.JETSTREAM,
    SourceKind.FEAR_GREED,
    SourceKind.COINDESK,
    SourceKind.CRYPTOCOMPARE,
    SourceKind.NEWSAPI,
)
"""Kinds that can be asked for what was before a time."""
_EARLIEST: Final = date(2009, 1, 1)
_LONGEST_EVERY: Final = timedelta(days=7)
_DEFAULT_EVERY: Final = "5m"


class SourcesFileError(ValueError):
    """The file cannot be used; the text says which field of which source is wrong, and how."""


class _FieldError(ValueError):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDefinition:
    """`key_setting`: the settings that hold its key, none for a kind without one. `weight`: beside the others' 1.

    `since`: what was published from then on is fetched, too, as far back as the source goes; None: what is new.
    """

    name: str
    kind: SourceKind
    url: str
    every: timedelta
    weight: float
    key_setting: tuple[str, ...]
    kind_of_document: DocumentKind
    since: datetime | None = None


def read_sources(path: Path) -> tuple[SourceDefinition, ...]:
    """Read the file.

    Raises:
        SourcesFileError: it is not there, or not such a file.
    """
    try:
        return parse_sources(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise SourcesFileError(f"SENTIMENT_SOURCES: {path} cannot be read: {error}") from error


def parse_sources(text: str) -> tuple[SourceDefinition, ...]:
    """Read what stands in such a file.

    Raises:
        SourcesFileError: it is not TOML, or a field is wrong.
    """
    try:
        tables = tomllib.loads(text).get("source", [])
    except tomllib.TOMLDecodeError as error:
        raise SourcesFileError(f"not TOML: {error}") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SourcesFileError("source: write each source as a table, [[source]]")
    if len(tables) > _MOST_SOURCES:
        raise SourcesFileError(f"source: {len(tables)} sources, at most {_MOST_SOURCES}")
    found: dict[str, SourceDefinition] = {}
    for number, table in enumerate(tables, 1):
        try:
            one = _parse(table)
            _require(one.name not in found, "name", f"{one.name!r} is another source's, too")
        except _FieldError as error:
            raise SourcesFileError(f"source {number} ({table.get('name', 'without a name')}): {error}") from error
        found[one.name] = one
    return tuple(found.values())


def _parse(table: Mapping[str, Any]) -> SourceDefinition:
    for field in table:
        _require(field in _FIELDS, field, f"no such field; there are {', '.join(_FIELDS)}")
    kind = _kind(table)
    return SourceDefinition(
        name=_name(table),
        kind=kind,
        url=_url(table, kind),
        every=_every(table),
        weight=_weight(table),
        key_setting=_key_setting(table, kind),
        kind_of_document=_kind_of_document(table, kind),
        since=_since(table, kind),
    )


def _name(table: Mapping[str, Any]) -> str:
    name = _text(table, "name")
    _require(_NAME.fullmatch(name) is not None, "name", "at most 40 of a-z, 0-9, dot, dash and underscore")
    return name


def _kind(table: Mapping[str, Any]) -> SourceKind:
    kind = _text(table, "kind")
    _require(kind in list(SourceKind), "kind", f"{kind!r} is none of {', '.join(SourceKind)}")
    return SourceKind(kind)


def _url(table: Mapping[str, Any], kind: SourceKind) -> str:
    url = _text(table, "url")
    schemes = ("wss", "ws") if kind is SourceKind.JETSTREAM else ("https", "http")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _FieldError("url", "not a URL") from None
    _require(parts.scheme in schemes and bool(parts.hostname), "url", f"not a URL with {' or '.join(schemes)}")
    _require("@" not in parts.netloc, "url", "no user or password in it: keys are settings")
    return url


def _every(table: Mapping[str, Any]) -> timedelta:
    value = table.get("every", _DEFAULT_EVERY)
    match = _EVERY.fullmatch(value if isinstance(value, str) else "")
    if match is None:
        raise _FieldError("every", "a time like 30s, 5m or 1h")
    every = timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
    _require(timedelta(0) < every <= _LONGEST_EVERY, "every", "between a second and a week")
    return every


def _weight(table: Mapping[str, Any]) -> float:
    value = table.get("weight", 1)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    _require(is_number and 0 < value <= _LARGEST_WEIGHT, "weight", f"a number above 0, at most {_LARGEST_WEIGHT}")
    return float(value)


def _key_setting(table: Mapping[str, Any], kind: SourceKind) -> tuple[str, ...]:
    wanted = _KEYS.get(kind, 0)
    names = tuple(_text(table, "key_setting").split()) if "key_setting" in table or wanted else ()
    words = f"kind {kind} needs {'the names of two settings' if wanted > 1 else 'the name of a setting'}"
    _require(len(names) == wanted, "key_setting", words if wanted else f"kind {kind} has no key")
    _require(all(map(_SETTING.fullmatch, names)), "key_setting", "a setting's name in lower case, never the key itself")
    return names


def _kind_of_document(table: Mapping[str, Any], kind: SourceKind) -> DocumentKind:
    usual = DocumentKind.SOCIAL if kind in _SOCIAL else DocumentKind.NEWS
    value = table.get("kind_of_document", usual.value)
    _require(value in list(DocumentKind), "kind_of_document", f"one of {', '.join(DocumentKind)}")
    return DocumentKind(value)


def _since(table: Mapping[str, Any], kind: SourceKind) -> datetime | None:
    day = table.get("since")
    if day is None:
        return None
    _require(kind in _WITH_HISTORY, "since", f"kind {kind} cannot be asked for what was before")
    is_day = isinstance(day, date) and not isinstance(day, datetime)
    _require(is_day and day >= _EARLIEST, "since", "a day like 2026-11-01, without quotes")
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _text(table: Mapping[str, Any], field: str) -> str:
    value = table.get(field)
    if not isinstance(value, str) or not value:
        raise _FieldError(field, "is missing" if value is None else "not a text")
    return value


def _require(is_right: bool, field: str, problem: str) -> None:
    if not is_right:
        raise _FieldError(field, problem)
