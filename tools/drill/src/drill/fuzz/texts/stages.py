"""The stages of the drill, in one process: long texts, large answers, then very many of both; and its memory."""

import faulthandler
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeVar

from sentiment.sources.definition import SourceKind

from drill.fuzz.texts.answers import sound_answer
from drill.fuzz.texts.characters import PIECES, fuzzed_text, pattern
from drill.fuzz.texts.growth import LONG, SHORT, growth
from drill.fuzz.texts.large import large_answers
from drill.fuzz.texts.mutations import spoilt
from drill.fuzz.texts.trial import MOST_SECONDS, Trial
from drill.platform import DrillError

_HANGS_AFTER: Final = 300
_LEAST: Final = 0.1
"""Share of each source's answers that must be read, and that must be refused: so that both are tried."""
_MOST_MB: Final = 1_000
"""At any time, with the largest answers."""
_MOST_GROWTH_MB: Final = 100
"""While very many are read, after the largest: what is kept of them must not grow with their number."""
T = TypeVar("T")


async def stages(
    seed: int, answers: int, texts: int, patterns: int, *, most_seconds: float = MOST_SECONDS
) -> AsyncIterator[str]:
    """Give the lines of the report, of `answers` of each source, `texts` besides, and `patterns` repeated very often.

    Raises:
        DrillError: something was not read as it must be, took too long, or too much memory.
    """
    trial = Trial(most_seconds=most_seconds)
    for line in _long_texts(trial, seed, patterns):
        yield line
    yield await _large_answers(trial, seed, patterns)
    before = peak_mb()
    async for line in _many_answers(trial, seed, answers):
        yield line
    yield _many_texts(trial, seed, texts)
    await trial.sources.close()
    after = peak_mb()
    if after > _MOST_MB or after - before > _MOST_GROWTH_MB:
        raise DrillError(f"the memory was {before} MB at most before the many, {after} MB after them")
    yield f"memory at most {before} MB with the largest answers, {after - before} MB more after all the others"


def _long_texts(trial: Trial, seed: int, patterns: int) -> Iterator[str]:
    random = Random(f"{seed}:long")
    chosen = [*_some(random, patterns), *(pattern(random) for _ in range(patterns // 2))]
    for part, function in trial.readers.parts.items():
        found = [growth(part, function, one) for one in _watched(chosen)]
        line = f"{part}: {len(found)} texts of {LONG} characters in {max(one.seconds for one in found):.2f} s at most"
        ratios = [one.ratio for one in found if not one.is_quick]
        yield f"{line}, a character in {max(ratios):.1f} times that of {SHORT} at most" if ratios else line


async def _large_answers(trial: Trial, seed: int, patterns: int) -> str:
    random = Random(f"{seed}:large")
    trial.slowest = 0.0
    for one in _watched(_some(random, patterns)):
        for kind, body in large_answers(one):
            await trial.answer(random, kind, body, f"a large answer full of {one!a}")
    read, refused = trial.read.total(), trial.refused.total()
    return f"{read + refused} answers of up to 5 MB, {refused} of them refused: {trial.slowest:.1f} s at most"


async def _many_answers(trial: Trial, seed: int, number: int) -> AsyncIterator[str]:
    for kind in SourceKind:
        trial.slowest, trial.read[kind], trial.refused[kind], trial.items[kind] = 0.0, 0, 0, 0
        for one in _watched(range(number)):
            random = Random(f"{seed}:{kind}:{one}")
            await trial.answer(random, kind, spoilt(random, sound_answer(random, kind)), f"answer {one}")
        read, refused = trial.read[kind], trial.refused[kind]
        if min(read, refused) < _LEAST * number or not trial.items[kind]:
            raise DrillError(f"of {number} answers of {kind} {read} were read and {refused} refused: that tries little")
        yield (
            f"{kind}: {number} answers, {read} of them read, with {trial.items[kind]} items, "
            f"{refused} refused in words: {trial.slowest:.2f} s at most"
        )


def _many_texts(trial: Trial, seed: int, number: int) -> str:
    trial.slowest = 0.0
    for one in _watched(range(number)):
        trial.text(fuzzed_text(Random(f"{seed}:text:{one}")), f"text {one}")
    return f"{number} texts read: {trial.slowest:.2f} s at most"


def _some(random: Random, number: int) -> Sequence[str]:
    """So many of the pieces, or all that there are."""
    return random.sample(PIECES, min(number, len(PIECES)))


def _watched(things: Iterable[T]) -> Iterator[T]:
    """Each of them; one that takes minutes ends the process, which then says where it was."""
    try:
        for thing in things:
            faulthandler.dump_traceback_later(_HANGS_AFTER, exit=True)
            yield thing
    finally:
        faulthandler.cancel_dump_traceback_later()


def peak_mb() -> int:
    """The most memory that this process has had. Not that of `getrusage`, which begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024
