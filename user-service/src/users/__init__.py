"""Accounts, sessions, tokens and API keys."""
