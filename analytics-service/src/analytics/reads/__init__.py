"""Figures on request: how much of a series one needs, fetched and computed."""
