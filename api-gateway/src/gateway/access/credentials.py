"""The credential that a request or a handshake shows, and who can tell whose it is. No I/O of its own."""

import re
from collections.abc import Iterable
from typing import Final, Protocol

from shared.http.tokens import InvalidTokenError

from gateway.access.tokens import Caller
from gateway.errors import GatewayProblem

_BEARER: Final = re.compile(r"bearer +(\S+)", re.IGNORECASE | re.ASCII)


class Authenticator(Protocol):
    """Finds the owner of a credential. `recall` answers from memory, or gives None; `find` may do I/O."""

    def recall(self, credential: str, /) -> Caller | None: ...

    async def find(self, credential: str, address: str, /) -> Caller: ...


class Credentials:
    def __init__(self, tokens: Authenticator, keys: Authenticator) -> None:
        self.tokens = tokens
        self.keys = keys

    def read(self, headers: Iterable[tuple[bytes, bytes]]) -> tuple[Authenticator | None, str]:
        """The credential in some headers, and the authenticator of its kind; None where there is none.

        Raises:
            GatewayProblem, InvalidTokenError: there are two, or it has no form that is known.
        """
        shown = [(name, value) for name, value in headers if name in (b"authorization", b"x-api-key")]
        if not shown:
            return None, ""
        if len(shown) > 1:
            raise GatewayProblem(400, "Bad Request", "two_credentials", "Send one Authorization or one X-API-Key")
        name, value = shown[0]
        text = value.decode("latin-1")
        if name == b"x-api-key":
            return self.keys, text
        if bearer := _BEARER.fullmatch(text):
            return self.tokens, bearer[1]
        raise InvalidTokenError("Authorization is `Bearer` and an access token")
