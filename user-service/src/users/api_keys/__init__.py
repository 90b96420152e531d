"""API keys: created, listed, revoked, and exchanged by the gateway for short access tokens."""
