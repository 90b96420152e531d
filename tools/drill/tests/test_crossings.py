from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from drill.checks.alert_events import Fault, check_received, check_times, undelivered
from drill.checks.crossings import AlertRule, State, firings, states_of
from drill.clients.receiver import Received, is_signed
from drill.platform import DrillError
from shared.events import PriceV1
from standardwebhooks import Webhook

REARM = Decimal(1)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLwSw"


def states(*prices: int) -> list[State]:
    return [State(at, Decimal(price), Decimal(price), Decimal(price)) for at, price in enumerate(prices)]


def event(at_us: int, *channels: str, state: str = "delivered") -> dict[str, Any]:
    as_of = datetime.fromtimestamp(at_us / 1e6, UTC).isoformat()
    return {"as_of": as_of, "deliveries": [{"channel": channel, "state": state} for channel in channels]}


def received(*at: tuple[str, float]) -> Sequence[Received]:
    return [Received(event_id, when, {"data": {"event_id": event_id}}) for event_id, when in at]


def test_a_rule_fires_again_only_after_the_price_was_back() -> None:
    upwards = AlertRule("crosses_above", Decimal(100), REARM)

    assert firings(upwards, states(90, 101, 102, 99, 103, 98, 104)) == [1, 6]


def test_what_is_beyond_from_the_start_has_not_crossed() -> None:
    downwards = AlertRule("crosses_below", Decimal(100), REARM)

    assert firings(downwards, states(90, 95, 101, 99, 102, 98)) == [5]


def test_a_wick_counts_for_a_crossing_only() -> None:
    wick = [*states(90), State(1, Decimal(90), Decimal(101), Decimal(90))]

    assert firings(AlertRule("crosses_above", Decimal(100), REARM), wick) == [1]
    assert firings(AlertRule("above", Decimal(100), REARM), wick) == []


def test_a_rule_that_fires_once_ends_with_its_first_event() -> None:
    once = AlertRule("above", Decimal(100), REARM, once=True)

    assert firings(once, states(90, 101, 90, 101)) == [1]


def test_old_prices_and_repeated_states_are_left_out() -> None:
    price = PriceV1(coin_id="algorand", made_us=5, price=Decimal(1), high=Decimal(2))
    old = PriceV1(coin_id="algorand", made_us=6, price=Decimal(1), stale=True)

    assert list(states_of([price, old, price])) == [State(5, Decimal(1), Decimal(2), Decimal(1))]


def test_an_event_too_many_or_too_few_is_found() -> None:
    check_times("alert", [1_000_000, 2_000_000], [event(2_000_000), event(1_000_000)])

    for wanted in ([1_000_000], [1_000_000, 2_000_000, 3_000_000]):
        with pytest.raises(DrillError, match="without a"):
            check_times("alert", wanted, [event(1_000_000), event(2_000_000)])


def test_an_event_is_delivered_if_each_channel_has_it_once() -> None:
    good = event(1, "app", "webhook")
    bad = [event(1, "app"), event(1, "app", "webhook", "webhook"), event(1, "app", "webhook", state="pending")]

    assert undelivered([good, *bad]) == bad


def test_an_event_may_come_again_only_around_a_fault() -> None:
    users = Fault("kill -9 of users", 100, 110, may_repeat=True)

    assert check_received(["a", "b"], received(("a", 99), ("b", 300), ("a", 135)), [users]) == 1
    with pytest.raises(DrillError, match="nothing had happened"):
        check_received(["a"], received(("a", 300), ("a", 301)), [users])
    with pytest.raises(DrillError, match="not received"):
        check_received(["a", "b"], received(("a", 99)), [users])


def test_a_signature_by_the_standards_own_library_is_accepted_and_another_is_not() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    signature, timestamp = Webhook(SECRET).sign("id", at, "{}"), str(int(at.timestamp()))

    assert is_signed(SECRET, "id", timestamp, f"v1,other {signature}", b"{}")
    assert not is_signed(SECRET, "id", timestamp, signature, b"{ }")
