"""Alerts over REST: what may be asked for, what is refused and why, and whose they are."""

from typing import Any

import httpx
import pytest
from shared.events.ids import uuid7
from shared.http.tokens import Scope
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..owners import Owner

CROSSING = {"figure": "price", "op": "crosses_above", "value": "100000"}
SCORE = {"figure": "sentiment", "op": "crosses_below", "value": "-0.2"}
BITCOIN = {"coin_id": "BTC", "when": {"any": [CROSSING]}}


async def test_an_alert_is_armed_as_it_was_asked_for(owner: Owner) -> None:
    body = {
        **BITCOIN,
        "when": {"all": [CROSSING, {"figure": "sma", "op": "above", "value": "-1.50", "params": {"period": 20}}]},
        "repeat": "rearm",
        "channels": ["app", "mail", "app"],
        "note": "sell some",
    }

    made = await owner.post("/alerts", body)

    assert await owner.get(f"/alerts/{made['alert_id']}") == made
    assert (made["state"], made["coin_id"], made["channels"]) == ("armed", "bitcoin", ["app", "mail"])
    assert made["when"]["all"][1] == {
        "figure": "sma",
        "op": "above",
        "value": "-1.5",
        "params": {"interval": "1h", "period": "20"},
    }
    assert (made["rearm_percent"], made["cooldown_s"], made["note"]) == ("0.5", 300, "sell some")


async def test_a_coins_sentiment_may_be_waited_for_and_a_portfolios_may_not(owner: Owner) -> None:
    made = await owner.post("/alerts", {**BITCOIN, "when": {"any": [SCORE]}})
    on_portfolio = {"portfolio_id": await owner.new_portfolio(), "when": {"any": [SCORE]}}
    refused = await owner.ask("POST", "/alerts", on_portfolio)

    assert made["when"]["any"] == [{**SCORE, "params": {}}]
    assert refused.json()["errors"][0]["field"] == "when.any.0.figure"


REFUSED = [
    ({"when": {"any": [CROSSING]}}, "coin_id"),
    ({**BITCOIN, "portfolio_id": str(uuid7())}, "coin_id"),
    ({**BITCOIN, "coin_id": "USD"}, "coin_id"),
    ({**BITCOIN, "when": {"any": [{**CROSSING, "figure": "dominance"}]}}, "when.any.0.figure"),
    ({**BITCOIN, "when": {"any": [{**CROSSING, "figure": "sentiment", "value": "1.01"}]}}, "when.any.0.value"),
    ({**BITCOIN, "when": {"any": [{**SCORE, "params": {"window": "24h"}}]}}, "when.any.0.params.window"),
    ({**BITCOIN, "when": {"any": [{**CROSSING, "figure": "portfolio_value"}]}}, "when.any.0.figure"),
    ({**BITCOIN, "when": {"any": [{**CROSSING, "params": {"window": "1h"}}]}}, "when.any.0.params.window"),
    (
        {**BITCOIN, "when": {"all": [{**CROSSING, "figure": "change_percent", "params": {"window": "3h"}}]}},
        "when.all.0.params.window",
    ),
    (
        {**BITCOIN, "when": {"all": [{**CROSSING, "figure": "sma", "params": {"period": 19}}]}},
        "when.all.0.params.period",
    ),
    ({**BITCOIN, "when": {"any": [CROSSING], "all": [CROSSING]}}, "when"),
    ({**BITCOIN, "when": {"any": [CROSSING] * 11}}, "when.any"),
    ({**BITCOIN, "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ({**BITCOIN, "channels": []}, "channels"),
]


@pytest.mark.parametrize(("body", "field"), REFUSED)
async def test_what_is_wrong_is_named(owner: Owner, body: dict[str, Any], field: str) -> None:
    answer = await owner.ask("POST", "/alerts", body)

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert answer.json()["errors"][0]["field"] == field


async def test_a_figure_that_there_is_not_is_answered_with_those_there_are(owner: Owner) -> None:
    answer = await owner.ask("POST", "/alerts", {**BITCOIN, "when": {"any": [{**CROSSING, "figure": "dominance"}]}})

    message = answer.json()["errors"][0]["message"]
    assert all(name in message for name in ("price", "spread_bp", "sentiment", "realized_volatility", "ema"))


async def test_the_list_is_filtered_and_cut_into_pages(owner: Owner) -> None:
    made = [(await owner.post("/alerts", {**BITCOIN, "coin_id": coin}))["alert_id"] for coin in ("BTC", "ETH", "BTC")]

    first = await owner.get("/alerts", limit=2)
    second = await owner.get("/alerts", limit=2, cursor=first["next"])
    bitcoins = await owner.get("/alerts", coin="BTC", state="armed")

    assert [one["alert_id"] for one in first["items"] + second["items"]] == made[::-1]
    assert [one["alert_id"] for one in bitcoins["items"]] == [made[2], made[0]]
    assert (await owner.get("/alerts", state="paused"))["items"] == []


async def test_a_pause_ends_by_arming_anew(owner: Owner) -> None:
    path = f"/alerts/{(await owner.post('/alerts', {**BITCOIN, 'note': 'x'}))['alert_id']}"

    paused = (await owner.ask("PATCH", path, {"state": "paused"})).json()
    still = (await owner.ask("PATCH", path, {"cooldown_s": 60, "note": None})).json()
    armed = (await owner.ask("PATCH", path, {"state": "armed", "when": {"all": [CROSSING]}})).json()

    assert (paused["state"], paused["note"]) == ("paused", "x")
    assert (still["state"], still["cooldown_s"], still["note"]) == ("paused", 60, None)
    assert (armed["state"], armed["when"]["any"], len(armed["when"]["all"])) == ("armed", None, 1)


async def test_anothers_alerts_and_portfolios_are_not_there(owner: Owner, stranger: Owner) -> None:
    path = f"/alerts/{(await owner.post('/alerts', BITCOIN))['alert_id']}"
    value = {**CROSSING, "figure": "portfolio_value"}
    on_portfolio = {"portfolio_id": await owner.new_portfolio(), "when": {"any": [value]}}

    asked = [
        await stranger.ask("GET", path),
        await stranger.ask("PATCH", path, {"state": "paused"}),
        await stranger.ask("DELETE", path),
        await stranger.ask("GET", f"{path}/events"),
        await stranger.ask("POST", "/alerts", on_portfolio),
    ]

    assert [answer.status_code for answer in asked] == [404] * 5
    assert [answer.json()["code"] for answer in asked] == ["unknown_alert"] * 4 + ["unknown_portfolio"]
    assert (await owner.post("/alerts", on_portfolio))["portfolio_id"] == on_portfolio["portfolio_id"]


async def test_reading_and_writing_need_their_scopes(owner: Owner) -> None:
    written = await owner.ask("POST", "/alerts", BITCOIN, scopes=(Scope.PORTFOLIO_READ,))
    read = await owner.ask("GET", "/alerts", scopes=(Scope.PORTFOLIO_WRITE,))

    assert (written.status_code, read.status_code) == (403, 403)


async def test_the_same_request_with_its_key_makes_one(owner: Owner) -> None:
    headers = {"Idempotency-Key": "once"}

    answers = [await owner.ask("POST", "/alerts", BITCOIN, headers=headers) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len((await owner.get("/alerts"))["items"]) == 1


_EVENT = text("""
INSERT INTO alert_events (event_id, alert_id, fired_at, as_of, observed)
VALUES (:event, :alert, now(), now(), '[{"figure": "price", "op": "crosses_above", "threshold": "1", "value": "2"}]')
""")
_DELIVERY = text("""
INSERT INTO alert_deliveries (delivery_id, event_id, user_id, channel, message, fired_at, state, attempts, last_error)
VALUES (:delivery, :event, :user, 'webhook', '{}', now(), 'failed', 3, 'HTTP 500')
""")
"""As user-service writes it."""


async def test_events_come_with_their_deliveries_and_go_with_the_alert(owner: Owner, admin: AsyncEngine) -> None:
    alert_id = (await owner.post("/alerts", BITCOIN))["alert_id"]
    events = [uuid7() for _ in range(3)]
    async with admin.begin() as conn:
        for event in events:
            await conn.execute(_EVENT, {"event": event, "alert": alert_id})
        await conn.execute(_DELIVERY, {"delivery": uuid7(), "event": events[0], "user": owner.user_id})

    first = await owner.get(f"/alerts/{alert_id}/events", limit=2)
    second = await owner.get(f"/alerts/{alert_id}/events", limit=2, cursor=first["next"])

    assert [one["event_id"] for one in first["items"] + second["items"]] == [str(one) for one in events[::-1]]
    assert first["items"][0]["deliveries"] == []
    (delivery,) = second["items"][0]["deliveries"]
    assert (delivery["state"], delivery["attempts"], delivery["last_error"]) == ("failed", 3, "HTTP 500")
    observed = second["items"][0]["observed"]
    assert (observed["figure"], observed["threshold"], observed["value"]) == ("price", "1", "2")
    assert (await owner.ask("DELETE", f"/alerts/{alert_id}")).status_code == httpx.codes.NO_CONTENT
    assert (await owner.ask("GET", f"/alerts/{alert_id}/events")).status_code == httpx.codes.NOT_FOUND
