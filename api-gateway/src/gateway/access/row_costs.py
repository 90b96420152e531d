"""How many rows a request costs, by what the document of the API says in `x-cost`. No I/O."""

import itertools
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from pydantic import TypeAdapter, ValidationError
from shared.http.parameters import ROW_COST, Time

_PLACEHOLDER: Final = re.compile(r"\\\{\w+\\\}")
_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
_TIME: Final[TypeAdapter[datetime]] = TypeAdapter(Time)
_DAY: Final = timedelta(days=1)

_Query = Mapping[str, list[str]]
_Cost = Callable[[_Query], float]
_Schemas = Mapping[str, Mapping[str, Any]]


class _Route(NamedTuple):
    path: re.Pattern[str]
    rows: float
    parts: tuple[_Cost, ...]


class RowCosts:
    """Rows are what an answer costs, in the database, in the service and on the way."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._routes = tuple(_routes(document))

    def rows(self, path: str, query: bytes) -> int:
        """What is in the answer and what it is computed from; 0 for a route that reads little.

        A parameter that is absent means its default. One that is not written plainly counts as the most that the route
        takes: the service may read it in ways that this does not know (`1e3`, `1_000`).
        """
        for route in self._routes:
            if route.path.fullmatch(path):
                given = parse_qs(query.decode("latin-1"), keep_blank_values=True)
                return math.ceil(route.rows + sum(part(given) for part in route.parts))
        return 0


def _routes(document: Mapping[str, Any]) -> Iterator[_Route]:
    for template, operations in document["paths"].items():
        operation = operations.get("get", {})
        if cost := operation.get(ROW_COST):
            path = re.compile(_PLACEHOLDER.sub("[^/]+", re.escape(template)) + "/?")
            schemas = {parameter["name"]: parameter.get("schema", {}) for parameter in operation.get("parameters", ())}
            yield _Route(path, cost["rows"], tuple(_part(part, schemas) for part in cost["parts"]))


def _part(part: Mapping[str, Any], schemas: _Schemas) -> _Cost:
    if "parameter" in part:
        return _when(part, schemas, _per_unit(part, schemas))
    return _when(part, schemas, _per_named(part)) if "named_in" in part else _per_day(part)


def _when(part: Mapping[str, Any], schemas: _Schemas, cost: _Cost) -> _Cost:
    """`cost` where other parameters have the values of the part, else 0."""
    when = {of: (value, schemas[of].get("default")) for of, value in part["when"].items()}

    def conditional(query: _Query) -> float:
        return cost(query) if all(_last(query, of, absent) == value for of, (value, absent) in when.items()) else 0

    return conditional


def _per_unit(part: Mapping[str, Any], schemas: _Schemas) -> _Cost:
    name, rows = part["parameter"], float(part["rows"])
    most = int(schemas[name]["maximum"])
    default = int(schemas[name].get("default", most))

    def cost(query: _Query) -> float:
        given: str | None = _last(query, name)
        if given is None:
            return rows * default
        return rows * (min(max(int(given), 1), most) if _NUMBER.fullmatch(given) else most)

    return cost


def _per_named(part: Mapping[str, Any]) -> _Cost:
    named_in, rows, most, names = part["named_in"], float(part["rows"]), float(part["most"]), part["names"]

    def cost(query: _Query) -> float:
        units = 0.0
        for spec in _last(query, named_in, "").split(","):
            name, *given = spec.strip().split(":")
            numbers = itertools.zip_longest(names.get(name.lower(), ()), given)
            units += sum(_units(number, text, most) for number, text in numbers if number is not None)
        return rows * min(units, most)

    return cost


def _units(number: Mapping[str, Any], text: str | None, most: float) -> float:
    """What is no plain number may be one that only the service reads: it counts as the most."""
    if not number["units"]:
        return 0
    if text is not None and not _NUMBER.fullmatch(text):
        return most
    value = float(text or 0)
    if not value:
        value = number["default"]
    elif number["since"]:
        value = max(time.time() - value, 0)
    return float(number["units"] * value)


def _per_day(part: Mapping[str, Any]) -> _Cost:
    rows, default, most = float(part["rows"]), float(part["default"]), float(part["most"])

    def cost(query: _Query) -> float:
        start, end = _last(query, "start"), _last(query, "end")
        if start is None:
            return rows * default
        try:
            until = datetime.now(UTC) if end is None else _TIME.validate_python(end)
            return rows * min(max((until - _TIME.validate_python(start)) / _DAY, 0.0), most)
        except ValidationError:
            return rows * most

    return cost


def _last(query: _Query, name: str, absent: Any = None) -> Any:
    return query[name][-1] if name in query else absent
