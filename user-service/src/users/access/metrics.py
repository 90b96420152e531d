"""What the account routes count."""

from typing import Final

from prometheus_client import Counter

LOGINS: Final = Counter("users_logins_total", "Logins: granted, wrong, throttled", ["outcome"])
REGISTRATIONS: Final = Counter(
    "users_registrations_total", "Registrations: new, known_email, username_taken", ["outcome"]
)
REFRESHES: Final = Counter("users_refreshes_total", "Refreshes: rotated, repeated, reused, ended", ["outcome"])
REVOCATIONS: Final = Counter("users_revocations_total", "What ended before its time", ["kind", "reason"])
