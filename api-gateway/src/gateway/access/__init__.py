"""Who asks and what they may: tokens, API keys, revocations, CSRF, limits of clients."""
