"""How many rows a request may be answered with, by the document of the API. No I/O."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

_NAME: Final = "limit"
_PLACEHOLDER: Final = re.compile(r"\\\{\w+\\\}")


class _Route(NamedTuple):
    path: re.Pattern[str]
    default: int
    most: int


class RowCosts:
    """Rows are what an answer costs, in the database, in the service and on the way."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._routes = tuple(_routes(document))

    def rows(self, path: str, query: bytes) -> int:
        """What `limit` allows, or its default; 0 for a route without one."""
        for route in self._routes:
            if route.path.fullmatch(path):
                return _limit(query, route)
        return 0


def _routes(document: Mapping[str, Any]) -> Iterator[_Route]:
    for template, operations in document["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            schema = parameter.get("schema", {})
            if parameter["name"] == _NAME and "maximum" in schema:
                path = re.compile(_PLACEHOLDER.sub("[^/]+", re.escape(template)) + "/?")
                yield _Route(path, int(schema.get("default", schema["maximum"])), int(schema["maximum"]))


def _limit(query: bytes, route: _Route) -> int:
    given = parse_qs(query.decode("latin-1")).get(_NAME, [""])[-1]
    return min(max(int(given), 1), route.most) if given.isascii() and given.isdigit() else route.default
