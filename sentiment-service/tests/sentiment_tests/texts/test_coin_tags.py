from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.coin_tags import CoinName, CoinTagger, Mention

from .coins import coins_in, tagger

WORDS = [
    "LINK",
    "near",
    "Near",
    "$OP",
    "#dot",
    "ETH/BTC",
    "bitcoin",
    "ether",
    "https://a.b/eth",
    "a@eth.io",
    "crypto",
    "5%",
    "İ",
    "\n",
    "比特币",
]


def test_a_coin_is_named_where_it_stands() -> None:
    text = "Bitcoin fell; BTC miners sold, ether did not"

    mentions = tagger().tags(text)

    assert mentions == (Mention("bitcoin", ((0, 7), (14, 17))), Mention("ethereum", ((31, 36),)))


def test_the_sign_before_a_symbol_is_no_part_of_it() -> None:
    assert tagger().tags("$LINK") == (Mention("chainlink", ((1, 5),)),)


def test_the_longest_name_wins() -> None:
    assert coins_in("Ethereum Classic forks") == {"ethereum-classic"}
    assert coins_in("Bitcoin Cash forks") == {"bitcoin-cash"}
    assert coins_in("Wrapped Bitcoin loses its peg") == set()
    assert coins_in("ETH Zürich studies glaciers") == set()


def test_a_longer_word_does_not_hide_the_name_it_begins_with() -> None:
    assert coins_in("Bitcoin cashback cards") == {"bitcoin"}


@pytest.mark.parametrize("text", ["Ethernet", "something", "Bitcoinesque", "stETH", "ETH2Go", "my_eth_key", "ethé"])
def test_a_part_of_a_word_is_no_name(text: str) -> None:
    assert coins_in(text) == set()


@pytest.mark.parametrize(
    "text", ["比特币上涨", "XRP価格が急騰", "비트코인이 오른다", "Биткоину тяжело", "Bitcoin'in kuru", "Bitcoin-Kurs"]
)
def test_names_end_where_their_script_says(text: str) -> None:
    assert coins_in(text) <= {"bitcoin", "xrp"}
    assert coins_in(text)


def test_a_pair_is_about_its_base_unless_the_quote_is_a_coin_that_moves() -> None:
    assert coins_in("SOL/USDT long") == {"solana"}
    assert coins_in("#OPUSDT long") == {"optimism"}
    assert coins_in("ETHBTC at a low") == {"ethereum", "bitcoin"}
    assert coins_in("DOGE-PERP funding") == {"dogecoin"}


@pytest.mark.parametrize(
    "text",
    [
        "https://pics.example/#solana-beach",
        "see www.bitcoin.example.com/eth",
        "write to bitcoin@ethereum.example.org",
        "alice.near and bob.eth",
        "near.me/hairdresser",
        "@solana hello",
        "win 100$LINK",
        "$LINK.A reports on Friday",
    ],
)
def test_addresses_accounts_and_shares_name_nobody(text: str) -> None:
    assert coins_in(text) == set()


def test_a_cashtag_in_a_text_on_shares_is_a_share() -> None:
    assert coins_in("$SOL - ReneSola EPS beats by $0.01") == set()
    assert coins_in("$SOL breaks out") == {"solana"}


def test_a_source_of_crypto_news_is_evidence() -> None:
    assert coins_in("Time to get DOT") == set()
    assert coins_in("Time to get DOT", is_crypto_source=True) == {"polkadot"}


def test_coins_without_words_of_their_own_are_known_by_name_and_symbol() -> None:
    names = [
        ("one", "ONE", "Harmony"),
        ("monero", "XMR", "Monero"),
        ("wbtc", "WBTC", "Wrapped Bitcoin"),
        ("btc", "BTC", "Bitcoin"),
    ]
    few = CoinTagger(CoinName(*name) for name in names)

    def found(text: str) -> set[str]:
        return {mention.coin_id for mention in few.tags(text)}

    assert found("There can be only ONE winner in harmony") == set()
    assert found("$ONE up") == {"one"}
    assert found("MKR, GRT and ONE rally on Binance") == {"one"}
    assert found("Monero devs meet") == {"monero"}
    assert found("Wrapped Bitcoin is not Bitcoin") == {"wbtc", "btc"}


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=40).map(" ".join))
def test_every_mention_is_a_piece_of_the_text(text: str) -> None:
    spans = sorted(span for mention in tagger().tags(text) for span in set(mention.spans))

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one == other or one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(st.characters(exclude_categories=[])))
def test_any_characters_are_taken(text: str) -> None:
    tagger().tags(text)


@pytest.mark.parametrize("piece", ["LINK ", "Near, ", "a.b.", "https://", "@a", "eth/", "x"])
def test_a_text_of_one_endless_repetition_comes_to_an_end(piece: str) -> None:
    """A cost that grows with the square of the length would take minutes here, and the test's own limit end it."""
    text = piece * (300_000 // len(piece))

    assert {mention.coin_id for mention in tagger().tags(text)} <= {"ethereum"}
