import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.addresses import Stretches, addresses


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("see https://pics.example/#solana now", "solana"),
        ("(https://a.example/solana)", "solana"),
        ("mail bob@solana.com", "solana"),
        ("alice.near, done", "near"),
        ("near.me/hairdresser", "near"),
        ("thanks @solana", "solana"),
        ("https://x.example/@foo/solana", "solana"),
    ],
)
def test_a_word_in_an_address_is_hidden(text: str, word: str) -> None:
    assert addresses(text).start_of(text.index(word)) is not None


@pytest.mark.parametrize(
    "text", ["sold.Bitcoin fell", "BTC.D at 58", "SOL@141.2", "up 3.5 on", "Near... far", "a @ b.c"]
)
def test_dots_and_signs_alone_make_no_address(text: str) -> None:
    assert all(addresses(text).start_of(at) is None for at in range(len(text)))


def test_stretches_that_overlap_are_one() -> None:
    stretches = Stretches([(5, 9), (0, 3), (2, 6)])

    assert [stretches.start_of(at) for at in (0, 4, 8, 9)] == [0, 0, 0, None]


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found = addresses(text)

    assert all((start := found.start_of(at)) is None or start <= at for at in range(len(text)))
