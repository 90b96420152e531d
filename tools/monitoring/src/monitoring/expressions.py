"""PromQL: the series that an expression asks for, with the labels that it selects by. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

import promql_parser


class Selection(NamedTuple):
    metric: str
    labels: frozenset[str]


def selections(expr: str) -> list[Selection]:
    """Return every selector of an expression.

    Raises:
        ValueError: it is no PromQL, or selects without a metric's name.
    """
    found: list[Selection] = []

    def take(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(Selection(_name(node), frozenset(matcher.name for matcher in _matchers(node))))

    promql_parser.walk(promql_parser.parse(expr), take)
    return found


def _name(node: promql_parser.VectorSelector) -> str:
    if not node.name:
        raise ValueError(f"{node} selects without a name")
    return node.name


def _matchers(node: promql_parser.VectorSelector) -> Iterator[promql_parser.Matcher]:
    yield from node.matchers.matchers
