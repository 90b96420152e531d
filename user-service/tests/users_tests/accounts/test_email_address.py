import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from users.accounts.email_address import INNER_DOMAINS, is_accepted, normalised_email
from users.notifications.mail.mail import checked_address


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.emails())
def test_normalising_an_address_twice_changes_nothing_more(email: str) -> None:
    try:
        once = normalised_email(email)
    except ValueError:
        return
    assert normalised_email(once) == once
    assert once.partition("@")[2] == once.partition("@")[2].lower()
    assert once.isascii()
    assert checked_address(once) == once  # what we take, we can write to


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text(max_size=60))
def test_no_text_breaks_the_normalisation_of_addresses(text: str) -> None:
    for candidate in (text, f"{text}@example.org", f"a@{text}"):
        try:
            found = normalised_email(candidate)
        except ValueError:
            continue
        assert found.isprintable()
        assert found.count("@") == 1


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Bob@EXAMPLE.Org", "Bob@example.org"),
        (" bob@example.org ", "bob@example.org"),
        ("bob@Bücher.example", "bob@xn--bcher-kva.example"),
        ("bob@ｅｘａｍｐｌｅ.org", "bob@example.org"),  # noqa: RUF001 - full-width letters, as some keyboards write them
        ("bob+trade@example.org", "bob+trade@example.org"),
    ],
)
def test_an_address_has_one_form(given_: str, kept: str) -> None:
    assert normalised_email(given_) == kept


def test_a_domain_that_only_looks_the_same_is_another_one() -> None:
    assert normalised_email("bob@exаmple.org") != "bob@example.org"  # noqa: RUF001 - a Cyrillic letter


@pytest.mark.parametrize("inner", INNER_DOMAINS)
def test_addresses_of_all_inner_networks_are_treated_alike(inner: str) -> None:
    for domain in (f"desk.{inner}", f"mail.desk.{inner}", f"DESK.{inner.upper()}"):
        address = normalised_email(f"trader@{domain}")

        assert address == f"trader@{domain.lower()}"
        assert is_accepted(address, INNER_DOMAINS)
        assert is_accepted(address, [inner])
        assert not is_accepted(address, ["other", f"{inner}.x", f"x{inner}"])


def test_a_host_without_a_domain_is_an_inner_one_of_its_own() -> None:
    assert is_accepted(normalised_email("admin@localhost"), ["localhost"])
    assert is_accepted(normalised_email("admin@mailhost"), ["mailhost"])
    assert not is_accepted(normalised_email("admin@mailhost"), INNER_DOMAINS)


def test_one_inner_network_may_be_accepted_without_its_neighbours() -> None:
    assert is_accepted("a@desk.local", ["desk.local"])
    assert is_accepted("a@mail.desk.local", ["desk.local"])
    assert not is_accepted("a@otherdesk.local", ["desk.local"])
    assert is_accepted("a@example.org", [])


@pytest.mark.parametrize(
    "address",
    [
        "mıke@example.org",  # noqa: RUF001 - a dotless i
        "mıke@desk.local",  # noqa: RUF001 - likewise
        "a@desk.invalid",
        "a@hidden.onion",
        "a@10.in-addr.arpa",
        "a@[127.0.0.1]",
        "a@.local",
        "a@desk..local",
        "a@local.",
        "a@desk.\u200blocal",
        "a@",
    ],
)
def test_what_is_no_address_is_none_of_an_inner_network_either(address: str) -> None:
    with pytest.raises(ValueError, match="not an email address"):
        normalised_email(address)
