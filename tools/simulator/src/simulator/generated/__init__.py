"""A market made from a seed: prices, trades, candles and tickers."""
