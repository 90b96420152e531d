"""Kafka topics to channels: live reading, and what the topics held before it began."""
