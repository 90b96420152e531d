"""Routes of one coin beside its indicators: volatility regime, seasonality, volume profile."""
