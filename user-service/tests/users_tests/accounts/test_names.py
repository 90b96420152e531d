import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from users.access.password_strength import weakness
from users.access.passwords import normalised
from users.accounts.names import checked_username, normalised_email
from users.mail.mail import checked_address
from users.requests.client import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


def judged(password: str) -> str | None:
    return weakness(password, username="alice", email="wonder@example.org", shortest=12, longest=128)


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text())
def test_a_username_is_kept_as_given_or_refused(text: str) -> None:
    try:
        assert checked_username(text) == text
    except ValueError:
        return
    assert text.isascii()
    assert 3 <= len(text) <= 30


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


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text(max_size=40))
def test_a_password_has_one_spelling(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PassWord1234",
        "123456789012",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "letmeinletmein",
        "hunter2hunter2",
        "my name is Alice today",
        "wonder@example.org!!",
        "elevenchars",
    ],
)
def test_what_is_easily_guessed_or_names_its_owner_is_refused(password: str) -> None:
    assert judged(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Str0ng-Passw0rd!",
        "violet anchor tundra 42",
        "パスワードはとても長いです。",
        "jD8#qLz!0pWe",
        "$|#[#9#+!(47<@5@[!$<$16#" * 5,
    ],
)
def test_no_composition_is_asked_for(password: str) -> None:
    assert judged(password) is None


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/138.0 Safari/537.36 Edg/138.0", "Edge on Windows"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
        ("python-httpx/0.28.1", "python-httpx/0.28.1"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("Mozilla/5.0 (something else)", "Unknown device"),
    ],
)
def test_a_device_is_told_in_short_words(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


@settings(deadline=None)  # the first call reads the tables of characters
@given(st.text(max_size=300))
def test_no_user_agent_makes_a_long_or_strange_device(user_agent: str) -> None:
    found = device_of(user_agent)

    assert len(found) <= 60
    assert found.isprintable()
    assert not set(found) & set("<>\"'&\0")
