"""The HTTP edge: one module a resource, and the cache in front of what they read."""
