from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from shared.events import AlertChannel, AlertV1, ObservedFigure
from users.notifications.alerts.message import fired_message, mail_words
from users.notifications.mail.mail import MailKind, checked_parameters

US = 1_618_677_817_020_616  # 2021-04-17T16:43:37.020616Z


def event(*observed: ObservedFigure, **fields: object) -> AlertV1:
    given = {"coin_id": "bitcoin", "subject": "Bitcoin (BTC)", "mode": "live"} | fields
    base = AlertV1(
        event_id=UUID(int=1),
        alert_id=UUID(int=2),
        user_id=UUID(int=3),
        channels=(AlertChannel.MAIL,),
        fired_at_us=US,
        as_of_us=US - 1_000_000,
        observed=observed or (figure(),),
        mode="live",
    )
    return msgspec.structs.replace(base, **given)


def figure(name: str = "price", op: str = "crosses_above", params: str = "") -> ObservedFigure:
    return ObservedFigure(figure=name, op=op, threshold=Decimal("1.9E-7"), value=Decimal("0.00000020"), params=params)


def test_decimals_are_text_without_exponents_and_times_are_rfc_3339() -> None:
    message = fired_message(event())

    assert message["timestamp"] == message["data"]["fired_at"] == "2021-04-17T16:43:37.020616Z"
    assert message["data"]["as_of"] == "2021-04-17T16:43:36.020616Z"
    (seen,) = message["data"]["observed"]
    assert (seen["threshold"], seen["value"]) == ("0.00000019", "0.00000020")


def test_a_portfolio_s_alert_names_the_portfolio() -> None:
    data = fired_message(event(coin_id=None, portfolio_id=UUID(int=9), subject="Savings"))["data"]

    assert (data["coin_id"], data["portfolio_id"], data["subject"]) == (None, str(UUID(int=9)), "Savings")


@pytest.mark.parametrize(
    ("op", "words"),
    [
        ("above", "price is above 0.00000019, it is 0.00000020"),
        ("crosses_below", "price has fallen below 0.00000019, it is 0.00000020"),
    ],
)
def test_a_mail_says_what_was_seen_in_words(op: str, words: str) -> None:
    told = mail_words(event(figure(op=op)))

    assert (told["observed"], told["when"]) == (words, "2021-04-17 16:43:37 UTC")
    assert (told["mode"], told["note"]) == ("", "")


def test_a_mail_names_the_first_conditions_and_counts_the_others() -> None:
    told = mail_words(event(*(figure("change_percent", "above", f"window={hours}h") for hours in range(1, 6))))

    assert told["observed"].startswith("change percent (window=1h) is above")
    assert told["observed"].endswith("; and 3 more")


@pytest.mark.parametrize("mode", ["simulated", "replay"])
def test_a_mail_about_data_that_are_not_live_says_so(mode: str) -> None:
    assert mail_words(event(mode=mode))["mode"].startswith(f"{mode.upper()}: ")


def test_a_mail_has_all_that_its_text_needs() -> None:
    assert checked_parameters(MailKind.ALERT_FIRED, {"username": "ada", **mail_words(event(note="sell"))})
