"""Settings of the simulator, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simulator.trades.exact_text import nanoseconds


class SettingsError(ValueError):
    """An environment variable with an invalid value."""


def _called(variable: str, form: str = "") -> dict[str, str]:
    """What a field's variable is called where that is not the field's name, and the form of its text."""
    return {"variable": variable, "form": form}


@dataclass(frozen=True)
class Settings:
    host: str = "127.0.0.1"
    """Where it listens."""
    port: int = 8109
    """Where it listens."""
    mode: str = "simulated"
    """What is behind the venues: `simulated`, or `replay`, which is meant wherever `REPLAY` is set."""
    log_level: str = "INFO"
    """The least level of log lines."""
    seed: int = 7
    """Of the generated market: it decides every price, story and post."""
    rate: float = 40.0
    """Trades a second over all venues at the start."""
    epoch_us: int | None = field(default=None, metadata=_called("SIMULATOR_EPOCH", "time, RFC 3339"))
    """Where time starts, and stands still until the first subscription to a venue, so that a seed decides every trade.
    Not set: the wall clock."""
    captures: tuple[Path, ...] = field(default=(), metadata=_called("REPLAY", "paths, comma separated"))
    """The captures to play, one a venue."""
    speed: float | None = field(default=1.0, metadata=_called("REPLAY_SPEED", "number, or `max`"))
    """How much faster than recorded; `max`: as fast as every subscriber takes it, losing nothing."""
    hold: bool = field(default=False, metadata=_called("REPLAY_HOLD"))
    """Whether captures wait for `start` on the control API."""
    limits: bool = field(default=True, metadata=_called("SIMULATOR_LIMITS"))
    """Whether requests, messages and connections are limited as the venues do it."""
    connection_seconds: float = field(default=86_400.0, metadata=_called("SIMULATOR_CONNECTION_SECONDS"))
    """After how long Binance ends a connection."""
    news_seconds: float = 30.0
    """A new story in so many seconds; several sites tell some, so that an item comes about every 20 s. 0: none."""
    posts_per_second: float = 1.0
    """Posts a second; 0: none."""
    news_past_days: float = 14.0
    """How many days of news there are at the start."""

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
