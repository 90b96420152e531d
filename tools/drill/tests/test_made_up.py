"""The drill's own texts are what it takes them for: apart, alike, English, of their coin."""

from drill.feeds.news.made_up import COINS, post, story
from sentiment.sources.bluesky.crypto_words import mentions_crypto
from sentiment.texts.coin_tags import CoinName, CoinTagger
from sentiment.texts.language import language_of
from sentiment.texts.near_duplicates import StoryIndex

STORIES = 200
TAGGER = CoinTagger([CoinName(coin_id, f"{name[:2]}X".upper(), name) for coin_id, name in COINS.items()])


def test_no_two_stories_are_alike_and_the_two_tellings_of_one_are() -> None:
    index = StoryIndex[int]()
    for number in range(STORIES):
        made = story(number)
        assert index.find(made.first) == []
        index.add(number, made.first)
        assert index.find(made.second)[:1] == [number]


def test_a_correction_has_nothing_in_common_with_what_it_corrects() -> None:
    index = StoryIndex[int]()
    for number in range(STORIES):
        index.add(number, story(number).first)

    assert all(index.find(story(number).corrected) == [] for number in range(STORIES))


def test_every_text_is_english_and_of_its_coin() -> None:
    told = [(made.coin_id, text) for made in map(story, range(STORIES)) for text in (made.first, made.second)]
    told += [(made.coin_id, made.corrected) for made in map(story, range(STORIES))]
    told += [(made.coin_id, made.text) for made in map(post, range(STORIES))]

    assert {language_of(text)[0] for _, text in told} == {"en"}
    assert all([mention.coin_id for mention in TAGGER.tags(text)] == [coin_id] for coin_id, text in told)


def test_every_post_is_one_that_is_handed_on() -> None:
    assert all(mentions_crypto(post(number).text) for number in range(STORIES))
