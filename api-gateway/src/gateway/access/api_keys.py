"""API keys: user-service exchanges one for a short-lived token, which is cached until shortly before it expires."""

import asyncio
import re
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import httpx
import msgspec
from cachetools import FIFOCache
from shared.errors import UnauthenticatedError, UnavailableError
from shared.http.tokens import InvalidTokenError
from shared.logging import get_logger

from gateway.access.tokens import AUTHENTICATIONS, BearerTokens, Caller, RevocationCheck, RevokedTokenError

log = get_logger(__name__)

_FORM: Final = re.compile(r"tmk_[A-Za-z0-9_-]{8}_[A-Za-z0-9_-]{43}", re.ASCII)
_BEFORE_ITS_END_S: Final = 10
_UNKNOWN_FOR_S: Final = 5.0
_REMEMBERED: Final = 20_000


class InvalidApiKeyError(UnauthenticatedError):
    code = "invalid_api_key"

    def __init__(self) -> None:
        super().__init__("The API key is not valid", headers={"WWW-Authenticate": 'ApiKey realm="tidemark"'})


class ExchangeAwayError(UnavailableError):
    """User-service is away, so that the key cannot be checked."""

    code = "auth_unavailable"

    def __init__(self) -> None:
        super().__init__("API keys cannot be checked at the moment", headers={"Retry-After": "5"})


class _ExchangeAnswer(msgspec.Struct):
    access_token: str


class ApiKeys:
    """Keys are held by their hash only. Requests that show one key at the same time share one exchange."""

    def __init__(
        self,
        users_url: str,
        http: httpx.AsyncClient,
        identity: BearerTokens,
        revoked: RevocationCheck,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = f"{users_url.rstrip('/')}/internal/api-keys/exchange"
        self._http = http
        self._identity = identity
        self._revoked = revoked
        self._clock = clock
        self._known = FIFOCache[bytes, Caller](_REMEMBERED)
        self._unknown = FIFOCache[bytes, float](_REMEMBERED)
        self._exchanges: dict[bytes, asyncio.Task[Caller]] = {}

    def recall(self, key: str) -> Caller | None:
        """The owner of a key that was exchanged lately; None if it must be exchanged. No I/O.

        Raises:
            InvalidApiKeyError: it is none, or was revoked.
        """
        at = sha256(key.encode()).digest()
        if not _FORM.fullmatch(key) or self._unknown.get(at, 0) > self._clock():
            raise InvalidApiKeyError
        caller = self._known.get(at)
        if caller is None:
            return None
        if self._revoked.is_revoked(caller.claims):
            del self._known[at]
            raise InvalidApiKeyError
        if not self._revoked.current or caller.claims.expires_at - _BEFORE_ITS_END_S <= self._clock():
            return None
        return caller

    async def find(self, key: str, address: str) -> Caller:
        """The owner of a key.

        Raises:
            InvalidApiKeyError: there is no such key, or it was revoked.
            ExchangeAwayError: it cannot be known now.
        """
        at = sha256(key.encode()).digest()
        task = self._exchanges.get(at)
        if task is None:
            task = self._exchanges[at] = asyncio.create_task(self._exchange(key, address))
            task.add_done_callback(partial(self._forget_exchange, at))
        try:
            # Shielded: other requests wait for the same task.
            caller = await asyncio.shield(task)
        except InvalidApiKeyError as error:
            AUTHENTICATIONS.labels("key", error.code).inc()
            self._unknown[at] = self._clock() + _UNKNOWN_FOR_S
            self._known.pop(at, None)
            raise
        except ExchangeAwayError as error:
            AUTHENTICATIONS.labels("key", error.code).inc()
            return self._still_good(at, error)
        AUTHENTICATIONS.labels("key", "ok").inc()
        if self._revoked.current:
            self._known[at] = caller
        return caller

    def _forget_exchange(self, at: bytes, task: asyncio.Task[Caller]) -> None:
        del self._exchanges[at]
        if not task.cancelled():
            task.exception()  # read it, or asyncio warns when every request has been cancelled

    async def _exchange(self, key: str, address: str) -> Caller:
        try:
            answer = await self._http.post(self._url, json={"api_key": key, "address": address})
            if answer.status_code == HTTPStatus.UNAUTHORIZED:
                raise InvalidApiKeyError
            answer.raise_for_status()
            token = msgspec.json.decode(answer.content, type=_ExchangeAnswer).access_token
            return await self._identity.find(token)
        except RevokedTokenError:
            raise InvalidApiKeyError from None
        except (httpx.HTTPError, msgspec.MsgspecError, InvalidTokenError, UnavailableError) as error:
            log.warning("an API key was not exchanged", error=type(error).__name__)
            raise ExchangeAwayError from None

    def _still_good(self, at: bytes, error: ExchangeAwayError) -> Caller:
        """While user-service is away the cached token serves until it expires."""
        caller = self._known.get(at)
        if caller is None or not self._revoked.current or caller.claims.expires_at <= self._clock():
            raise error
        return caller
