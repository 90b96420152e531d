"""What a caller of the user-service can act on."""

from shared.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    NotFoundError,
    ProblemError,
    UnauthenticatedError,
)


class UsernameTakenError(ConflictError):
    code = "username_taken"

    def __init__(self) -> None:
        message = "This username is taken"
        super().__init__(message, errors=[FieldError(field="username", message=message)])


class WrongCredentialsError(ProblemError):
    """One wording for all: no account, not verified, wrong password."""

    status = 401
    title = "Unauthorized"
    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("These credentials do not open an account")


class SessionEndedError(ProblemError):
    status = 401
    title = "Unauthorized"
    code = "session_ended"

    def __init__(self) -> None:
        super().__init__("This session has ended. Log in again.")


class InvalidOneTimeTokenError(ProblemError):
    status = 400
    title = "Bad Request"
    code = "invalid_token"

    def __init__(self) -> None:
        super().__init__("This link is not valid, was used or is too old")


class TooManyAttemptsError(ProblemError):
    status = 429
    title = "Too Many Requests"
    code = "too_many_attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"Too many attempts. Try again in {retry_after_seconds} s.",
            headers={"Retry-After": str(retry_after_seconds)},
        )


class UnknownSessionError(NotFoundError):
    code = "unknown_session"

    def __init__(self) -> None:
        super().__init__("You have no such session")


class WrongPasswordError(ForbiddenError):
    """The password that a change asks for is wrong. 403, not 401: the session itself is valid."""

    code = "wrong_credentials"

    def __init__(self, field: str) -> None:
        message = "This is not your password"
        super().__init__(message, errors=[FieldError(field=field, message=message)])


class UnknownKeyError(NotFoundError):
    code = "unknown_api_key"

    def __init__(self) -> None:
        super().__init__("You have no such API key")


class TooManyKeysError(ConflictError):
    code = "too_many_api_keys"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} API keys already. Revoke one first.")


class UnknownWebhookError(NotFoundError):
    code = "unknown_webhook"

    def __init__(self) -> None:
        super().__init__("You have no such webhook")


class TooManyWebhooksError(ConflictError):
    code = "too_many_webhooks"

    def __init__(self, most: int) -> None:
        super().__init__(f"You have {most} webhooks already. Delete one first.")


class WebhookPausedError(ConflictError):
    code = "webhook_paused"

    def __init__(self) -> None:
        super().__init__("This webhook is paused. Let it go on first.")


class NoLiveKeyError(UnauthenticatedError):
    """One wording for all: unknown, revoked, expired."""

    code = "invalid_api_key"

    def __init__(self) -> None:
        super().__init__("This API key is not valid")
