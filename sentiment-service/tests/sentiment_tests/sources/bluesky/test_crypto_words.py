import pytest
from sentiment.sources.bluesky.crypto_words import mentions_crypto


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin is up",
        "I sold my BTC.",
        "#bitcoin, #eth",
        "(ethereum)",
        "$NEAR is near 5",
        "$sol!",
        "crypto-bros",
        "That's crypto for you",
        "new stablecoins everywhere",
        "Mt. Gox pays out",
        "NFTs are back",
        "on-chain data",
    ],
)
def test_a_post_that_may_be_about_crypto_is_let_through(text: str) -> None:
    assert mentions_crypto(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I am near the link, one on top of the other",
        "cryptography is fun",
        "Something else together",
        "The solar panel and the sol note",
        "aaaaah. LIght shines in a corner",
    ],
)
def test_other_posts_are_not(text: str) -> None:
    assert not mentions_crypto(text)


@pytest.mark.parametrize("piece", ["$", "bitcoi", "rug ", "mt.", " ", "proof of ", "\u200b", "shiba "])
def test_no_text_makes_the_pattern_go_back_and_forth(piece: str) -> None:
    assert not mentions_crypto(piece * 200_000)  # quadratic, this would not end within the test's time
