"""Log lines: one JSON object each on stdout, with the service's name and, inside a request, the request's id."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger

_LEVELS = logging.getLevelNamesMapping()
_CHATTY = ("httpx", "httpcore", "aiokafka", "uvicorn.access")


class _Threshold:
    """The least level that is shown. It may change while the process runs."""

    def __init__(self) -> None:
        self.level = logging.INFO

    def __call__(self, _logger: Any, method: str, line: dict[str, Any]) -> dict[str, Any]:
        if _LEVELS.get(method.upper(), logging.ERROR) < self.level:
            raise structlog.DropEvent
        return line


_THRESHOLD = _Threshold()
_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.format_exc_info,
]


class _StdoutLogger(structlog.BytesLogger):
    """Writes lines to stdout; `name` is the logger's in each of them."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stdout.buffer)
        self.name = name


def configure_logging(service: str, level: str = "INFO") -> None:
    """Make structlog and the standard library's loggers write the same lines.

    structlog writes to the stream itself: through the standard library a line costs several times as much.
    """
    structlog.configure(
        processors=[_THRESHOLD, *_PROCESSORS, _named(service), structlog.processors.JSONRenderer(_as_bytes)],
        logger_factory=_StdoutLogger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_PROCESSORS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _named(service),
                structlog.processors.JSONRenderer(_as_text),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], force=True)
    set_log_level(level)


def set_log_level(level: str) -> None:
    """Show lines from this level on, the libraries' too: those of chatty ones only where all is shown."""
    _THRESHOLD.level = _LEVELS[level.upper()]
    logging.getLogger().setLevel(_THRESHOLD.level)
    shows_all = _THRESHOLD.level <= logging.DEBUG
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.DEBUG if shows_all else max(_THRESHOLD.level, logging.WARNING))


def log_level() -> str:
    return logging.getLevelName(_THRESHOLD.level)


def _named(service: str) -> Any:
    def add_service(_logger: Any, _method: str, line: dict[str, Any]) -> dict[str, Any]:
        return {"service": service, **line}

    return add_service


def _as_bytes(line: dict[str, Any], default: Callable[[Any], Any]) -> bytes:
    try:
        return msgspec.json.encode(line, enc_hook=default)
    except (ValueError, TypeError, OverflowError):  # a lone surrogate, a key that is not text, a number above 64 bits
        return json.dumps(line, default=default, skipkeys=True).encode()


def _as_text(line: dict[str, Any], default: Callable[[Any], Any]) -> str:
    return _as_bytes(line, default).decode()


def get_logger(name: str) -> FilteringBoundLogger:
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger
