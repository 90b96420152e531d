"""The Kafka edge."""
