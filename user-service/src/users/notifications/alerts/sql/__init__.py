"""SQL of alerts' deliveries: planned, sent, listed."""
