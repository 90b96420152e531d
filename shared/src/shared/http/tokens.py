"""Access tokens: reading and verifying them. Only ES256 is accepted, whatever a token's header says."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, Literal, NoReturn, Protocol
from uuid import UUID

import httpx
import msgspec
from jose import jwk, jwt
from jose.backends.base import Key
from jose.exceptions import ExpiredSignatureError, JOSEError

from shared.data.retry import of, repeat
from shared.errors import UnauthenticatedError, UnavailableError
from shared.logging import get_logger

log = get_logger(__name__)

ALGORITHM: Final = "ES256"
TOKEN_TYPE: Final = "at+jwt"  # noqa: S105 - the type's name in RFC 9068, not a secret
LEEWAY_S: Final = 5
_LONGEST: Final = 4_096
_FORM: Final = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_REQUIRED: Final = {f"require_{claim}": True for claim in ("iss", "aud", "sub", "jti", "iat", "nbf", "exp")}
_REFRESH_S: Final = 300.0
_REFETCH_S: Final = 5.0
_FIRST_FETCH_S: Final = 0.25
_FETCH_ERRORS: Final = (httpx.HTTPError, ValueError)  # ValueError: the answer is no key set


class Scope(StrEnum):
    """What a token allows its bearer. A session has all scopes, an API key any but `account`."""

    MARKET_READ = "market:read"
    ANALYTICS_READ = "analytics:read"
    SENTIMENT_READ = "sentiment:read"
    PORTFOLIO_READ = "portfolio:read"
    PORTFOLIO_WRITE = "portfolio:write"
    ACCOUNT = "account"


class Claims(msgspec.Struct, frozen=True):
    """The caller. Exactly one of `session_id` and `key_id` is set. `expires_at`: seconds since 1970."""

    user_id: UUID
    session_id: UUID | None
    key_id: UUID | None
    scopes: frozenset[Scope]
    token_id: str
    expires_at: int


class InvalidTokenError(UnauthenticatedError):
    code = "invalid_token"

    def __init__(self, detail: str = "The access token is not valid") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


class ExpiredTokenError(InvalidTokenError):
    code = "token_expired"

    def __init__(self) -> None:
        super().__init__("The access token has expired")


class NoKeysError(UnavailableError):
    """The signing keys have not been read yet, so that no token can be verified."""

    code = "auth_unavailable"

    def __init__(self) -> None:
        super().__init__("Sign-in cannot be checked at the moment", headers={"Retry-After": "5"})


class KeySource(Protocol):
    async def find(self, kid: str) -> Key | None:
        """The public key of that name, None if there is none.

        Raises:
            NoKeysError: the keys have not been read yet.
        """


class _Payload(msgspec.Struct):
    """The payload, after the library has checked signature, times, issuer and audience."""

    sub: UUID
    scope: str
    jti: str
    exp: int
    sid: UUID | None = None
    key: UUID | None = None


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    """Other fields (`jwk`, `jku`, `crit` …) are refused: our tokens have none of them, attackers' may."""

    alg: Literal["ES256"]
    typ: Literal["at+jwt"]
    kid: str


class TokenVerifier:
    """Turns an access token into claims, or refuses it."""

    def __init__(self, keys: KeySource, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience

    async def verify(self, token: str) -> Claims:
        """The claims of a valid token.

        Raises:
            InvalidTokenError: the token is not valid; ExpiredTokenError if it was before.
            NoKeysError: the keys to verify it with have not been read yet.
        """
        if len(token) > _LONGEST or not _FORM.fullmatch(token):
            raise InvalidTokenError
        key = await self._keys.find(_header(token).kid)
        if key is None:
            raise InvalidTokenError
        return _claims(self._decode(token, key))

    def _decode(self, token: str, key: Key) -> Mapping[str, Any]:
        options = {**_REQUIRED, "leeway": LEEWAY_S}
        try:
            return jwt.decode(token, key, [ALGORITHM], options, audience=self._audience, issuer=self._issuer)
        except ExpiredSignatureError:
            raise ExpiredTokenError from None
        except JOSEError:
            raise InvalidTokenError from None


def _header(token: str) -> _Header:
    try:
        return msgspec.convert(jwt.get_unverified_header(token), _Header)
    except (JOSEError, msgspec.ValidationError, RecursionError):  # the last: JSON that is nested too deeply
        raise InvalidTokenError from None


def _claims(payload: Mapping[str, Any]) -> Claims:
    try:
        found = msgspec.convert(payload, _Payload)
    except msgspec.ValidationError:
        raise InvalidTokenError from None
    if (found.sid is None) == (found.key is None):
        raise InvalidTokenError
    # Unknown scopes, such as those of a newer release, are left out.
    scopes = frozenset(Scope(word) for word in found.scope.split() if word in Scope.__members__.values())
    return Claims(found.sub, found.sid, found.key, scopes, found.jti, found.exp)


class _Jwk(msgspec.Struct):
    kty: Literal["EC"]
    crv: Literal["P-256"]
    kid: str
    x: str
    y: str
    d: str | msgspec.UnsetType = msgspec.UNSET


class _JwkSet(msgspec.Struct):
    keys: list[_Jwk]


def read_keys(document: bytes | str) -> dict[str, Key]:
    """The EC keys of a JWK set by `kid`, in its order, private where it holds `d`.

    Raises:
        ValueError: it is not such a set, or is empty. The text never quotes the document.
    """
    try:
        entries = msgspec.json.decode(document, type=_JwkSet).keys
        keys = {entry.kid: jwk.construct(msgspec.to_builtins(entry), ALGORITHM) for entry in entries}
    except (msgspec.MsgspecError, JOSEError, ValueError, TypeError):
        raise ValueError("not a JWK set of P-256 keys, each with its kid") from None
    if not keys:
        raise ValueError("a JWK set without a key")
    return keys


class Jwks:
    """The published signing keys, refreshed in the background.

    While their publisher is away, the keys that were fetched last stay valid without limit.
    """

    def __init__(self, url: str, http: httpx.AsyncClient, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._http = http
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetching = asyncio.Lock()
        self._last_fetch = float("-inf")

    async def run(self) -> NoReturn:
        """Refresh every five minutes, and sooner after a failure. A background job."""
        await repeat(self._refresh, every=_REFRESH_S, on=of(*_FETCH_ERRORS), name="signing keys")

    async def find(self, kid: str) -> Key | None:
        if kid not in self._keys:
            await self._refetch()
        if not self._keys:
            raise NoKeysError
        return self._keys.get(kid)

    async def _refetch(self) -> None:
        """Fetch again, because an unknown `kid` may be a new key's.

        At most once in five seconds: tokens with made-up names must not cause a request each. While no key is known
        nobody can be served, so that the publisher is asked sooner.
        """
        async with self._fetching:
            if self._clock() - self._last_fetch < (_REFETCH_S if self._keys else _FIRST_FETCH_S):
                return
            try:
                await self._fetch()
            except _FETCH_ERRORS as error:
                log.warning("signing keys not fetched", known=len(self._keys), error=str(error) or type(error).__name__)

    async def _refresh(self) -> None:
        async with self._fetching:
            await self._fetch()

    async def _fetch(self) -> None:
        try:
            answer = await self._http.get(self._url)
            answer.raise_for_status()
            self._keys = read_keys(answer.content)
        finally:
            self._last_fetch = self._clock()
