"""Requests and stream messages that no honest client sends, made from a seed."""
