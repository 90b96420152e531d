"""Exchanges compared: quotes in USD, spreads between venues, and spans of arbitrage. No I/O and no clock."""
