import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.texts.coin_tags import Mention
from sentiment.texts.sentences import sentence_about

from .coins import tagger


def about(text: str, coin_id: str) -> str:
    return sentence_about(text, tagger().tags(text), coin_id)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bitcoin fell 5%. Ether rose.", {"bitcoin": "Bitcoin fell 5%.", "ethereum": "Ether rose."}),
        ("bitcoin dumps, NEAR pumps", {"bitcoin": "bitcoin dumps", "near": "NEAR pumps"}),
        ("While bitcoin fell, ether rose", {"bitcoin": "While bitcoin fell", "ethereum": "ether rose"}),
        (
            "After a quiet week, bitcoin falls, hit by outflows; ether holds",
            {"bitcoin": "After a quiet week, bitcoin falls, hit by outflows", "ethereum": "ether holds"},
        ),
        (
            "USDT doubles on Aptos while USDC stays flat",
            {"aptos": "USDT doubles on Aptos", "usd-coin": "while USDC stays flat"},
        ),
        ("BTC -0.4 ETH -1.1 $SOL +2.7", {"bitcoin": "BTC -0.4", "ethereum": "ETH -1.1", "solana": "$SOL +2.7"}),
        ("比特币涨了。以太坊跌了。", {"bitcoin": "比特币涨了。", "ethereum": "以太坊跌了。"}),
    ],
)
def test_each_coin_has_its_part(text: str, parts: dict[str, str]) -> None:
    assert {coin_id: about(text, coin_id) for coin_id in parts} == parts


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin, ether and solana fall",
        "Court says XRP and ether are commodities",
        "Tether mints a billion on TRON, retires half as much on Ethereum",
        "$APT $NEAR $OP $ARB the four horsemen of dilution",
    ],
)
def test_what_is_said_of_several_coins_is_not_cut(text: str) -> None:
    assert {about(text, mention.coin_id) for mention in tagger().tags(text)} == {text}


def test_a_sentence_that_goes_on_about_the_coin_stays_with_it() -> None:
    text = "Bitcoin fell. It may recover. Ether rose. Nobody knows why."

    assert about(text, "bitcoin") == "Bitcoin fell. It may recover."
    assert about(text, "ethereum") == "Ether rose."


def test_a_text_on_one_coin_is_whole() -> None:
    text = "Bitcoin fell. Miners sold, funds bought."

    assert about(text, "bitcoin") == text


def test_a_coin_that_is_not_named_gets_the_whole_text() -> None:
    assert about("Bitcoin fell. Ether rose.", "solana") == "Bitcoin fell. Ether rose."


@given(st.text(st.sampled_from("ab, .;&$-—\n1BE"), max_size=60), st.lists(st.tuples(st.integers(0, 59), st.booleans())))
def test_every_part_is_in_the_text_and_none_is_empty(text: str, places: list[tuple[int, bool]]) -> None:
    spans = [(at, at + 1, is_first) for at, is_first in sorted(dict(places).items()) if text[at : at + 1].isalpha()]
    first = Mention("first", tuple((start, end) for start, end, is_first in spans if is_first))
    second = Mention("second", tuple((start, end) for start, end, is_first in spans if not is_first))

    part = sentence_about(text, [first, second], "first")

    assert part or not first.spans
    assert set(part) <= {*text, " "}


def test_a_long_list_of_coins_comes_to_an_end() -> None:
    text = "BTC, ETH; " * 20_000

    assert about(text, "bitcoin").startswith("BTC, ETH")
