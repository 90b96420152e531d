"""The venues' own candles from before following began: what is missing, in the order of use, page by page."""
