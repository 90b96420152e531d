"""Observability as code: dashboards, what they and the rules ask for, and the servers beside a local platform."""
