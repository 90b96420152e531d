"""Webhooks: added, listed, changed and deleted by their owner; requests to them, signed, to public addresses only."""
