"""The errors that reach a caller, each with its status and code. No I/O; `http.problems` turns them into answers."""

from collections.abc import Sequence
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


class ValidationProblem(ProblemError):  # noqa: N818 - the field's name for it
    status = 400
    title = "Bad Request"
    code = "validation_error"


class InvalidFieldError(ValidationProblem):
    """A value of the right type that makes no sense here."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}", errors=[FieldError(field=field, message=message)])


class UnauthenticatedError(ProblemError):
    """Nobody is signed in, or what was shown does not prove who."""

    status = 401
    title = "Unauthorized"
    code = "unauthenticated"


class ForbiddenError(ProblemError):
    """We know who asks, and they may not."""

    status = 403
    title = "Forbidden"
    code = "forbidden"


class NotFoundError(ProblemError):
    status = 404
    title = "Not Found"
    code = "not_found"


class ConflictError(ProblemError):
    status = 409
    title = "Conflict"
    code = "conflict"


class UnavailableError(ProblemError):
    """A dependency is away; the same request may succeed later."""

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
