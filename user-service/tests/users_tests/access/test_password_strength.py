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
