"""Which methods the routes of the API have, by its document. No I/O."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

_PLACEHOLDER: Final = "{}"
_OPERATIONS: Final = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE"))
_METHODS: Final = _OPERATIONS | {"HEAD", "OPTIONS"}


class KnownMethods:
    """A tree of the document's paths by their segments: a look-up costs the length of the path, not their number."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._root = _Node()
        for template, operations in document["paths"].items():
            node = self._root
            for segment in template.split("/"):
                node = node.below.setdefault(_PLACEHOLDER if "{" in segment else segment, _Node())
            node.methods |= _of(operations)

    def of(self, path: str) -> frozenset[str]:
        """The methods of a path, which is the most literal that fits; every method where the document has none."""
        nodes = [self._root]
        for segment in path.split("/"):
            nodes = [below for node in nodes for name in (segment, _PLACEHOLDER) if (below := node.below.get(name))]
        return next((node.methods for node in nodes if node.methods), _METHODS)


class _Node:
    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.methods: frozenset[str] = frozenset()


def _of(operations: Iterable[str]) -> frozenset[str]:
    methods = frozenset(name.upper() for name in operations) & _OPERATIONS
    return methods | {"HEAD"} if "GET" in methods else methods
