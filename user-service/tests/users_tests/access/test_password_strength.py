import pytest
from users.access.password_strength import weakness


def weak(password: str) -> bool:
    return weakness(password, username="satoshi", email="s.nakamoto@mail.example", shortest=12, longest=128) is not None


@pytest.mark.parametrize(
    "password",
    [
        "tidemark2026",
        "Tidemark1234",
        "bitcoin123456",
        "coinbase2026",
        "cryptotrader",
        "satoshi-forever",
        "password1234",
    ],
)
def test_a_word_of_this_place_with_a_year_behind_it_is_no_password(password: str) -> None:
    assert weak(password)


@pytest.mark.parametrize("password", ["correct horse battery", "a tide marks the shore", "kR7-vq2_LmZ8w"])
def test_words_that_nobody_tries_first_are_one(password: str) -> None:
    assert not weak(password)


def judged(password: str) -> str | None:
    return weakness(password, username="alice", email="wonder@example.org", shortest=12, longest=128)


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
