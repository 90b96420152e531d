"""How well a portfolio did: time-weighted and money-weighted return, drawdown, volatility. Pure."""
