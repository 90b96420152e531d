"""Kafka edge: events in, domain call, store or publish."""
