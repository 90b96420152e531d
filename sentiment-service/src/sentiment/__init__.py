"""Sentiment of news and posts: sources to scores."""
