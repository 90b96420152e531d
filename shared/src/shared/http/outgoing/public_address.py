"""Which addresses belong to the public Internet. No I/O."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final

# What `is_global` lets through, or does so in some versions of Python only: relays, protocol assignments, and an
# address that a cloud's virtual machines reach their host at.
_OTHER_V4: Final = tuple(
    map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "240.0.0.0/4", "168.63.129.16/32"))
)
# The only part of IPv6 that is given to networks for public use. So mapped and translated IPv4 addresses, of which
# a gateway would make IPv4 addresses again, are outside; 6to4 and Teredo are inside, and named.
_UNICAST_V6: Final = IPv6Network("2000::/3")
_OTHER_V6: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def is_public(text: str) -> bool:
    """Whether an address is one of the public Internet; False for what is no address.

    Not private, loopback, link-local (clouds' metadata), shared (CGNAT), reserved, multicast, nor one of these inside
    an IPv6 address.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _OTHER_V4)
    return address in _UNICAST_V6 and not any(address in network for network in _OTHER_V6)
