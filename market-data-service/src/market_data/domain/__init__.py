"""What candles, prices and coverage are. No I/O and no clock."""
