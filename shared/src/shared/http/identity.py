"""Who calls a route: the claims of its bearer token, which each service verifies itself."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.errors import ForbiddenError, UnauthenticatedError
from shared.http.tokens import Claims, Scope, TokenVerifier

_bearer = HTTPBearer(bearerFormat="JWT", scheme_name="bearer", auto_error=False)


class NotSignedInError(UnauthenticatedError):
    def __init__(self) -> None:
        super().__init__("Sign in, or send an API key", headers={"WWW-Authenticate": "Bearer"})


class MissingScopeError(ForbiddenError):
    code = "missing_scope"

    def __init__(self, scope: Scope) -> None:
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        super().__init__(f"This needs the scope {scope}", headers={"WWW-Authenticate": challenge})


async def read_caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Claims:
    """The claims of the request's token. The application's state holds the verifier (`app.state.verifier`)."""
    if credentials is None:
        raise NotSignedInError
    verifier: TokenVerifier = request.app.state.verifier
    return await verifier.verify(credentials.credentials)


Caller = Annotated[Claims, Depends(read_caller)]


def requires(scope: Scope) -> Any:  # as FastAPI's own Depends() is annotated
    """A FastAPI dependency: the caller's claims; a caller without `scope` is refused."""

    async def read_scoped_caller(caller: Caller) -> Claims:
        if scope not in caller.scopes:
            raise MissingScopeError(scope)
        return caller

    return Depends(read_scoped_caller)
