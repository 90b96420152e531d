"""Alerts: every crossing of the price is one event, and each event is delivered once, whatever is killed or away."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from functools import partial
from typing import Any, Final

from drill.alerting.quiet_coin import COIN, QuietCoin, Swings
from drill.alerting.replica import replica
from drill.checks.alert_events import Fault, check_received, check_times, times_of, undelivered
from drill.checks.crossings import AlertRule, firings, states_of
from drill.clients.alert_owner import AlertOwner
from drill.clients.price_series import PriceSeries
from drill.clients.receiver import Answer, Receiver
from drill.platform import UNLIMITED, DrillError, Platform, wait

_SHARES: Final = tuple(Decimal(percent) / 100 for percent in (30, 50, 60, 75))
_REARM: Final = (Decimal("0.05"), Decimal("0.1"), Decimal("0.2"))
_OPS: Final = ("crosses_above", "crosses_below", "above")
_KILLED: Final = ("portfolio", "users", "market-recorder", "kafka")
_AWAY: Final = {"redis": 60, "kafka": 60, "postgres": 60}
"""Seconds."""
_LOSES_NOTES: Final = ("users", "postgres")
_BETWEEN: Final = 3
"""Swings that are seen after a fault, before the next one."""
_GOES_ON_WITHIN: Final = 90
_DELIVERED_WITHIN: Final = 180
_SLOW: Final = 12.0
"""Seconds: longer than a receiver is waited for."""


def alerts(platform: Platform) -> Iterator[str]:
    """Kills and outages while a price crosses alerts: one event a crossing, delivered once, by two portfolio services.

    The prices are read from Kafka beside the platform, and judged anew. An event may come again to its receiver only if
    it was in flight when users or PostgreSQL went.
    """
    platform.start(SIMULATED="1", RATE="20", **UNLIMITED)
    wait(lambda: platform.get(f"/api/market/prices/{COIN}")["price"] is not None, "priced", 60)
    platform.control("/generate", {"trades_per_second": 0, "seconds": None})
    with PriceSeries(platform, COIN) as series:
        coin = QuietCoin(platform, series)
        coin.settle()
        yield _difficult_receivers(platform, coin)
        yield from _under_faults(platform, coin, series)


def _difficult_receivers(platform: Platform, coin: QuietCoin) -> str:
    """One event to receivers that are away, slow, failing at first, or lead elsewhere."""
    owner, trap, away = AlertOwner(platform), Receiver(), Receiver()
    receivers = {
        "slow": Receiver((Answer(after=_SLOW), Answer())),
        "failing at first": Receiver((Answer(500), Answer())),
        "redirecting": Receiver((Answer(302, location=trap.url),)),
    }
    with ExitStack() as stack:
        for receiver in (trap, *receivers.values()):
            stack.enter_context(receiver)
        ids = {name: _add(owner, receiver) for name, receiver in (*receivers.items(), ("away", away))}
        rule = {"op": "crosses_above", "value": str(coin.level(_SHARES[0]))}
        alert_id = owner.add_alert(COIN, rule)["alert_id"]
        time.sleep(1)  # armed within half a second
        if not coin.swing():
            raise DrillError("the price did not swing")
        wait(lambda: _logged(owner, ids["away"]).get("attempts", 0) == 1, "tried the receiver that is away", 30)
        wait(lambda: bool(_logged(owner, ids["away"])["last_error"]), "noted that it is away", 20)
        stack.enter_context(away)
        for name in ("away", "failing at first", "slow"):
            wait(lambda: _logged(owner, ids[name])["state"] == "delivered", f"delivered to one that is {name}", 45)  # noqa: B023 - called here
        _check_redirection(_logged(owner, ids["redirecting"]), trap)
        states = [delivery["state"] for delivery in owner.events_of(alert_id)[0]["deliveries"]]
        if sorted(states) != ["delivered"] * 4 + ["pending"]:
            raise DrillError(f"the event shows {states}")
        got = {name: len(receiver.requests) for name, receiver in {**receivers, "away": away}.items()}
    if got != {"slow": 2, "failing at first": 2, "away": 1, "redirecting": 2}:
        raise DrillError(f"requests came as follows: {got}")
    return (
        "a receiver that was away, one slower than the time-out and one with 500 got it at the second attempt; "
        "a redirection to 127.0.0.1 was not followed"
    )


def _check_redirection(logged: Mapping[str, Any], trap: Receiver) -> None:
    if trap.requests or logged["state"] != "pending" or "redirects are not followed" not in logged["last_error"]:
        raise DrillError(f"a redirection ended as {logged}, with {len(trap.requests)} requests where it leads")


def _add(owner: AlertOwner, receiver: Receiver) -> str:
    webhook_id, receiver.secret = owner.add_webhook(receiver.url)
    return webhook_id


def _logged(owner: AlertOwner, webhook_id: str) -> dict[str, Any]:
    """The only delivery of a webhook, {} while there is none."""
    return next(iter(owner.log_of(webhook_id)), {})


def _under_faults(platform: Platform, coin: QuietCoin, series: PriceSeries) -> Iterator[str]:
    owner, receiver, faults = AlertOwner(platform), Receiver(), list[Fault]()
    _add(owner, receiver)
    begin = len(series.states) - 1
    rules = _make_alerts(owner, coin)
    with receiver:
        with Swings(coin) as swings, replica("portfolio") as second:
            swings.go_on(_BETWEEN, _GOES_ON_WITHIN)
            for name, do in (*_kills(platform, second.kill), *_outages(platform)):
                began = time.time()
                do()
                back = platform.wait_ready(120)
                faults.append(Fault(name, began, time.time(), any(one in name for one in _LOSES_NOTES)))
                swings.go_on(_BETWEEN, _GOES_ON_WITHIN)
                yield f"{name}: all ready {back:.1f} s after it; the price was seen to swing again"
        series.check()
        owner.refresh()
        took = _wait_delivered(owner, rules, series, begin)
        events = _check_events(owner, rules, series, begin, swings.seen)
        repeated = check_received((event["event_id"] for event in events), receiver.requests, faults)
    if receiver.unsigned:
        raise DrillError(f"{receiver.unsigned} requests were not signed by the webhook's secret")
    yield (
        f"{swings.made} swings, {swings.seen} of them seen up and down; {len(rules)} alerts made {len(events)} events, "
        f"one for each crossing, all delivered {took:.0f} s after the last one; {repeated} came again"
    )


def _kills(platform: Platform, kill_second: Callable[[], None]) -> Iterator[tuple[str, Callable[[], None]]]:
    for name in _KILLED:
        yield f"kill -9 of {name}", partial(platform.kill, name)
        if name == "portfolio":
            yield "kill -9 of the second portfolio", kill_second


def _outages(platform: Platform) -> Iterator[tuple[str, Callable[[], None]]]:
    for name, seconds in _AWAY.items():
        yield f"{name} away for {seconds} s", partial(_outage, platform, name, seconds)


def _outage(platform: Platform, name: str, seconds: float) -> None:
    platform.halt(name)
    time.sleep(seconds)
    platform.resume(name)


def _make_alerts(owner: AlertOwner, coin: QuietCoin) -> dict[str, AlertRule]:
    """By their ids. All levels are between the ends of a swing, so that each swing crosses all of them."""
    rules: dict[str, AlertRule] = {}
    for number, share in enumerate(_SHARES):
        for op in _OPS:
            once = number == 0
            rule = AlertRule(op, coin.level(share), _REARM[number % len(_REARM)], once=once)
            made = owner.add_alert(
                COIN,
                {"op": op, "value": str(rule.value)},
                repeat="once" if once else "rearm",
                rearm_percent=str(rule.rearm_percent),
            )
            rules[made["alert_id"]] = rule
    return rules


def _wanted(rules: Mapping[str, AlertRule], series: PriceSeries, begin: int) -> dict[str, list[int]]:
    states = list(states_of(series.states[begin:]))
    return {alert_id: firings(rule, states) for alert_id, rule in rules.items()}


def _wait_delivered(owner: AlertOwner, rules: Mapping[str, AlertRule], series: PriceSeries, begin: int) -> float:
    """Wait until there are as many events as crossings, and all are delivered, or the time is over."""
    started = time.monotonic()
    while time.monotonic() - started < _DELIVERED_WITHIN:
        wanted = _wanted(rules, series, begin)
        found = {alert_id: owner.events_of(alert_id) for alert_id in rules}
        all_made = all(times_of(found[alert_id]) == wanted[alert_id] for alert_id in rules)
        if all_made and not any(map(undelivered, found.values())):
            break
        time.sleep(1)
    return time.monotonic() - started


def _check_events(
    owner: AlertOwner, rules: Mapping[str, AlertRule], series: PriceSeries, begin: int, swings: int
) -> Sequence[Mapping[str, Any]]:
    wanted, every = _wanted(rules, series, begin), list[Mapping[str, Any]]()
    for alert_id, rule in rules.items():
        events = owner.events_of(alert_id)
        check_times(f"{rule.op} {rule.value}", wanted[alert_id], events)
        # Only upwards: what goes up and down again within a state does not arm an alert on the way down.
        if rule.op == "crosses_above" and len(events) < (1 if rule.once else swings):
            raise DrillError(f"{rule.op} {rule.value}: {len(events)} events of {swings} swings that were seen")
        if late := undelivered(events):
            raise DrillError(f"{len(late)} events of {rule.op} {rule.value} are not delivered: {late[0]}")
        every += events
    return every
