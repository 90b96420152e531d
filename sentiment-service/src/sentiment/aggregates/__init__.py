"""A coin's score from its documents: weights, interval, trend, topics, price test."""
