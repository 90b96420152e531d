"""Hashes of passwords, computed off the event loop by a few threads with a short queue before them."""

import asyncio
import functools
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple, TypeVar

from passlib.context import CryptContext
from passlib.exc import PasswordValueError
from prometheus_client import Counter, Gauge
from shared.errors import UnavailableError

from users.settings import Settings

T = TypeVar("T")

HASHES: Final = Counter("users_password_hashes_total", "Passwords hashed or compared with a hash")
_WAITING: Final = Gauge("users_password_hashes_waiting", "Hashes under way or waiting for a thread")
_BCRYPT_BYTES: Final = 72


class HashingBusyError(UnavailableError):
    """More passwords wait to be hashed than can be served in time."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__("Too many log in at this moment. Try again shortly.", headers={"Retry-After": "1"})


class PasswordCheck(NamedTuple):
    """`new_hash`: to be stored instead, where the whole password is right and its hash is of an older kind."""

    is_right: bool
    new_hash: str | None = None


def normalised(password: str) -> str:
    """One spelling of what looks the same: keyboards differ in how they compose letters."""
    return unicodedata.normalize("NFC", password)


class Hasher:
    """Argon2id; bcrypt hashes still verify, and are to be replaced once the whole password was shown."""

    def __init__(self, settings: Settings) -> None:
        self._context = CryptContext(
            schemes=["argon2", "bcrypt"],
            deprecated=["bcrypt"],
            argon2__type="ID",
            argon2__memory_cost=settings.argon2_memory_kib,
            argon2__time_cost=settings.argon2_passes,
            argon2__parallelism=1,
        )
        self._threads = ThreadPoolExecutor(settings.hashing_threads, thread_name_prefix="hashing")
        self._most = settings.hashing_threads + settings.hashing_queue
        self._waiting = 0
        # Compared with where there is no account, so that this takes as long as where there is one.
        self._no_account_hash: str = self._context.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Hash a password.

        Raises:
            HashingBusyError: too many wait already.
        """
        HASHES.inc()
        found: str = await self.run(functools.partial(self._context.hash, normalised(password)))
        return found

    async def verify(self, password: str, stored: str | None) -> PasswordCheck:
        """Whether the password is the stored hash's; with None it is not, after the same work.

        Raises:
            HashingBusyError: too many wait already.
        """
        HASHES.inc()
        check = await self.run(functools.partial(self._verify, normalised(password), stored or self._no_account_hash))
        return check if stored else PasswordCheck(is_right=False)

    def _verify(self, password: str, stored: str) -> PasswordCheck:
        if self._context.identify(stored) == "bcrypt":
            return self._verify_bcrypt(password, stored)
        right, new_hash = self._context.verify_and_update(password, stored)
        return PasswordCheck(right, new_hash)

    def _verify_bcrypt(self, password: str, stored: str) -> PasswordCheck:
        """Compare the first 72 bytes only: bcrypt used no more of a password when the hash was made.

        A password of 72 bytes or more proves its beginning only: its end may be a typing error, or be missing. Such a
        hash stays until its owner chooses a new password.
        """
        secret = password.encode()
        try:
            right = self._context.verify(secret[:_BCRYPT_BYTES], stored)
        except PasswordValueError:  # a NUL, which no bcrypt password has
            right = False
        is_whole = len(secret) < _BCRYPT_BYTES
        return PasswordCheck(right, self._context.hash(password) if right and is_whole else None)

    async def run(self, compute: Callable[[], T]) -> T:
        """Run something as heavy as a hash where the hashes run.

        Raises:
            HashingBusyError: too many wait already.
        """
        if self._waiting >= self._most:
            raise HashingBusyError
        self._waiting += 1
        _WAITING.inc()
        loop = asyncio.get_running_loop()
        future = self._threads.submit(compute)
        # Not in a `finally` here: when the caller is cancelled, the thread still works.
        future.add_done_callback(functools.partial(self._on_done, loop))
        return await asyncio.wrap_future(future)

    def _on_done(self, loop: asyncio.AbstractEventLoop, _future: "Future[T]") -> None:
        loop.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        self._waiting -= 1
        _WAITING.dec()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
