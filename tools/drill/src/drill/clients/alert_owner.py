"""The owner of alerts: an account with webhooks, its alerts, and what the platform says about their events."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx

from drill.clients.visitor import Visitor
from drill.platform import Platform

_PAGE: Final = 200


class AlertOwner:
    """A new account. Speaks to the gateway only."""

    def __init__(self, platform: Platform) -> None:
        self._visitor = Visitor(platform)
        self._session = self._visitor.login()
        self._http = httpx.Client(base_url=platform.env["GATEWAY_URL"], timeout=20)

    def refresh(self) -> None:
        """Before the token ends, ten minutes after it was made."""
        self._visitor.refresh(self._session)

    def add_webhook(self, url: str) -> tuple[str, str]:
        """Its id and its secret."""
        made = self._ask("POST", "/api/users/me/webhooks", json={"url": url})
        return made["webhook_id"], made["secret"]

    def log_of(self, webhook_id: str) -> list[dict[str, Any]]:
        """What was sent to a webhook, newest first; one page."""
        found: list[dict[str, Any]] = self._ask("GET", f"/api/users/me/webhooks/{webhook_id}/deliveries")["items"]
        return found

    def add_alert(self, coin_id: str, condition: Mapping[str, str], **others: Any) -> dict[str, Any]:
        when = {"any": [{"figure": "price", **condition}]}
        body = {"coin_id": coin_id, "when": when, "channels": ["app", "webhook"], "cooldown_s": 0, **others}
        made: dict[str, Any] = self._ask("POST", "/api/portfolio/alerts", json=body)
        return made

    def events_of(self, alert_id: str) -> list[dict[str, Any]]:
        """All events of an alert, oldest first."""
        return list(self._pages(f"/api/portfolio/alerts/{alert_id}/events"))[::-1]

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            params = {"limit": _PAGE} | ({} if cursor is None else {"cursor": cursor})
            page = self._ask("GET", path, params=params)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self._http.request(method, path, headers=self._session.headers, **options).raise_for_status().json()
