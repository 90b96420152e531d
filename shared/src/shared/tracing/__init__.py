"""Traces over OTLP, off unless OTLP_ENDPOINT is set: a request through all services, a trade from socket to frame."""
