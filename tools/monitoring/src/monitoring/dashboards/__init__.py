"""Grafana's dashboards: one module each, written as JSON by `python -m monitoring dashboards`."""
