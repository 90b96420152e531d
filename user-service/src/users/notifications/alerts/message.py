"""An event as a webhook's body and as the words of a mail. No I/O and no clock."""

from datetime import datetime
from typing import Final

from shared.clock import from_us, rfc3339, to_us
from shared.events import AlertV1, ObservedFigure
from shared.events.decimals import plain
from shared.events.values import Mode

from users.notifications.alerts.alert_delivery import TEST_TYPE, Message

_OPERATIONS: Final = {
    "above": "is above",
    "below": "is below",
    "crosses_above": "has risen above",
    "crosses_below": "has fallen below",
}
_MOST_IN_MAIL: Final = 2  # a line of a mail has 200 characters
_NOT_LIVE: Final = {
    Mode.SIMULATED: "SIMULATED: the data are made up; no market does this.",
    Mode.REPLAY: "REPLAY: the data are a recording of {as_of}; no market does this now.",
}


def fired_message(event: AlertV1) -> Message:
    """What a webhook is sent: decimals as text, times in RFC 3339."""
    data = {
        "event_id": str(event.event_id),
        "alert_id": str(event.alert_id),
        "coin_id": event.coin_id,
        "portfolio_id": None if event.portfolio_id is None else str(event.portfolio_id),
        "subject": event.subject,
        "observed": [_observed(figure) for figure in event.observed],
        "fired_at": rfc3339(event.fired_at_us),
        "as_of": rfc3339(event.as_of_us),
        "mode": event.mode,
        "note": event.note,
    }
    return {"type": "alert.fired", "timestamp": data["fired_at"], "data": data}


def trial_message(webhook_id: str, at: datetime) -> Message:
    """What a webhook is sent when its owner tries it out."""
    return {"type": TEST_TYPE, "timestamp": rfc3339(to_us(at)), "data": {"webhook_id": webhook_id}}


def _observed(figure: ObservedFigure) -> dict[str, str]:
    return {
        "figure": figure.figure,
        "op": figure.op,
        "threshold": plain(figure.threshold),
        "value": plain(figure.value),
        "params": figure.params,
    }


def mail_words(event: AlertV1) -> dict[str, str]:
    """The parameters of the mail's text. What does not apply is empty."""
    told = [_told(figure) for figure in event.observed[:_MOST_IN_MAIL]]
    more = len(event.observed) - len(told)
    return {
        "subject": event.subject or event.coin_id or "your portfolio",
        "when": _minute(event.fired_at_us),
        "observed": "; ".join([*told, *([f"and {more} more"] if more else [])]),
        "mode": _NOT_LIVE.get(Mode(event.mode), "").format(as_of=_minute(event.as_of_us)),
        "note": f"Your note: {event.note}" if event.note else "",
    }


def _told(figure: ObservedFigure) -> str:
    name = figure.figure.replace("_", " ") + (f" ({figure.params})" if figure.params else "")
    operation = _OPERATIONS.get(figure.op, figure.op)
    return f"{name} {operation} {plain(figure.threshold)}, it is {plain(figure.value)}"


def _minute(us: int) -> str:
    return f"{from_us(us):%Y-%m-%d %H:%M:%S} UTC"
