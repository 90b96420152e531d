"""Coins by any figure: the question as written, the figures it may name, the rows that match."""
