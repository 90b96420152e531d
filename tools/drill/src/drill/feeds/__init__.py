"""Drills of what comes from outside: a disturbed feed, years of candle history, news."""
