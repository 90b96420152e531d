"""What the gateway needs of user-service, as a server of its own: the boundary that gateway tests end at."""

import json
import time
from typing import Any
from uuid import UUID, uuid4

from jose.backends.base import Key
from stack.test_servers import signing
from starlette.types import Receive, Scope, Send

from .servers import Service, send_bytes


class Accounts(Service):
    """`keys`: API key to what its token says. `away`: it answers nothing but 503."""

    def __init__(self) -> None:
        super().__init__()
        self.signing: dict[str, Key] = {"k1": signing.new_key()}
        self.keys: dict[str, dict[str, Any]] = {}
        self.exchanged: list[str] = []
        self.away = False

    def token(self, *, kid: str = "k1", **changes: Any) -> str:
        return signing.token(self.signing[kid], header={"kid": kid}, **changes)

    def new_api_key(self, scope: str = "market:read", life: int = 60) -> tuple[str, UUID]:
        """An API key, and its id."""
        key, key_id = f"tmk_{uuid4().hex[:8]}_{uuid4().hex}{uuid4().hex[:11]}", uuid4()
        self.keys[key] = {"key": str(key_id), "sid": None, "scope": scope, "life": life}
        return key, key_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.away:
            await send_bytes(send, 503, b"{}")
        elif scope["type"] == "http" and scope["path"] == "/users/.well-known/jwks.json":
            await send_bytes(send, 200, signing.jwks(**self.signing).encode())
        elif scope["type"] == "http" and scope["path"] == "/internal/api-keys/exchange":
            await self._exchange(receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _exchange(self, receive: Receive, send: Send) -> None:
        asked = json.loads((await receive())["body"])
        self.exchanged.append(asked["api_key"])
        known = self.keys.get(asked["api_key"])
        if known is None:
            await send_bytes(send, 401, b'{"code":"invalid_api_key"}')
            return
        claims = {name: value for name, value in known.items() if name != "life"}
        token = self.token(exp=int(time.time()) + known["life"], **claims)
        await send_bytes(send, 200, json.dumps({"access_token": token, "expires_in": known["life"]}).encode())
