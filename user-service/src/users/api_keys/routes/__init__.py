"""HTTP routes of API keys, those of their owner and the one of the gateway."""
