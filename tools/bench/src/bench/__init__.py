"""Measure the platform: figures of one run on one machine, with the ratios that survive another machine."""
