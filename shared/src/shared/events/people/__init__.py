"""Messages about what users own: accounts, portfolios, alerts."""
