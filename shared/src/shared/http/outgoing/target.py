"""Where a request goes: a URL and its host's addresses, checked before each request and each redirect.

The name is resolved once, by `resolve`. No other I/O.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import httpx

from shared.http.outgoing.public_address import is_public

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host's addresses as text.

Raises:
    OSError: it has none, or nobody answers.
"""

_HTTPS_PORT: Final = 443
_FIRST_HIGH_PORT: Final = 1_024
_LAST_PORT: Final = 65_535
_LONGEST: Final = 2_000
_LABEL: Final = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_RESOLVED_WITHIN_SECONDS: Final = 5


class RefusedTargetError(Exception):
    """Nothing is sent there. The text says why, and names no address."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL and the addresses that were checked: requests go to these, whatever the name leads to afterwards."""

    url: httpx.URL
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """`allow_local`: http, and addresses of this machine and of private networks, are accepted, too."""

    resolve: Resolve
    allow_local: bool = False

    async def find(self, url: httpx.URL) -> Target:
        """Check a URL, then resolve its host once and check all its addresses.

        Raises:
            RefusedTargetError: it is not such a URL, its host has no address, or one that is not public.
        """
        self._check(url, len(str(url)))
        return await self._found(url)

    async def find_from_text(self, text: str) -> Target:
        """Do as `find` does for a URL that somebody has typed. It may have no fragment, which would not be sent.

        Raises:
            RefusedTargetError: as above.
        """
        try:
            url = httpx.URL(text)
        except httpx.InvalidURL as error:
            raise RefusedTargetError("not a URL") from error
        self._check(url, len(text), has_fragment="#" in text)
        return await self._found(url)

    def _check(self, url: httpx.URL, length: int, *, has_fragment: bool = False) -> None:
        schemes = ("https", "http") if self.allow_local else ("https",)
        problems = {
            f"not a URL with {' or '.join(schemes)}": url.scheme not in schemes or not _is_host(url),
            f"longer than {_LONGEST} characters": length > _LONGEST,
            "a URL with a user or a password": bool(url.userinfo) or "@" in url.netloc.decode(),
            "a URL with a fragment": has_fragment,
            f"a port that is neither {_HTTPS_PORT} nor {_FIRST_HIGH_PORT} or above": not self._is_port(url),
        }
        for problem, is_there in problems.items():
            if is_there:
                raise RefusedTargetError(problem)

    async def _found(self, url: httpx.URL) -> Target:
        addresses = [url.host] if _is_address(url.host) else await self._addresses(url)
        if not self.allow_local and not all(map(is_public, addresses)):
            raise RefusedTargetError("its host has an address that is not public")
        return Target(url, tuple(addresses))

    def _is_port(self, url: httpx.URL) -> bool:
        if url.port is None or url.port == _HTTPS_PORT:
            return True
        return (1 if self.allow_local else _FIRST_HIGH_PORT) <= url.port <= _LAST_PORT

    async def _addresses(self, url: httpx.URL) -> Sequence[str]:
        try:
            async with asyncio.timeout(_RESOLVED_WITHIN_SECONDS):
                addresses = await self.resolve(url.raw_host.decode(), url.port or _HTTPS_PORT)
        except (OSError, UnicodeError) as error:  # a timeout is an OSError, too
            raise RefusedTargetError("its host cannot be found") from error
        if not addresses:
            raise RefusedTargetError("its host cannot be found")
        return addresses


def _is_host(url: httpx.URL) -> bool:
    return _is_address(url.host) or _NAME.fullmatch(url.raw_host.decode()) is not None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
