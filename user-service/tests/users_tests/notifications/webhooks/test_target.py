import pytest
from users.notifications.webhooks.public_address import is_public
from users.notifications.webhooks.target import RefusedTargetError, Targets

from .resolver import Resolver

PUBLIC = "93.184.216.34"
LOGIN = "user:password"


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "168.63.129.16",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        f"::ffff:{PUBLIC}",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_every_other_address_is_not(address: str) -> None:
    assert not is_public(address)


async def test_a_name_is_resolved_once_and_its_addresses_are_kept() -> None:
    resolver = Resolver([[PUBLIC, "1.1.1.1"], ["127.0.0.1"]])

    target = await Targets(resolve=resolver).find("https://hooks.example.org:8443/a?b=c")

    assert target.addresses == (PUBLIC, "1.1.1.1")
    assert resolver.asked == ["hooks.example.org"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "https:///path",
        "https://",
        "hooks.example.org",
        f"https://{LOGIN}@hooks.example.org/",
        "https://user@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:22/",
        "https://hooks.example.org:80/",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://127.0.0.1/",
        "https://0177.0.0.1/",
        "https://.example.org/",
        "https://a..example.org/",
        f"https://{'a' * 64}.example.org/",
        "https://example.org%00.internal/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        f"https://hooks.example.org/{'x' * 2_000}",
    ],
)
async def test_a_url_that_nothing_may_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(RefusedTargetError):
        await Targets(resolve=Resolver([[PUBLIC]])).find(url)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"], []])
async def test_a_name_with_an_address_that_is_not_public_or_none_is_refused(addresses: list[str]) -> None:
    with pytest.raises(RefusedTargetError) as refused:
        await Targets(resolve=Resolver([addresses])).find("https://hooks.example.org/")

    assert not any(address in str(refused.value) for address in addresses)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001"])
async def test_other_words_for_this_machine_are_refused_by_what_they_lead_to(host: str) -> None:
    resolver = Resolver([["127.0.0.1"]])  # as the C library reads each of them

    with pytest.raises(RefusedTargetError, match="not public"):
        await Targets(resolve=resolver).find(f"https://{host}/")


async def test_a_setting_accepts_what_a_developer_runs() -> None:
    target = await Targets(Resolver([[]]), allow_local=True).find("http://127.0.0.1:80/hook")

    assert target.addresses == ("127.0.0.1",)
