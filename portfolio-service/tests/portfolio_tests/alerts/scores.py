"""A coin's sentiment as sentiment-service publishes it."""

from decimal import Decimal

from shared.events import SentimentV1


def sentiment(coin_id: str, made_us: int, score: Decimal | None) -> SentimentV1:
    """Without a score there are too few stories."""
    return SentimentV1(
        coin_id=coin_id,
        window_hours=24,
        score=score,
        interval_low=None,
        interval_high=None,
        positive_percent=None,
        neutral_percent=None,
        negative_percent=None,
        documents=9,
        stories=4 if score is None else 7,
        model="transformer",
        model_version="1",
        as_of_us=made_us,
        made_us=made_us,
        reason="not_enough" if score is None else None,
    )
