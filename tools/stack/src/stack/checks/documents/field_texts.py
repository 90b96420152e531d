"""What a settings class says of its fields: variable, default, type, meaning. Reads source, and no environment."""

import ast
import dataclasses
import inspect
import itertools
import textwrap
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import NoneType
from typing import Any, Final, NamedTuple, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined, to_json
from pydantic_settings import NoDecode

from stack.machine.places import ROOT

_NAMES: Final[Mapping[Any, str]] = {
    bool: "`true` or `false`",
    int: "whole number",
    float: "number",
    Decimal: "number",
    timedelta: "duration",
    Path: "path",
    SecretStr: "text",
    str: "text",
}
# As pydantic's marks call them.
_LIMITS: Final = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}


class Variable(NamedTuple):
    """`default` and `type` as they are shown, Markdown."""

    name: str
    default: str
    type: str
    meaning: str
    is_secret: bool = False


def of_model(settings: type[BaseModel]) -> dict[str, Variable]:
    """The variables of a settings class by their fields, inherited ones too."""
    meanings = _meanings(settings)
    return {
        name: Variable(
            name.upper(),
            _default(field.get_default(), is_required=field.is_required()),
            _type(field.annotation, tuple(field.metadata)),
            meanings.get(name, ""),
            is_secret=SecretStr in {field.annotation, *get_args(field.annotation)},
        )
        for name, field in settings.model_fields.items()
    }


def of_dataclass(settings: type[Any]) -> dict[str, Variable]:
    """The same of a dataclass whose fields may name their variable and its form in their metadata."""
    meanings = _meanings(settings)
    return {
        field.name: Variable(
            field.metadata.get("variable", field.name.upper()),
            _default(field.default, is_required=False),
            field.metadata.get("form") or _type(field.type, ()),
            meanings.get(field.name, ""),
        )
        for field in dataclasses.fields(settings)
    }


def _meanings(settings: type[Any]) -> dict[str, str]:
    """The text below each field, that of the nearest class that has one."""
    found: dict[str, str] = {}
    for ancestor in reversed(settings.__mro__):
        if ancestor.__module__.partition(".")[0] not in {"pydantic", "pydantic_settings", "builtins"}:
            found |= _texts_below_fields(ancestor)
    return found


def _texts_below_fields(settings: type[Any]) -> Iterator[tuple[str, str]]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(settings))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for field, below in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            text = below.value if isinstance(below, ast.Expr) else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield field.target.id, " ".join(text.value.split())


def _type(annotation: Any, metadata: tuple[Any, ...]) -> str:
    """One optional type is that type: not setting the variable is how it is left out."""
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType] if NoneType in get_args(annotation) else []
    kind = kinds[0] if kinds else annotation
    while hasattr(kind, "__metadata__"):
        metadata, kind = (*metadata, *kind.__metadata__), kind.__origin__
    name = _name_of(kind, is_split=any(mark is NoDecode for mark in metadata))
    return f"{name}{_bounds(metadata)}"


def _name_of(kind: Any, *, is_split: bool) -> str:
    if kind in _NAMES:
        return _NAMES[kind]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(f"`{one.value}`" for one in kind)
    if get_origin(kind) is tuple:
        return "list, comma separated" if is_split else "list, JSON"
    return "object, JSON"


def _bounds(metadata: tuple[Any, ...]) -> str:
    texts = [
        f" {word} {_plain(limit)}"
        for mark in metadata
        for sign, word in _LIMITS.items()
        if (limit := getattr(mark, sign, None)) not in (None, timedelta(0))
    ]
    return "".join(texts)


def _default(value: Any, *, is_required: bool) -> str:
    if is_required or value is PydanticUndefined or value is dataclasses.MISSING:
        return "**required**"
    text = "" if value is None else _plain(value)
    return f"`{text}`" if text else "not set"


def _plain(value: Any) -> str:
    """The text that the variable would have."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.relative_to(ROOT) if value.is_absolute() else value)
    if isinstance(value, timedelta) and not value % timedelta(days=1):
        return f"P{value.days}D"
    return to_json(value).decode().strip('"') if value != () else ""
