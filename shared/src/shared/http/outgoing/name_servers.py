"""The system's name servers, asked without a thread a question: a name that they are slow about holds up no other."""

import socket
from collections.abc import Sequence
from typing import Final

from aiodns import DNSResolver
from aiodns.error import DNSError

_TRY_SECONDS: Final = 2
_TRIES: Final = 2


class NameServers:
    """Made and used in a running event loop. `/etc/hosts` and `/etc/resolv.conf` count as usual."""

    def __init__(self) -> None:
        self._resolver = DNSResolver(timeout=_TRY_SECONDS, tries=_TRIES)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """A host's addresses as text, the one to try first in front.

        Raises:
            OSError: it has none, or nobody answers.
        """
        try:
            found = await self._resolver.getaddrinfo(host, port=port, type=socket.SOCK_STREAM)
        except DNSError as error:
            raise OSError("no such name") from error
        addresses = (node.addr[0] for node in found.nodes)
        return list(dict.fromkeys(each.decode() if isinstance(each, bytes) else each for each in addresses))

    async def close(self) -> None:
        await self._resolver.close()
