"""Runs the whole platform on one machine, and the servers that tests need."""
