"""Sockets to Kafka: connect, subscribe, resume by trade id, stamp USD rates, publish."""
