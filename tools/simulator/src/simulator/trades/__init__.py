"""What every venue has: trades, instruments, candles, the time, and exact text of numbers and times. No I/O."""
