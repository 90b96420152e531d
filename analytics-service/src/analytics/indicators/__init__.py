"""One module per indicator, as pure functions over columns of closed candles; `registry` lists them."""
