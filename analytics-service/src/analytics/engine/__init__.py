"""From candle events to stored indicators: series in memory, recomputing, the batch, and the SQL of both."""
