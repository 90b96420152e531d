"""POST /users/login, refresh and logout: tokens are issued, renewed and ended."""

from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Response
from pydantic import BaseModel, Field, StrictBool
from shared.http.problems import problems

from users.errors import SessionEndedError, TooManyAttemptsError, WrongCredentialsError
from users.requests.dependencies import Dependencies
from users.requests.injection import ClientDep, Deps
from users.sessions.flows import refresh as flows
from users.sessions.flows.login import log_in
from users.sessions.flows.logout import log_out
from users.sessions.flows.opening import IssuedTokens
from users.sessions.routes.cookies import NAME, clear_cookie, clearing, set_cookie

router = APIRouter(prefix="/users", tags=["sessions"])

RefreshTokenText = Annotated[str, Field(min_length=1, max_length=200)]
InCookie = Annotated[str | None, Cookie(alias=NAME, include_in_schema=False)]


class LoginRequest(BaseModel):
    login: Annotated[str, Field(min_length=1, max_length=320, examples=["alice"])]
    """Username or email."""
    password: Annotated[str, Field(min_length=1, max_length=1_024)]
    cookie: StrictBool = False
    """For browsers: the refresh token goes into a cookie, not into the answer."""


class RefreshRequest(BaseModel):
    """Either the token or `cookie`."""

    refresh_token: RefreshTokenText | None = None
    cookie: StrictBool = False


class LogoutRequest(RefreshRequest):
    everywhere: StrictBool = False


class Tokens(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind's name
    expires_in: int
    """Seconds."""
    refresh_token: str | None = None
    """Absent where it is in the cookie."""


def _tokens(deps: Dependencies, response: Response, issued: IssuedTokens, *, cookie: bool) -> Tokens:
    if cookie:
        set_cookie(response, issued.refresh_token, deps.settings.refresh_life)
    response.headers["Cache-Control"] = "no-store"
    access = issued.access
    in_body = {} if cookie else {"refresh_token": issued.refresh_token}
    return Tokens(access_token=access.token, expires_in=access.expires_in, **in_body)


@router.post(
    "/login",
    operation_id="login",
    response_model_exclude_none=True,
    responses=problems(WrongCredentialsError, TooManyAttemptsError),
)
async def login(deps: Deps, client: ClientDep, body: LoginRequest, response: Response) -> Tokens:
    """Open a session with a username or an email and the password."""
    issued = await log_in(deps, client, body.login.strip(), body.password)
    return _tokens(deps, response, issued, cookie=body.cookie)


@router.post(
    "/refresh", operation_id="refresh", response_model_exclude_none=True, responses=problems(SessionEndedError)
)
async def refresh(
    deps: Deps, client: ClientDep, body: RefreshRequest, response: Response, in_cookie: InCookie = None
) -> Tokens:
    """Exchange a refresh token for new tokens. Each is good for one use."""
    token = in_cookie if body.cookie else body.refresh_token
    try:
        issued = await flows.refresh(deps, client, token or "")
    except SessionEndedError as error:
        if body.cookie and in_cookie:
            error.headers |= clearing()
        raise
    return _tokens(deps, response, issued, cookie=body.cookie)


@router.post("/logout", operation_id="logout", status_code=204, responses=problems())
async def logout(
    deps: Deps,
    client: ClientDep,
    response: Response,
    body: LogoutRequest | None = None,
    in_cookie: InCookie = None,
) -> None:
    """End the session of a refresh token, or all of its user's. A token that is not known is no error."""
    body = body or LogoutRequest()
    token = body.refresh_token or in_cookie
    if token:
        await log_out(deps, client, token, everywhere=body.everywhere)
    if in_cookie:
        clear_cookie(response)
