"""Clients that use the platform during a drill."""
