"""A token bucket: `rate` tokens a second, at most `burst`. No I/O and no clock: the caller gives the time.

What costs more than one token may be taken as soon as there is one; what is missing is a debt.
"""


class TokenBucket:
    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self._tokens = burst
        self._at = now

    def level(self, now: float) -> float:
        """Tokens in the bucket at `now` (seconds from any origin, never backwards); less than none in debt."""
        self._tokens = min(self.burst, self._tokens + max(now - self._at, 0) * self.rate)
        self._at = max(now, self._at)
        return self._tokens

    def take(self, now: float, tokens: float = 1) -> bool:
        """Take `tokens`, of which one must be there."""
        if self.level(now) < 1:
            return False
        self._tokens -= tokens
        return True

    def wait(self, now: float) -> float:
        """Seconds until something may be taken."""
        return max(1 - self.level(now), 0) / self.rate
