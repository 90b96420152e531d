"""Kafka to tables: trades, candles, gaps, closing, history, partitions, retention."""
