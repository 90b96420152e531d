"""The part of an address that a limit counts as one client."""

import pytest
from shared.http.addresses import client_of


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_a_client_is_an_ipv4_address_or_an_ipv6_subscribers_network(address: str, client: str) -> None:
    assert client_of(address) == client
