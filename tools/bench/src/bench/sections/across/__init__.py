"""Figures across coins: the correlation matrix against pandas, the screener over hundreds of coins."""
