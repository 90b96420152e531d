"""Alerts that fired: what is delivered by which channel, sent with retries, and logged."""
