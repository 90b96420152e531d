"""A small portfolio, entered before something is broken and read again afterwards."""

from typing import Any, Final, NamedTuple

import httpx

from drill.clients.visitor import Session
from drill.platform import Platform

_BOUGHT: Final = {
    "kind": "trade",
    "time": "2026-01-02T03:04:05Z",
    "in": {"asset": "BTC", "quantity": "0.12345678"},
    "out": {"asset": "USD", "quantity": "9999.99"},
}


class Ledger(NamedTuple):
    path: str
    items: list[dict[str, Any]]


def enter(platform: Platform, session: Session) -> Ledger:
    """Make a portfolio with one transaction."""
    with _client(platform, session) as http:
        made = http.post("/api/portfolio", json={"name": "Before", "base_currency": "USD"}).raise_for_status().json()
        path = f"/api/portfolio/{made['portfolio_id']}/transactions"
        http.post(path, json=_BOUGHT).raise_for_status()
    return read_ledger(platform, session, path)


def read_ledger(platform: Platform, session: Session, path: str) -> Ledger:
    with _client(platform, session) as http:
        return Ledger(path, http.get(path).raise_for_status().json()["items"])


def _client(platform: Platform, session: Session) -> httpx.Client:
    return httpx.Client(base_url=platform.env["GATEWAY_URL"], headers=session.headers, timeout=20)
