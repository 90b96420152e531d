"""Refuses every socket that leaves this machine: a test that needs the network is a test that fails elsewhere."""

import sys
from ipaddress import ip_address
from typing import Any

import uvloop

NAMES = {"localhost", "", None}


class OutsideSocketError(RuntimeError):
    """A test wanted to leave the machine."""


def check(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in NAMES or _is_loopback(str(name)):
        return
    raise OutsideSocketError(f"tests reach servers on the loopback only, not {name!r}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def guard() -> None:
    """Watch every socket that Python's own socket module connects, for as long as the process lives."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        check(arguments[1][0])
    elif event == "socket.getaddrinfo":
        check(arguments[0])


class LoopbackLoop(uvloop.Loop):
    """uvloop connects by itself, unseen by the audit hook."""

    async def create_connection(self, *args: Any, **options: Any) -> Any:
        check(options.get("host", args[1] if len(args) > 1 else None))
        return await super().create_connection(*args, **options)

    async def create_datagram_endpoint(self, *args: Any, **options: Any) -> Any:
        remote = options.get("remote_addr", args[2] if len(args) > 2 else None)  # noqa: PLR2004 - its third parameter
        if remote:
            check(remote[0])
        return await super().create_datagram_endpoint(*args, **options)
