"""The address that a request comes from, and what a limit counts as one client. No I/O."""

from ipaddress import AddressValueError, IPv6Address, IPv6Network
from typing import Final

from starlette.types import Scope

_NETWORK_BITS: Final = 64  # an IPv6 subscriber has at least a /64 network
_LONGEST: Final = 64


def address_of(scope: Scope) -> str:
    """The client of this request, as limits count it."""
    return client_of(peer_of(scope))


def peer_of(scope: Scope) -> str:
    """The address of the socket's other end, or the one that a trusted proxy has given."""
    return str(scope["client"][0])[:_LONGEST] if scope["client"] else "unknown"


def client_of(address: str) -> str:
    """What a limit counts as one client: an IPv4 address, or the /64 network of an IPv6 address."""
    if ":" not in address:
        return address
    try:
        at = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    return str(at.ipv4_mapped or IPv6Network((at, _NETWORK_BITS), strict=False).network_address)
