"""Figures across coins and windows: the correlation of two coins, the summary of one."""
