"""Closed candles of many coins at once: which, their columns, and one grid of times for all."""
