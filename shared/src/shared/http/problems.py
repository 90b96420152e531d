"""Errors as RFC 9457 problem details, in the same form in all services."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shared.errors import FieldError, ProblemError, UnavailableError, ValidationProblem

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
        instance=request.headers.get("x-forwarded-path", request.url.path),
        request_id=request.scope.get("state", {}).get("request_id"),
        errors=list(errors),
    )
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Make every error of `app` a problem, in its answers and in its OpenAPI document."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(Exception, _on_bug)


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
    assert isinstance(error, HTTPException)  # noqa: S101 - FastAPI calls this for nothing else
    title = _TITLES.get(error.status_code, "Error")
    return problem_response(
        request,
        status=error.status_code,
        title=title,
        code=title.lower().replace(" ", "_"),
        detail=str(error.detail),
        headers=dict(error.headers or {}),
    )


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - FastAPI calls this for nothing else
    errors = [
        FieldError(field=".".join(str(part) for part in found["loc"][1:]) or str(found["loc"][0]), message=found["msg"])
        for found in error.errors()
    ]
    detail = "; ".join(f"{found.field}: {found.message}" for found in errors)
    return await _on_problem(request, ValidationProblem(detail, errors=errors))


async def _on_bug(request: Request, _error: Exception) -> JSONResponse:
    """Answer for a bug: Starlette logs the traceback, the caller gets the request id to quote."""
    return problem_response(
        request,
        status=500,
        title="Internal Server Error",
        code="internal_error",
        detail="This is our fault. Quote the request id when reporting it.",
    )


_TITLES = {404: "Not Found", 405: "Method Not Allowed", 413: "Content Too Large", 415: "Unsupported Media Type"}
