"""The cookie with a browser's refresh token: no script can read it, and no other site's requests carry it."""

from datetime import timedelta
from typing import Final

from fastapi import Response

NAME: Final = "tidemark_refresh"
# As the browser sees it: the gateway serves this service below /api.
PATH: Final = "/api/users"


def set_cookie(response: Response, token: str, life: timedelta) -> None:
    response.set_cookie(
        NAME, token, max_age=int(life.total_seconds()), path=PATH, secure=True, httponly=True, samesite="strict"
    )


def clear_cookie(response: Response) -> None:
    response.delete_cookie(NAME, path=PATH, secure=True, httponly=True, samesite="strict")


def clearing() -> dict[str, str]:
    """The header of an error that clears the cookie."""
    response = Response()
    clear_cookie(response)
    return {"Set-Cookie": response.headers["set-cookie"]}
