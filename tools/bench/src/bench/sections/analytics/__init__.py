"""What traders ask of candles: indicators, figures across coins, pages of history."""
