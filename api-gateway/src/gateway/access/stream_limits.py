"""What a client of the stream may cost over time, on all its connections together."""

from shared.data.rate_limiter import Limiter, Policy, SharedTokens, Verdict
from shared.http.tokens import Claims

from gateway.access.admission import take
from gateway.errors import RateLimitedError
from gateway.settings import Settings


class StreamLimits:
    """A client is the user or the API key that a connection has shown, else its address."""

    def __init__(self, tokens: SharedTokens, settings: Settings) -> None:
        lease = settings.request_lease
        self._handshakes = Limiter(tokens, Policy("handshake", settings.handshake_rate, settings.handshake_burst))
        self._lookups = Limiter(tokens, Policy("lookup", settings.lookup_rate, settings.lookup_burst))
        self._subscriptions = Limiter(
            tokens, Policy("subscription", settings.subscription_rate, settings.subscription_burst, lease)
        )
        self._of_keys = Limiter(
            tokens, Policy("key_subscription", settings.key_subscription_rate, settings.key_subscription_burst, lease)
        )

    async def take_handshake(self, address: str, verdicts: list[Verdict]) -> None:
        """Count a connection that is being opened, and append the verdict.

        Raises:
            GatewayProblem: there were too many.
        """
        await take(self._handshakes, address, verdicts, what="Too many connections were opened")

    async def take_subscription(self, address: str, claims: Claims | None, cost: int) -> None:
        """Count what a message about channels costs.

        Raises:
            RateLimitedError: its client has to wait.
        """
        limiter = self._of_keys if claims and claims.key_id else self._subscriptions
        verdict = await limiter.take(_client(address, claims), cost)
        if not verdict.allowed:
            what = "Too much was subscribed to or resumed: name each channel once, and keep one connection"
            raise RateLimitedError(what, verdict.wait)

    async def take_lookup(self, address: str, claims: Claims | None, channel: str) -> None:
        """Count a name that market-data is asked about.

        Raises:
            RateLimitedError: its client has to wait.
        """
        verdict = await self._lookups.take(_client(address, claims))
        if not verdict.allowed:
            raise RateLimitedError("Too many unknown coins were named", verdict.wait, channel)


def _client(address: str, claims: Claims | None) -> str:
    return str(claims.key_id or claims.user_id) if claims else address
