from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
import pytest
from shared.http.outgoing.target import RefusedTargetError, Targets

PUBLIC = "93.184.216.34"
LOGIN = "user:password"
URL = httpx.URL("https://hooks.example.org/")


@dataclass
class Resolver:
    """`answers`: what each look-up of a name gives, one after the other, the last one again and again."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del port
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError("no such name")
        return found


async def test_a_name_is_resolved_once_and_its_addresses_are_kept() -> None:
    resolver = Resolver([[PUBLIC, "1.1.1.1"], ["127.0.0.1"]])

    target = await Targets(resolver).find(httpx.URL("https://hooks.example.org:8443/a?b=c"))

    assert target.url == "https://hooks.example.org:8443/a?b=c"
    assert (target.addresses, resolver.asked) == ((PUBLIC, "1.1.1.1"), ["hooks.example.org"])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.org/", "not a URL with https$"),
        ("ftp://hooks.example.org/", "not a URL with https$"),
        ("https:///path", "not a URL with https$"),
        ("https://", "not a URL with https$"),
        ("hooks.example.org", "not a URL with https$"),
        (f"https://{LOGIN}@hooks.example.org/", "a URL with a user or a password"),
        ("https://user@hooks.example.org/", "a URL with a user or a password"),
        ("https://hooks.example.org:22/", "a port that is neither 443 nor 1024 or above"),
        ("https://hooks.example.org:80/", "a port that is neither"),
        ("https://hooks.example.org:0/", "a port that is neither"),
        ("https://hooks.example.org:99999/", "a port that is neither"),
        ("https://127.0.0.1/", "not public"),
        ("https://.example.org/", "not a URL with https$"),
        ("https://a..example.org/", "not a URL"),
        (f"https://{'a' * 64}.example.org/", "not a URL"),
        ("https://example.org%00.internal/", "not a URL with https$"),
        ("https://[::1]/", "not public"),
        ("https://[::ffff:127.0.0.1]/", "not public"),
        ("https://169.254.169.254/latest/meta-data/", "not public"),
        (f"https://hooks.example.org/{'x' * 2_000}", "longer than 2000 characters"),
    ],
)
async def test_a_url_that_nothing_may_be_sent_to_is_refused(url: str, why: str) -> None:
    targets = Targets(Resolver([[PUBLIC]]))

    with pytest.raises(RefusedTargetError, match=why):
        await targets.find(httpx.URL(url))
    with pytest.raises(RefusedTargetError, match=why):
        await targets.find_from_text(url)


@pytest.mark.parametrize("text", ["https://[::1", "https://0177.0.0.1/", "https://hooks.example.org:x/"])
async def test_what_is_no_url_at_all_is_refused_as_text(text: str) -> None:
    with pytest.raises(RefusedTargetError, match=r"^not a URL$"):
        await Targets(Resolver([[PUBLIC]])).find_from_text(text)


@pytest.mark.parametrize("fragment", ["#part", "#"])
async def test_a_fragment_is_refused_in_what_somebody_has_typed_only(fragment: str) -> None:
    targets = Targets(Resolver([[PUBLIC]]))

    with pytest.raises(RefusedTargetError, match="a URL with a fragment"):
        await targets.find_from_text(f"{URL}{fragment}")
    assert (await targets.find(httpx.URL(f"{URL}{fragment}"))).addresses == (PUBLIC,)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:169.254.169.254"]])
async def test_one_address_that_is_not_public_is_enough_to_refuse(addresses: list[str]) -> None:
    with pytest.raises(RefusedTargetError, match="an address that is not public") as refused:
        await Targets(Resolver([addresses])).find(URL)

    assert not any(address in str(refused.value) for address in addresses)


async def test_a_host_without_an_address_is_refused() -> None:
    with pytest.raises(RefusedTargetError, match="cannot be found"):
        await Targets(Resolver([[]])).find(URL)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001"])
async def test_other_words_for_this_machine_are_refused_by_what_they_lead_to(host: str) -> None:
    resolver = Resolver([["127.0.0.1"]])  # as the C library reads each of them

    with pytest.raises(RefusedTargetError, match="not public"):
        await Targets(resolver).find(httpx.URL(f"https://{host}/"))


async def test_a_setting_accepts_what_a_developer_runs() -> None:
    target = await Targets(Resolver([[]]), allow_local=True).find_from_text("http://127.0.0.1:80/hook")

    assert target.addresses == ("127.0.0.1",)
