"""What all routes have in common: which parameters and bodies are refused, time spans, orders, costs. No I/O."""

import difflib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query as QueryField
from fastapi.routing import APIRoute
from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from starlette.types import Scope

from shared.clock import to_us
from shared.errors import FieldError, InvalidFieldError, ProblemError, ValidationProblem

ROW_COST: Final = "x-cost"
_LONGEST_NAME: Final = 60
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2262, 1, 1, tzinfo=UTC)


class UnknownParameterError(ValidationProblem):
    """The query has a parameter that the route does not know; ignoring it would answer another question."""

    code = "unknown_parameter"

    def __init__(self, name: str, known: frozenset[str]) -> None:
        shown = name[:_LONGEST_NAME]
        nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0)
        message = f"did you mean {nearest[0]!r}?" if nearest else "this route has no parameters"
        others = f" Known: {', '.join(sorted(known))}." if len(known) > 1 else ""
        detail = f"There is no parameter {shown!r}: {message}{others}"
        super().__init__(detail, errors=[FieldError(field=shown, message=f"is not known; {message}")])


class UnsupportedMediaTypeError(ProblemError):
    status = 415
    title = "Unsupported Media Type"
    code = "unsupported_media_type"

    def __init__(self) -> None:
        super().__init__(
            "The body must be JSON: send Content-Type: application/json", headers={"Accept": "application/json"}
        )


class RequestCheck:
    """A dependency of a whole application, which runs before those of its routes."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}

    async def __call__(self, request: Request) -> None:
        """Check the parameters' names and the body's type.

        Raises:
            UnknownParameterError, InvalidFieldError: a parameter is not known, or is there twice.
            UnsupportedMediaTypeError: the route takes JSON, and the body says that it is something else.
        """
        route = request.scope["route"]
        if not isinstance(route, APIRoute):
            return
        self._check_names(request, route)
        if route.body_field is not None and _has_body(request.scope):
            await _check_body(request)

    def _check_names(self, request: Request, route: APIRoute) -> None:
        names = [name for name, _ in request.query_params.multi_items()]
        if not names:
            return
        known = self._known.get(route.unique_id)
        if known is None:
            known = self._known[route.unique_id] = _query_names(route)
        for name in names:
            if name not in known:
                raise UnknownParameterError(name, known)
        if len(set(names)) < len(names):
            raise InvalidFieldError(max(names, key=names.count), "is given more than once")


def _query_names(route: APIRoute) -> frozenset[str]:
    fields = get_flat_params(route.dependant)
    return frozenset(field.alias for field in fields if isinstance(field.field_info, QueryField))


def _has_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


async def _check_body(request: Request) -> None:
    if not _is_json(request):
        raise UnsupportedMediaTypeError
    if b"\\ud" in (await request.body()).lower():
        try:
            json.dumps(await request.json(), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise InvalidFieldError("body", "has half of a surrogate pair, which is no character") from None


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


class Order(StrEnum):
    """Of the items of a list, by their times."""

    DESCENDING = "desc"
    ASCENDING = "asc"


ListOrder = Annotated[Order, Query(description="`desc`: newest first; `asc`: oldest first")]


def _in_range(at: datetime) -> datetime:
    """In UTC; times outside the years that can hold trades mean the nearest one that can."""
    return min(max(at, _EARLIEST), _LATEST).astimezone(UTC)


def _as_written(given: object) -> object:
    """A number is no time: whether it means seconds or milliseconds would be guessed."""
    if isinstance(given, str) and not _DATE.match(given):
        raise ValueError("must be a time as in RFC 3339, such as 2026-01-01T00:00:00Z")
    return given


Time = Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_in_range)]
"""A time as a query may say it: RFC 3339."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """[start, end); None: no limit on that side. With `start` equal to `end` nothing is in it."""

    start: datetime | None
    end: datetime | None

    @property
    def is_empty(self) -> bool:
        return self.start is not None and self.start == self.end

    def holds(self, at_us: int) -> bool:
        """Whether a time (µs) is in it."""
        return (self.start is None or to_us(self.start) <= at_us) and (self.end is None or at_us < to_us(self.end))


async def _span(
    start: Annotated[
        Time | None, Query(description="From this time on, RFC 3339", examples=["2026-01-01T00:00:00Z"])
    ] = None,
    end: Annotated[
        Time | None, Query(description="Before this time, RFC 3339", examples=["2026-01-02T00:00:00Z"])
    ] = None,
) -> TimeSpan:
    if start is not None and end is not None and start > end:
        raise InvalidFieldError("start", "is after end")
    return TimeSpan(start, end)


Span = Annotated[TimeSpan, Depends(_span)]


@dataclass(frozen=True, slots=True)
class PerUnit:
    """`rows` for each unit of a number in the query; only while the parameters in `when` have these values."""

    parameter: str
    rows: float
    when: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PerDay:
    """`rows` for each day from `start` to `end`, both in the query; `default` days without a `start`."""

    rows: float
    default: int
    most: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number behind a name: `units` for each one of it. Left out, or 0, it is `default`.

    `since`: it is a Unix time, of which the seconds since then count.
    """

    units: float
    default: float
    since: bool = False


@dataclass(frozen=True, slots=True)
class PerNamed:
    """`rows` for each unit, `most` at most, of what a list in the query such as `rsi:14,macd:12:26:9` names.

    `names`: of each name its numbers, in their order; others cost nothing. `when` as of `PerUnit`.
    """

    names: dict[str, tuple[Number, ...]]
    named_in: str
    rows: float
    most: int
    when: dict[str, str] = field(default_factory=dict)


def row_cost(*parts: PerUnit | PerDay | PerNamed, rows: float = 0) -> dict[str, Any]:
    """The extension for `openapi_extra` of a route: what it costs is `rows` and all `parts`.

    A row is what one of an answer costs. Rows that are only computed with cost about a fifth of that.
    """
    return {ROW_COST: {"rows": rows, "parts": [asdict(part) for part in parts]}}
