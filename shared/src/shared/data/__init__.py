"""PostgreSQL and Redis: engine, pool, watch, cache, rate limiter; and the one way to try again."""
