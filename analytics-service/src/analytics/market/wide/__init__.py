"""Figures of all coins together: breadth, comparison, anomalies."""
