"""Averages, volatility and correlation from candles."""
