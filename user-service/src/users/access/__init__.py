"""Passwords, tokens, the keys that sign them, and the throttling of attempts."""
