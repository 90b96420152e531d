"""Which mode to run: replay or simulated when asked for, else live, else simulated when no venue can be reached."""

import socket
import ssl
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from stack.errors import StackError
from stack.platform.captures import CaptureError, data_name, read_captures

# One public market-data address of each venue; the ingester's own settings say what it connects to.
VENUE_ADDRESSES = (
    ("data-stream.binance.vision", 443),
    ("ws-feed.exchange.coinbase.com", 443),
    ("ws.kraken.com", 443),
)
REACH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A mode, the name of its data folder, what it plays, and whether it only stands in for live."""

    mode: str
    data: str
    captures: tuple[str, ...] = ()
    fallback: bool = False


class ModeError(StackError):
    """The variables of `make up` do not name a mode."""


def asked_for(variables: Mapping[str, str]) -> Choice | None:
    """Return the mode that the variables force, None when they leave it to the network."""
    replay, simulated = variables.get("REPLAY", ""), variables.get("SIMULATED", "")
    if replay and is_on(simulated):
        raise ModeError("REPLAY and SIMULATED=1 are two modes; give one of them")
    if replay:
        try:
            captures = read_captures([name for name in replay.split(",") if name])
        except CaptureError as error:
            raise ModeError(str(error)) from error
        return Choice("replay", data_name(captures), tuple(str(capture.path) for capture in captures))
    return Choice("simulated", "simulated") if is_on(simulated) else None


def is_on(value: str) -> bool:
    return value.lower() not in {"", "0", "no", "false"}


def by_network(addresses: Sequence[tuple[str, int]] = VENUE_ADDRESSES, seconds: float = REACH_SECONDS) -> Choice:
    if any_venue_reachable(addresses, seconds):
        return Choice("live", "live")
    return Choice("simulated", "simulated", fallback=True)


def any_venue_reachable(addresses: Sequence[tuple[str, int]], seconds: float) -> bool:
    """Try a TLS connection to each venue in parallel; the first that opens decides."""
    pool = ThreadPoolExecutor(len(addresses))
    pending = {pool.submit(opens, host, port, seconds) for host, port in addresses}
    try:
        # A look-up of a name has no time limit of its own, so the waiting has.
        return any(attempt.result() for attempt in as_completed(pending, timeout=seconds))
    except TimeoutError:
        return False
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def opens(host: str, port: int, seconds: float) -> bool:
    try:
        with (
            socket.create_connection((host, port), timeout=seconds) as connection,
            ssl.create_default_context().wrap_socket(
                connection, server_hostname=host, do_handshake_on_connect=False
            ) as secured,
        ):
            secured.do_handshake()
            return True
    except OSError:
        return False
