"""Quotes to tables: spans of arbitrage, and each minute's spreads between venues."""
