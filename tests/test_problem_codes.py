"""The registry of error codes is complete: whatever the services raise is in it, and nothing else is."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shared.http.problem_codes import CODES

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = [path for folder in ROOT.glob("*/src") for path in folder.rglob("*.py")]
# Calls that are given a code, and where among their arguments.
CALLS: Final = {"GatewayProblem": 2, "_refuse": 1, "problem": 1, "RefusedTokenError": 0}


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that a module's classes have and that its calls are given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (value for statement in node.body if (value := class_code(statement)))
        elif isinstance(node, ast.Call):
            yield from (text for value in code_arguments(node) if (text := literal(value)))


def class_code(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign):
        targets: list[ast.expr] = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return None
    named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
    return literal(statement.value) if named else None


def code_arguments(call: ast.Call) -> Iterator[ast.expr | None]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    place = CALLS.get(name)
    if place is not None and len(call.args) > place:
        yield call.args[place]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "code")


def literal(value: ast.expr | None) -> str | None:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def raised() -> set[str]:
    return {code for path in SOURCES for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))}


def test_every_code_that_is_raised_is_registered_and_no_other() -> None:
    # `head_timeout` and `body_timeout` are put together from the part of the request.
    assert raised() | {"head_timeout", "body_timeout"} == CODES.keys()


def test_every_code_says_what_to_do_and_how_it_is_answered() -> None:
    assert all(code.what_to_do and all(400 <= status < 600 for status in code.statuses) for code in CODES.values())
