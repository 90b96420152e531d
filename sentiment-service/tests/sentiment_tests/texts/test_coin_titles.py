"""How good the tags are on the labelled titles, and on the texts that other projects got wrong."""

import csv
from typing import Final

import pytest

from .coins import REPOSITORY, coins_in

TITLES: Final = REPOSITORY / "sentiment-service" / "corpus" / "coin_titles.csv"
LEAST: Final = 0.95


def test_of_the_labelled_titles_nineteen_in_twenty_are_right() -> None:
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], set(filter(None, row["coins"].split("|")))) for row in csv.DictReader(file)]
    pairs = [(text, expected, coins_in(text)) for text, expected in rows]
    right = sum(len(expected & found) for _, expected, found in pairs)
    precision = right / sum(len(found) for _, _, found in pairs)
    recall = right / sum(len(expected) for _, expected, _ in pairs)
    wrong = "\n".join(
        f"{sorted(found)}, not {sorted(expected)}: {text}" for text, expected, found in pairs if expected != found
    )

    assert len(rows) >= 500
    assert precision >= LEAST, wrong
    assert recall >= LEAST, wrong


@pytest.mark.parametrize(
    ("text", "coins"),
    [
        ("We need to link up near the station, no one came", ""),
        ("$LINK and $NEAR both up 8%", "chainlink near"),
        ("LINK breaks out above $20 as Chainlink adds a bank", "chainlink"),
        ("There is something about this method", ""),
        ("ETH/BTC ratio at a low", "ethereum bitcoin"),
        ("Op-ed: apt moves for your fil", ""),
        ("OP and ARB fees fall", "optimism arbitrum"),
        ("Uni students stage sit-in", ""),
        ("Solana-based UNI fork", "solana uniswap"),
        ("Dot your i's; atom by atom", ""),
        ("#ATOM #DOT staking", "cosmos polkadot"),
        ("Send 5 dollars in ada-compliant form", ""),
        ("Cardano (ADA) hard fork", "cardano"),
        ("BitcoinCash is not Bitcoin", "bitcoin-cash bitcoin"),
        ("Ripple v SEC; XRP flat", "xrp"),
        ("Avalanche warning in the Alps", ""),
        ("AVAX, the Avalanche token", "avalanche"),
        ("Share on facebook. Follow us. $100 off.", ""),
        ("tron legacy soundtrack", ""),
    ],
)
def test_words_that_are_symbols_are_told_from_words(text: str, coins: str) -> None:
    assert coins_in(text) == set(coins.split())


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin Rises on Optimism Over ETF Approval",
        "Bitcoin Near $100K as Traders Await CPI",
        "Optimism Grows as Bitcoin ETF Inflows Surge",
        "Link Between Bitcoin and Nasdaq Weakens, Says JPMorgan",
        "BITCOIN NEAR RECORD, A LINK TO STOCKS RETURNS",
    ],
)
def test_the_mood_of_the_market_is_no_coin(text: str) -> None:
    assert coins_in(text) == {"bitcoin"}


@pytest.mark.parametrize(
    ("text", "coin"),
    [
        ("Optimism's OP Token Slides After Unlock", "optimism"),
        ("Aid agency pays refugees in tokens on Stellar", "stellar"),
        ("NEAR Jumps 12% as AI Tokens Rally", "near"),
        ("Avalanche subnet goes live", "avalanche"),
    ],
)
def test_a_word_with_evidence_around_it_is_the_coin(text: str, coin: str) -> None:
    assert coins_in(text) == {coin}
