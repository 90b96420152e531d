"""Exchanges compared: spreads between them now and in the past, and the opportunities that there were."""
