"""The services behind the gateway: a new one is a line in each table."""

from typing import Final

from gateway.settings import Settings

PACKAGES: Final = ("market_data", "analytics")


def upstreams(settings: Settings) -> dict[str, str]:
    """The address of each service by the prefix after `/api/`."""
    return {"market": settings.market_data_url, "analytics": settings.analytics_url}
