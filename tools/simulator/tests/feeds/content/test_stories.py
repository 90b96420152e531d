from collections import Counter
from itertools import pairwise
from string import Formatter

from hypothesis import given
from hypothesis import strategies as st
from simulator.feeds.content import moods
from simulator.feeds.content.draws import Draws
from simulator.feeds.content.filling import Filling, tells_apart
from simulator.feeds.content.material import TONES, material
from simulator.feeds.content.stories import Story, story_at
from simulator.feeds.sites import SITES, tellings

GRID = 30_000_000
NOON = 1_796_040_000_000_000 // GRID
DAY = 2_880


def stories(count: int, seed: int = 7) -> list[Story]:
    return [story_at(seed, GRID, slot) for slot in range(NOON, NOON + count)]


def words(text: str) -> frozenset[str]:
    return frozenset(text.lower().replace(",", "").split())


def alike(one: str, other: str) -> float:
    return len(words(one) & words(other)) / len(words(one) | words(other))


def test_a_seed_and_a_time_decide_a_story() -> None:
    assert stories(50) == stories(50)
    assert stories(50) != stories(50, seed=8)


@given(st.integers(0, 2**53), st.integers(1, 10**12), st.integers(0, 10**9))
def test_each_story_has_a_title_and_falls_into_its_step_of_time(seed: int, grid_us: int, slot: int) -> None:
    story = story_at(seed, grid_us, slot)

    assert slot * grid_us <= story.at_us < (slot + 1) * grid_us
    assert story.title
    assert "{" not in story.summary


def test_most_news_are_about_coins_and_some_are_not() -> None:
    kinds = Counter(story.kind for story in stories(DAY))

    assert kinds["news"] > 0.75 * DAY
    assert min(kinds["off_topic"], kinds["foreign"], kinds["hostile"]) > 0.005 * DAY


def test_each_tone_is_told_and_neutral_is_no_exception() -> None:
    tones = Counter(story.tone for seed in range(4) for story in stories(DAY, seed))

    assert all(tones[tone] > 0.2 * 4 * DAY for tone in TONES)


def test_stories_of_a_day_are_not_alike() -> None:
    titles = [story.title for story in stories(DAY) if story.coins[:1] == ("ethereum",)]
    pairs = [(one, other) for place, one in enumerate(titles) for other in titles[:place]]

    assert len(titles) > 100
    assert sum(alike(one, other) > 0.6 for one, other in pairs) < len(titles) / 20


def test_other_sites_tell_the_same_story_in_nearly_the_same_words() -> None:
    told = [(tellings(7, story), story) for story in stories(1_000) if story.kind == "news"]
    reach = Counter(len(each) for each, _ in told)
    figures = sorted(alike(each[0].title, other.title) for each, _ in told for other in each[1:])

    assert set(reach) == {1, 2, 3, 4, 5}
    assert reach[1] > reach[2] > reach[3]
    assert figures[len(figures) // 20] > 0.5
    assert all(one.site != other.site for each, _ in told for one, other in pairwise(each))
    assert all(each[0].at_us == story.at_us and min(one.at_us for one in each) == story.at_us for each, story in told)


def test_an_edit_changes_the_title_later() -> None:
    edits = [(one, one.edit) for story in stories(1_000) for one in tellings(7, story) if one.edit is not None]

    assert len(edits) > 30
    assert all(at_us > one.at_us and title != one.title for one, (at_us, title) in edits)


def test_a_mood_lasts_for_hours_and_differs_by_coin() -> None:
    hours = [moods.mood(7, 0, NOON * GRID + hour * moods.HOUR_US) for hour in range(500)]
    others = [moods.mood(7, 1, NOON * GRID + hour * moods.HOUR_US) for hour in range(500)]

    assert max(abs(before - after) for before, after in pairwise(hours)) < 0.6
    assert min(hours) < -0.4 < 0.4 < max(hours)
    assert hours != others


def test_a_theme_stays_for_hours_and_then_changes() -> None:
    themes = [moods.theme(7, 0, NOON * GRID + hour * moods.HOUR_US) for hour in range(200)]

    assert 10 < sum(before != after for before, after in pairwise(themes)) < 40


def test_every_sentence_can_be_filled() -> None:
    found = material()
    sentences = [*found.closers, *found.theme_sentences, *found.off_topic, *(text for _, text in found.foreign)]
    sentences += [*found.answers, *found.sources, *found.asides]
    for family in found.families.values():
        for tone in family.by_tone.values():
            sentences += [*tone.heads, *tone.tails, *tone.leads]
    for posts in found.posts.values():
        sentences += [*posts.openers, *posts.cores, *posts.closers]

    filling = Filling(found, Draws(7), found.coins[0], theme="a theme")
    assert len(sentences) > 800
    assert all(filling.fill(sentence) for sentence in sentences)
    assert len(set(sentences)) > 0.95 * len(sentences)


def test_news_about_crypto_as_a_whole_ask_for_no_coin() -> None:
    market = material().families["market"]
    sentences = [text for tone in market.by_tone.values() for text in (*tone.heads, *tone.tails, *tone.leads)]

    asked = {field for text in sentences for _, field, _, _ in Formatter().parse(text)}
    assert not asked & {"name", "symbol", "other", "level"}


def test_a_sentence_without_names_does_not_tell_stories_apart() -> None:
    assert not tells_apart("{name} stops producing blocks, leaving everybody puzzled")
    assert tells_apart("{person} of {firm} buys {count} {symbol}")


def test_sites_differ_in_what_they_give_as_ids() -> None:
    assert {site.guid for site in SITES.values()} == {"uuid", "number", "link", "renewed", "none"}
    assert any(site.format == "atom" for site in SITES.values())
