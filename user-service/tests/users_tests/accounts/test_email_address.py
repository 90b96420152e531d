import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from users.accounts.email_address import normalised_email
from users.mail.mail import checked_address


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
