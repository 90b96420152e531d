"""What a caller can act on who asks for alerts."""

from shared.errors import ConflictError, NotFoundError


class UnknownAlertError(NotFoundError):
    """There is none with this id, or it is another user's: the caller cannot tell which."""

    code = "unknown_alert"

    def __init__(self) -> None:
        super().__init__("This alert does not exist or is not yours")


class TooManyAlertsError(ConflictError):
    code = "too_many_alerts"

    def __init__(self, most: int) -> None:
        super().__init__(f"An account has at most {most} alerts: delete one first")
