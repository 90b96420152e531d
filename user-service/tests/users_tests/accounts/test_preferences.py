from typing import Any

import pytest

from ..people import Person

DEFAULTS = {
    "theme": "system",
    "palette": "green-red",
    "currency": "USD",
    "notifications": {"email_security": True, "email_alerts": True},
    "default_coin": "bitcoin",
    "default_range": "24H",
    "time_zone": "utc",
    "chart_indicators": "sma:20,ema:50",
    "large_trades": "auto",
}


async def test_who_has_set_nothing_has_the_defaults(person: Person) -> None:
    assert await person.get("me/preferences") == DEFAULTS


async def test_any_subset_is_set_and_the_rest_stays(person: Person) -> None:
    changes = {"theme": "dark", "notifications": {"email_security": False}}
    first = await person.ask("PUT", "me/preferences", changes)
    second = await person.ask("PUT", "me/preferences", {"palette": "blue-orange", "theme": None, "notifications": {}})

    notifications = {"email_security": False, "email_alerts": True}
    assert first.json() == DEFAULTS | {"theme": "dark", "notifications": notifications}
    assert second.json() == first.json() | {"palette": "blue-orange"}
    assert await person.get("me/preferences") == second.json()


@pytest.mark.parametrize("coin", ["测试币", "pepe-2", "ñ" * 64])
async def test_any_coin_that_the_catalogue_may_name_can_be_the_first(person: Person, coin: str) -> None:
    answer = await person.ask("PUT", "me/preferences", {"default_coin": coin})

    assert (answer.status_code, answer.json()["default_coin"]) == (200, coin)


async def test_the_indicators_of_the_charts_and_what_a_large_trade_is_are_kept(person: Person) -> None:
    changes = {"chart_indicators": "rsi:14,bb:20:2~3,macd:12:26:9", "large_trades": "250000"}
    await person.ask("PUT", "me/preferences", changes)
    reset = await person.ask("PUT", "me/preferences", {"large_trades": "auto"})

    assert reset.json() == DEFAULTS | changes | {"large_trades": "auto"}


async def test_setting_nothing_reads_all(person: Person) -> None:
    answer = await person.ask("PUT", "me/preferences", {})

    assert (answer.status_code, answer.json()) == (200, DEFAULTS)


async def test_preferences_are_of_one_person(person: Person, stranger: Person) -> None:
    await person.ask("PUT", "me/preferences", {"currency": "EUR"})

    assert (await stranger.get("me/preferences"))["currency"] == "USD"


@pytest.mark.parametrize(
    "body",
    [
        {"theme": "pink"},
        {"currency": "usd"},
        {"currency": "USD\n"},
        {"default_coin": "Bit coin"},
        {"default_coin": "a\x00"},
        {"default_coin": "Ä"},
        {"default_coin": "x" * 65},
        {"notifications": {"email_security": "yes"}},
        {"thene": "dark"},
        {"chart_indicators": ""},
        {"chart_indicators": "sma:20;drop"},
        {"chart_indicators": "sma:20," * 60},
        {"large_trades": "0"},
        {"large_trades": "-5"},
        {"large_trades": 5},
        [],
    ],
)
async def test_what_is_no_preference_is_refused(person: Person, body: Any) -> None:
    answer = await person.ask("PUT", "me/preferences", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert await person.get("me/preferences") == DEFAULTS
