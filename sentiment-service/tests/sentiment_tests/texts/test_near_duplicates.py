import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.near_duplicates import StoryIndex, stems_of

SUED = "SEC sues Binance over unregistered securities"
OTHERS = (
    "Bitcoin rises above $64,000 as ETF inflows return",
    "Solana network halts for five hours",
    "Kraken lists two stablecoins for European customers",
    "Ethereum developers set a date for the next upgrade",
)


@pytest.fixture
def index() -> StoryIndex[str]:
    index = StoryIndex[str]()
    for text in (SUED, *OTHERS):
        index.add(text, text)
    return index


@pytest.mark.parametrize(
    "text",
    [
        SUED,
        "Binance Sued by SEC Over Unregistered Securities",
        "SEC sues Binance: “unregistered securities”",
        "US SEC sues Binance, alleging unregistered securities",
    ],
)
def test_the_same_story_in_other_words_is_found(index: StoryIndex[str], text: str) -> None:
    assert index.find(text)[0] == SUED


@pytest.mark.parametrize(
    "text",
    [
        "SEC sues Coinbase over staking",
        "Bitcoin falls below $58,000 as ETF outflows grow",
        "Solana network reaches 65,000 transactions a second",
        "",
        "!!!",
    ],
)
def test_another_story_is_not(index: StoryIndex[str], text: str) -> None:
    assert index.find(text) == []


def test_an_edited_text_is_found_by_its_new_words_only(index: StoryIndex[str]) -> None:
    index.add(SUED, "Court dismisses every charge against the exchange")

    assert index.find("Court dismisses every charge against exchange") == [SUED]
    assert index.find(SUED) == []


def test_a_removed_text_is_not_found(index: StoryIndex[str]) -> None:
    index.remove(SUED)
    index.remove(SUED)

    assert index.find(SUED) == []
    assert len(index) == len(OTHERS)


def test_numbers_are_compared_without_their_separators() -> None:
    assert stems_of("$64,000 raised") == stems_of("64000 raises")


@given(st.lists(st.text(alphabet="abc def", min_size=3, max_size=20), min_size=1, max_size=30))
def test_every_text_with_words_finds_itself(texts: list[str]) -> None:
    index = StoryIndex[int]()
    for number, text in enumerate(texts):
        index.add(number, text)

    for number, text in enumerate(texts):
        assert not stems_of(text) or number in index.find(text)
