"""A real Prometheus and Alertmanager beside the platform: whether they see it, and whether they see what is broken."""
