"""Alerts: conditions on figures, judged on each published state, and the events that they make."""
