"""The keys that sign access tokens: the first one signs, all verify. Their file is read again when it changes."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jose import jwt
from jose.backends.base import Key
from shared.http.tokens import ALGORITHM, TOKEN_TYPE, read_keys
from shared.logging import get_logger

log = get_logger(__name__)

_LOOK_SECONDS: Final = 2


class SigningKeys:
    """`find` makes it a key source of the shared verifier.

    Raises:
        ValueError: the document is no JWK set of private P-256 keys.
    """

    def __init__(self, document: str, file: Path | None = None) -> None:
        self._file = file
        self._document = document
        self._use(document)

    def _use(self, document: str) -> None:
        keys = read_keys(document)
        self._signer = next(iter(keys))
        self._private = keys[self._signer]
        if not self._private.to_dict().get("d"):
            raise ValueError("the first key cannot sign")
        self._public = {kid: key.public_key() for kid, key in keys.items()}

    def sign(self, claims: Mapping[str, Any]) -> str:
        headers = {"kid": self._signer, "typ": TOKEN_TYPE}
        return jwt.encode(dict(claims), self._private, ALGORITHM, headers)

    def published(self) -> list[dict[str, str]]:
        """The public halves, as a JWK set lists them."""
        described = ((kid, key.to_dict()) for kid, key in self._public.items())
        return [
            {"kty": "EC", "crv": "P-256", "use": "sig", "alg": ALGORITHM, "kid": kid, "x": key["x"], "y": key["y"]}
            for kid, key in described
        ]

    async def find(self, kid: str) -> Key | None:
        return self._public.get(kid)

    async def run(self) -> None:
        """Read the file every two seconds; one that cannot be used changes nothing. A background job."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        if self._file is None:
            return
        try:
            document = self._file.read_text(encoding="utf-8").strip()
            if document == self._document:
                return
            self._use(document)
        except (OSError, ValueError) as error:
            log.warning("signing keys not taken over", error=str(error))
            return
        self._document = document
        log.info("signing keys taken over", kids=list(self._public))
