"""One connection: who has signed in on it, and which private channels it has. No I/O but writes into its socket."""

import asyncio
from typing import NamedTuple
from uuid import UUID

from shared.http.tokens import Claims

from gateway.stream import frames
from gateway.stream.channels.names import Channel
from gateway.stream.fan_out.clients import StreamClient


class Shown(NamedTuple):
    """What a connection has shown: claims, their token, and the API key that they come from, if it was one."""

    claims: Claims
    token: str
    api_key: str | None


class FollowedPortfolio(NamedTuple):
    channel: Channel
    user_id: UUID


class Connection:
    """One connection from an address. `claims`: of its token or API key, until that expires or is revoked.

    `owned`: its channels of portfolios and alerts, which end with its claims.
    """

    def __init__(self, client: StreamClient, address: str = "unknown") -> None:
        self.client = client
        self.address = address
        self.claims: Claims | None = None
        self.token = ""
        self.owned: set[Channel] = set()
        self.follows_account = False
        self.expiry: asyncio.TimerHandle | None = None

    def write(self, payload: bytes) -> None:
        self.client.socket.write_frame(frames.frame(payload))
