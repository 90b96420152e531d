"""Every SQL statement of market data, by noun. Transactions are opened by the callers."""
