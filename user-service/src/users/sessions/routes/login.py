"""POST /users/login, refresh, logout: the routes that tokens come from and end at."""

from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Response
from pydantic import BaseModel, Field
from shared.http.problems import problems

from users.errors import SessionEndedError, TooManyAttemptsError, WrongCredentialsError
from users.requests.dependencies import ClientDep, PartsDep
from users.sessions.flows import refresh as flows
from users.sessions.flows.login import log_in
from users.sessions.flows.refresh import Granted
from users.sessions.routes.cookies import NAME, clear_cookie, clearing, set_cookie
from users.wiring import Parts

router = APIRouter(prefix="/users", tags=["sessions"])

Given = Annotated[str, Field(min_length=1, max_length=200)]
InCookie = Annotated[str | None, Cookie(alias=NAME, include_in_schema=False)]


class LoginRequest(BaseModel):
    login: Annotated[str, Field(min_length=1, max_length=320, examples=["alice"])]
    """Username or email."""
    password: Annotated[str, Field(min_length=1, max_length=1_024)]
    cookie: bool = False
    """For browsers: the refresh token goes into a cookie, not into the answer."""


class RefreshRequest(BaseModel):
    """Either the token or `cookie`."""

    refresh_token: Given | None = None
    cookie: bool = False


class LogoutRequest(RefreshRequest):
    everywhere: bool = False


class Tokens(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind's name
    expires_in: int
    """Seconds."""
    refresh_token: str | None = None
    """Absent where it is in the cookie."""


def _tokens(parts: Parts, response: Response, granted: Granted, *, cookie: bool) -> Tokens:
    if cookie:
        set_cookie(response, granted.refresh_token, parts.settings.refresh_life)
    response.headers["Cache-Control"] = "no-store"
    access = granted.access
    given = {} if cookie else {"refresh_token": granted.refresh_token}
    return Tokens(access_token=access.token, expires_in=access.expires_in, **given)


@router.post(
    "/login",
    operation_id="login",
    response_model_exclude_none=True,
    responses=problems(WrongCredentialsError, TooManyAttemptsError),
)
async def login(parts: PartsDep, client: ClientDep, body: LoginRequest, response: Response) -> Tokens:
    """Open a session with a username or an email and the password."""
    granted = await log_in(parts, client, body.login.strip(), body.password)
    return _tokens(parts, response, granted, cookie=body.cookie)


@router.post(
    "/refresh", operation_id="refresh", response_model_exclude_none=True, responses=problems(SessionEndedError)
)
async def refresh(
    parts: PartsDep, client: ClientDep, body: RefreshRequest, response: Response, in_cookie: InCookie = None
) -> Tokens:
    """Exchange a refresh token for new tokens. Each is good for one use."""
    token = in_cookie if body.cookie else body.refresh_token
    try:
        granted = await flows.refresh(parts, client, token or "")
    except SessionEndedError as error:
        if body.cookie and in_cookie:
            error.headers |= clearing()
        raise
    return _tokens(parts, response, granted, cookie=body.cookie)


@router.post("/logout", operation_id="logout", status_code=204, responses=problems())
async def logout(
    parts: PartsDep,
    client: ClientDep,
    response: Response,
    body: LogoutRequest | None = None,
    in_cookie: InCookie = None,
) -> None:
    """End the session of a refresh token, or all of its user's. A token that is not known is no error."""
    body = body or LogoutRequest()
    token = body.refresh_token or in_cookie
    if token:
        await flows.log_out(parts, client, token, everywhere=body.everywhere)
    if in_cookie:
        clear_cookie(response)
