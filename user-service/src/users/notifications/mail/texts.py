"""The words of each mail. Constants with places for parameters; no parameter stands in a subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from users.notifications.mail.mail import MailKind


@dataclass(frozen=True, slots=True)
class MailLink:
    """`path` below the dashboard's address. The token goes into the fragment, which no server and no log sees."""

    label: str
    path: str
    with_token: bool = False


@dataclass(frozen=True, slots=True)
class MailText:
    subject: str
    paragraphs: tuple[str, ...]
    link: MailLink | None = None


_SECURITY: Final = MailLink("Look at your sessions and events", "/profile?view=security")
_NOT_YOU: Final = "If this was not you, change your password now: that ends every other session."
_IGNORE: Final = "If you did not ask for this, ignore this mail: without the link nothing happens."

TEXTS: Final[Mapping[MailKind, MailText]] = {
    MailKind.VERIFY_EMAIL: MailText(
        "Confirm your mail address",
        ("Somebody, most likely you, registered this address with Tidemark. Confirm that it is yours.", _IGNORE),
        MailLink("Confirm this address", "/verify", with_token=True),
    ),
    MailKind.ALREADY_REGISTERED: MailText(
        "You already have an account",
        (
            "Somebody tried to register your address with Tidemark. Your account {username} has it, and keeps it.",
            "If it was you: log in, or choose a new password if you have forgotten the old one.",
            "If it was not you, there is nothing to do.",
        ),
        MailLink("Log in", "/login"),
    ),
    MailKind.RESET_PASSWORD: MailText(
        "Choose a new password",
        (
            "A new password was asked for, for the account {username}. The link works once, for {minutes} minutes.",
            _IGNORE,
        ),
        MailLink("Choose a new password", "/reset", with_token=True),
    ),
    MailKind.PASSWORD_CHANGED: MailText(
        "Your password was changed",
        (
            "The password of your account {username} was changed, and your other sessions were ended.",
            "If this was not you, choose a new password with the link on the login page, then look at your API keys.",
        ),
        _SECURITY,
    ),
    MailKind.CHANGE_EMAIL: MailText(
        "Confirm your new mail address",
        ("The account {username} is to use this address from now on. Confirm that it is yours.", _IGNORE),
        MailLink("Confirm this address", "/verify", with_token=True),
    ),
    MailKind.EMAIL_CHANGED: MailText(
        "The mail address of your account changes",
        (
            "The account {username} is to use {new_email} from now on, once that address is confirmed.",
            _NOT_YOU,
        ),
        _SECURITY,
    ),
    MailKind.NEW_DEVICE: MailText(
        "A login from a new device",
        ("Somebody logged in to your account {username} with {device} from {address}.", _NOT_YOU),
        _SECURITY,
    ),
    MailKind.SESSION_ENDED_BY_REUSE: MailText(
        "A session was ended for your safety",
        (
            "A session of your account {username} was ended, the one opened with {device} from {address}.",
            "Its login was used a second time, as happens when somebody has copied it.",
            "Log in again. If you do not know this device, change your password.",
        ),
        _SECURITY,
    ),
    MailKind.KEY_CREATED: MailText(
        "An API key was created",
        (
            "An API key named “{name}” ({prefix}…) was created for your account {username}.",
            "If this was not you, revoke the key and change your password.",
        ),
        MailLink("Look at your API keys", "/profile?view=keys"),
    ),
    MailKind.WEBHOOK_ADDED: MailText(
        "A webhook was added",
        (
            "A webhook that leads to {host} was added to your account {username}: your alerts are sent there.",
            "If this was not you, delete the webhook and change your password.",
        ),
        _SECURITY,
    ),
    MailKind.ALERT_FIRED: MailText(
        "Your alert has fired",
        ("Your alert about {subject} fired on {when}: {observed}.", "{mode}", "{note}"),
        MailLink("Look at your alerts", "/portfolio?view=alerts"),
    ),
}
