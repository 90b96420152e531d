"""Processes that run: how they are started, kept alive, found again and ended."""
