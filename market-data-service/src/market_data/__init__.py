"""Venue sockets to Kafka, trades to rows and candles, live prices, and the REST interface to all of it."""
