"""Settings of the simulator, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.trades.exact_text import nanoseconds


class SettingsError(ValueError):
    """An environment variable with an invalid value."""


@dataclass(frozen=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 8109
    mode: str = "simulated"
    log_level: str = "INFO"
    seed: int = 7
    rate: float = 40.0
    # None: the wall clock. Otherwise time starts here, and stands still until the first subscription.
    epoch_us: int | None = None
    captures: tuple[Path, ...] = ()
    # None: as fast as the clients take it.
    speed: float | None = 1.0
    hold: bool = False
    # What the venues allow: requests by weight, messages a second; off for load tests.
    limits: bool = True
    # Binance ends every connection after a day.
    connection_seconds: float = 86_400.0
    # Feeds: a new story in so many seconds (several sites tell some, so that an item comes about every 20 s) and posts
    # a second, 0 for none; and how many days of news there are at the start.
    news_seconds: float = 30.0
    posts_per_second: float = 1.0
    news_past_days: float = 14.0

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Raise SettingsError naming the variable."""
        captures = tuple(Path(part.strip()) for part in env.get("REPLAY", "").split(",") if part.strip())
        mode = env.get("MODE") or ("replay" if captures else "simulated")
        if mode not in {"simulated", "replay"}:
            raise SettingsError(f"MODE is {mode!r}; the simulator knows simulated and replay")
        if mode == "replay" and not captures:
            raise SettingsError("MODE is replay but REPLAY names no capture")
        epoch = env.get("SIMULATOR_EPOCH")
        return cls(
            host=env.get("HOST") or cls.host,
            port=int(_number(env, "PORT", cls.port)),
            mode=mode,
            log_level=env.get("LOG_LEVEL") or cls.log_level,
            seed=int(_number(env, "SEED", cls.seed)),
            rate=_number(env, "RATE", cls.rate),
            epoch_us=None if not epoch else _epoch(epoch),
            captures=captures if mode == "replay" else (),
            speed=None if env.get("REPLAY_SPEED") == "max" else _positive(env, "REPLAY_SPEED", 1.0),
            hold=env.get("REPLAY_HOLD", "") not in {"", "0", "false", "no"},
            limits=env.get("SIMULATOR_LIMITS", "1") not in {"0", "false", "no"},
            news_seconds=_number(env, "NEWS_SECONDS", cls.news_seconds),
            posts_per_second=_number(env, "POSTS_PER_SECOND", cls.posts_per_second),
            news_past_days=_number(env, "NEWS_PAST_DAYS", cls.news_past_days),
            connection_seconds=_positive(env, "SIMULATOR_CONNECTION_SECONDS", cls.connection_seconds),
        )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name) or str(default)
    try:
        value = float(text)
    except ValueError as error:
        raise SettingsError(f"{name} is {text!r}, not a number") from error
    if not 0 <= value < float("inf"):
        raise SettingsError(f"{name} is {text!r}, not a number from 0 up")
    return value


def _positive(env: Mapping[str, str], name: str, default: float) -> float:
    value = _number(env, name, default)
    if not value:
        raise SettingsError(f"{name} must be above 0")
    return value


def _epoch(text: str) -> int:
    try:
        return nanoseconds(text) // 1_000
    except ValueError as error:
        raise SettingsError(f"SIMULATOR_EPOCH: {error}") from error
