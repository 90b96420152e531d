"""Alerts are judged on the stream: the consumer, what it knows in memory, and how events reach Kafka."""
