"""Errors as RFC 9457 problem details, in the same form in all services."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shared.errors import (
    FieldError,
    InvalidFieldError,
    MethodNotAllowedError,
    NotFoundError,
    ProblemError,
    UnavailableError,
    ValidationProblem,
)

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[FieldError] = []


def problem_schema() -> dict[str, Any]:
    """The JSON Schema of a problem, whole in itself."""
    schema = Problem.model_json_schema()
    fields = schema.pop("$defs")["FieldError"]
    schema["properties"]["errors"]["items"] = fields
    return schema


def problems(*errors: type[ProblemError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that raises these errors; those for invalid input and 503 are always added."""
    every: tuple[type[ProblemError], ...] = (ValidationProblem, UnavailableError, *errors)
    return {error.status: {"description": error.title, "content": {MEDIA_TYPE: {"schema": _REF}}} for error in every}


_REF = {"$ref": "#/components/schemas/Problem"}


def problem_response(
    request: Request,
    *,
    status: int,
    title: str,
    code: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The answer to `request`. `instance` is the path that the client requested, before any proxy changed it."""
    problem = Problem(
        title=title,
        status=status,
        code=code,
        detail=detail,
        instance=_instance(request),
        request_id=request.scope.get("state", {}).get("request_id"),
        errors=list(errors),
    )
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def _instance(request: Request) -> str:
    return request.headers.get("x-forwarded-path", request.url.path)


def install_problems(app: FastAPI) -> None:
    """Make every error of `app` a problem, in its answers and in its OpenAPI document."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)  # noqa: S101 - FastAPI calls this for nothing else
    return problem_response(
        request,
        status=error.status,
        title=error.title,
        code=error.code,
        detail=error.detail,
        errors=error.errors,
        headers=error.headers,
    )


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what the frameworks raise themselves: no such path, no such method, a body that cannot be read."""
    assert isinstance(error, HTTPException)  # noqa: S101 - FastAPI calls this for nothing else
    match error.status_code:
        case HTTPStatus.BAD_REQUEST:
            return await _on_problem(request, InvalidFieldError("body", "is not JSON in UTF-8"))
        case HTTPStatus.NOT_FOUND:
            return await _on_problem(request, NotFoundError(f"There is nothing at {_instance(request)}"))
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return await _on_problem(request, MethodNotAllowedError(_methods_of(request)))
    title = HTTPStatus(error.status_code).phrase
    return problem_response(
        request,
        status=error.status_code,
        title=title,
        code=title.lower().replace(" ", "_"),
        detail=str(error.detail),
        headers=dict(error.headers or {}),
    )


def _methods_of(request: Request) -> set[str]:
    """The methods of all routes with the request's path."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        pattern = getattr(route, "path_regex", None)
        if pattern is not None and pattern.match(request.url.path):
            methods |= route.methods or set()
    return methods | ({"HEAD"} if "GET" in methods else set())


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - FastAPI calls this for nothing else
    errors = [_field_error(found) for found in error.errors()]
    detail = "; ".join(f"{found.field}: {found.message}" for found in errors)
    return await _on_problem(request, ValidationProblem(detail, errors=errors))


def _field_error(found: Any) -> FieldError:
    where, *path = found["loc"]
    if found["type"] == "json_invalid":
        return FieldError(field="body", message=f"is not JSON: {found['ctx']['error']} at character {path[0]}")
    field = ".".join(str(part) for part in path)[:_LONGEST_FIELD] or str(where)
    # A name that an attacker chose may hold half a surrogate pair, which cannot be written as UTF-8.
    return FieldError(field=field.encode(errors="replace").decode(), message=found["msg"])


def unexpected(request: Request) -> JSONResponse:
    """The answer for a bug: the log has the traceback, the caller gets the request id to quote."""
    return problem_response(
        request,
        status=500,
        title="Internal Server Error",
        code="internal_error",
        detail="This is our fault. Quote the request id when reporting it.",
    )


_LONGEST_FIELD: Final = 200
