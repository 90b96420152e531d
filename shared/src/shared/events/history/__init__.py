"""What is kept of the market over time: candles, indicators, gaps in what was received, how far recording is."""
