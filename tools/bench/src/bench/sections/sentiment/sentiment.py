"""Sentiment: texts scored a second, alone and beside the live path; a new story among 100 000; answers."""

import asyncio
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Final

import uvloop
from sentiment.texts.coin_tags import CoinName

from bench.clients.requests import latencies_ms
from bench.figures import Figure, at_least, at_most, percentile
from bench.platform import env, generate, get
from bench.sections.load import watch_delays
from bench.sections.sentiment.scoring import THREADS, headlines_per_second, vader_texts_per_second
from bench.sections.sentiment.searching import STORIES, new_story_ms, tagged_per_second

_SECONDS: Final = 15.0
_LIVE_RATE: Final = 2_000
_LIVE_SECONDS: Final = 30.0
_SETTLE_SECONDS: Final = 10
_TOPIC_HOURS: Final = (19, 20, 21, 22, 23)
"""Windows that nobody has asked for: each is computed anew."""
_EXPLAIN_RATE: Final = 5
_EXPLAIN_SECONDS: Final = 10


def measure() -> list[Figure]:
    """Needs the platform up with raised limits; sets the generator, to nothing where texts alone are measured."""
    generate(0, None)
    return [*_alone(), *_vader(), *_texts(), *_answers(), *_beside_the_live_path()]


def _alone() -> list[Figure]:
    """The target is for all cores; by default the service leaves one of two to the live path."""
    cores = os.cpu_count() or 1
    by_default = headlines_per_second(THREADS, _SECONDS)
    on_all = by_default if cores == THREADS else headlines_per_second(cores, _SECONDS)
    return [
        at_least("sentiment", f"default model in batches, {cores} threads", on_all, "headlines/s", 250),
        Figure("sentiment", f"the same, {_as_by_default()}", by_default, "headlines/s"),
    ]


def _beside_the_live_path() -> list[Figure]:
    generate(_LIVE_RATE, None)
    time.sleep(_SETTLE_SECONDS)
    try:
        rate, delays = asyncio.run(_beside(_coins()))
    finally:
        generate(0, None)
    return [
        at_least("sentiment", f"the same, {_as_by_default()}, beside {_LIVE_RATE} trades/s", rate, "headlines/s", 150),
        Figure("sentiment", "trades meanwhile: socket to client, p99", percentile(delays, 0.99), "ms"),
    ]


async def _beside(coins: list[CoinName]) -> tuple[float, list[float]]:
    """The model is in a process of its own, as the service is: it must not hold up the client that takes the time."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        loop = asyncio.get_running_loop()
        scoring = loop.run_in_executor(process, headlines_per_second, THREADS, _LIVE_SECONDS)
        delays, _ = await watch_delays([coin.coin_id for coin in coins[:20]])
        return await scoring, delays


def _as_by_default() -> str:
    return f"{THREADS} thread{'' if THREADS == 1 else 's'} as by default"


def _vader() -> list[Figure]:
    ours, theirs = vader_texts_per_second()
    return [
        Figure("sentiment", "VADER mode, one core", ours, "texts/s"),
        Figure("sentiment", "vaderSentiment itself", theirs, "texts/s"),
        at_least("sentiment", "VADER mode against vaderSentiment", ours / theirs, "x", 1),
    ]


def _texts() -> list[Figure]:
    took = new_story_ms()
    return [
        Figure("sentiment", f"a new story among {STORIES} looked for and added, p50", percentile(took, 0.5), "ms"),
        at_most("sentiment", "the same, p99", percentile(took, 0.99), "ms", 5),
        Figure("sentiment", "coin tags, one core", tagged_per_second(_coins()), "texts/s"),
    ]


def _answers() -> list[Figure]:
    topics = []
    for hours in _TOPIC_HOURS:
        started = time.perf_counter()
        get(f"/api/sentiment/topics?window={hours}h")
        topics.append((time.perf_counter() - started) * 1e3)
    path = "/api/sentiment/bitcoin/explain"
    documents = get(path)["documents"]
    took = uvloop.run(latencies_ms(env()["GATEWAY_URL"] + path, _EXPLAIN_RATE, _EXPLAIN_SECONDS))
    return [
        Figure("sentiment", "topics computed anew, median", statistics.median(topics), "ms"),
        Figure("sentiment", f"a score explained by {documents} documents, p50", percentile(took, 0.5), "ms"),
        Figure("sentiment", "the same, p99", percentile(took, 0.99), "ms"),
    ]


def _coins() -> list[CoinName]:
    return [
        CoinName(one["coin_id"], one["symbol"], one["name"]) for one in get("/api/market/coins?limit=1000")["items"]
    ]
