"""The Fear & Greed index of a day, and Alternative.me's answer with it. Pure: the time is a parameter."""

from typing import Final

from simulator.feeds.content.draws import wave

DAY_SECONDS: Final = 86_400
MOST_DAYS: Final = 730
_STREAM: Final = 40_000
_CLASSES: Final = ((25, "Extreme Fear"), (46, "Fear"), (54, "Neutral"), (75, "Greed"), (100, "Extreme Greed"))


def value_of(seed: int, day: int) -> int:
    """The index of a day (days since 1970): 2 to 97, drifting over weeks."""
    lean = 0.6 * wave(seed, _STREAM, day / 31) + 0.3 * wave(seed, _STREAM + 1, day / 7)
    return max(2, min(97, round(50 + 52 * lean + 6 * wave(seed, _STREAM + 2, day))))


def classification(value: int) -> str:
    return next(name for most, name in _CLASSES if value <= most)


def answer(seed: int, now: int, limit: int) -> dict[str, object]:
    """The newest `limit` days (0: all), newest first; `now` in seconds since 1970. Numbers are text, as there."""
    today = now // DAY_SECONDS
    data: list[dict[str, str]] = []
    for day in range(today, today - min(limit or MOST_DAYS, MOST_DAYS), -1):
        value = value_of(seed, day)
        data.append(
            {
                "value": str(value),
                "value_classification": classification(value),
                "timestamp": str(day * DAY_SECONDS),
            }
        )
    data[0]["time_until_update"] = str((today + 1) * DAY_SECONDS - now)
    return {"name": "Fear and Greed Index", "data": data, "metadata": {"error": None}}
