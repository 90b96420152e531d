"""What a service keeps and asks: PostgreSQL, Redis, caches, retries."""
