"""Compare stored candles with what they are made of: trades, parts, the interval below. Reads only."""
