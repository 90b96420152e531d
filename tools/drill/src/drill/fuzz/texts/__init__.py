"""Feeds, answers and texts that no honest source sends, made from a seed, and what reads them in sentiment-service."""
