"""Kafka to live prices and venue states: in memory, in Redis and in topics."""
