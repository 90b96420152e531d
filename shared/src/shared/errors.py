"""Errors that reach a caller, each with its status and code. `http.problems` turns them into answers. No I/O."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from pydantic import BaseModel


class FieldError(BaseModel):
    field: str
    message: str


class ProblemError(Exception):
    """An error with a status that reaches the caller. Subclasses set `status`, `title`, `code`."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal Server Error"
    code: ClassVar[str] = "internal_error"
    headers: dict[str, str]

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError] = (), headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}


class ValidationProblem(ProblemError):  # noqa: N818 - RFC 9457 calls it a problem
    status = 400
    title = "Bad Request"
    code = "validation_error"


class InvalidFieldError(ValidationProblem):
    """A value of the right type that is not allowed in this field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", errors=[FieldError(field=field, message=message)])


class UnauthenticatedError(ProblemError):
    """The request has no credentials, or they are not valid."""

    status = 401
    title = "Unauthorized"
    code = "unauthenticated"


class ForbiddenError(ProblemError):
    """The caller is known and may not do this."""

    status = 403
    title = "Forbidden"
    code = "forbidden"


class NotFoundError(ProblemError):
    status = 404
    title = "Not Found"
    code = "not_found"


class MethodNotAllowedError(ProblemError):
    status = 405
    title = "Method Not Allowed"
    code = "method_not_allowed"

    def __init__(self, methods: Collection[str]) -> None:
        allowed = ", ".join(sorted(methods))
        super().__init__(f"Methods here: {allowed}", headers={"Allow": allowed})


class ConflictError(ProblemError):
    status = 409
    title = "Conflict"
    code = "conflict"


class UnavailableError(ProblemError):
    """A dependency does not answer; the same request may succeed later."""

    status = 503
    title = "Service Unavailable"
    code = "unavailable"


class DatabaseAwayError(UnavailableError):
    code = "database_away"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"Retry-After": "2"})


class UnknownCoinError(NotFoundError):
    code = "unknown_coin"

    def __init__(self, coin_id: str) -> None:
        super().__init__(f"No coin is known as {coin_id!r}")


class UnknownInstrumentError(NotFoundError):
    code = "unknown_instrument"

    def __init__(self, coin_id: str, name: str) -> None:
        super().__init__(f"{coin_id!r} has no instrument {name!r}")
