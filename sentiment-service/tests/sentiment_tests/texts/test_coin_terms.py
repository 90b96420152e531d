from sentiment.texts.coin_terms import CoinName, Words, patterns_of

from .coins import REPOSITORY

WORDS = Words.shipped()


def test_the_words_are_in_small_letters() -> None:
    lists = [WORDS.crypto_words, WORDS.trade_words, WORDS.share_words, WORDS.other_names, WORDS.phrases, WORDS.everyday]
    tables = [
        texts for coin in WORDS.coins.values() for texts in (*coin.by_strength().values(), coin.context, coin.against)
    ]

    assert [text for texts in (*lists, *tables) for text in texts if text != text.lower()] == []


def test_no_name_is_given_two_strengths() -> None:
    for coin_id, coin in WORDS.coins.items():
        given = [text for texts in coin.by_strength().values() for text in texts]
        assert len(given) == len(set(given)), coin_id


def test_every_table_is_of_a_coin_of_the_catalogue() -> None:
    catalogue = (REPOSITORY / "market-data-service" / "catalogue.toml").read_text(encoding="utf-8")

    assert [coin_id for coin_id in WORDS.coins if f'coin_id = "{coin_id}"' not in catalogue] == []


def test_of_two_coins_with_one_symbol_the_first_has_it() -> None:
    patterns = patterns_of([CoinName("one", "TWIN", "First"), CoinName("two", "TWIN", "Second")], WORDS)

    assert [pattern.term.coins for pattern in patterns if pattern.text == "twin" and pattern.term] == [("one",)]
