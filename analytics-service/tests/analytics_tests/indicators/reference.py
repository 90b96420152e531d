"""What TA-Lib, or else pandas, makes of one stretch of candles without a hole: by indicator, with its usual parameters.

A new indicator that neither of them has needs no entry.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import talib
from analytics.indicators.series import CandleSeries

from .test_formulas import pandas_ema, pandas_returns

Reference = Callable[[CandleSeries], tuple[object, ...]]
_YEARLY = np.sqrt(365 * 24 * 60)


def _typical(of: CandleSeries) -> pd.Series:
    return pd.Series((of.high + of.low + of.close) / 3)


def _vwap(of: CandleSeries) -> tuple[object, ...]:
    volume = pd.Series(of.volume)
    traded = volume.rolling(20).apply(np.sum, raw=True)
    return ((_typical(of) * volume).rolling(20).apply(np.sum, raw=True) / traded,)


def _anchored_vwap(of: CandleSeries) -> tuple[object, ...]:
    volume = pd.Series(of.volume)
    return ((_typical(of) * volume).cumsum() / volume.cumsum(),)


def _zscore(of: CandleSeries) -> tuple[object, ...]:
    windows = pd.Series(of.close).rolling(20)
    return (windows.apply(lambda window: (window[-1] - window.mean()) / window.std(), raw=True),)


def _parkinson(of: CandleSeries) -> tuple[object, ...]:
    squares = pd.Series(np.log(of.high / of.low) ** 2)
    return (np.sqrt(squares.rolling(30).mean() / (4 * np.log(2))) * _YEARLY,)


def _garman_klass(of: CandleSeries) -> tuple[object, ...]:
    terms = pd.Series(0.5 * np.log(of.high / of.low) ** 2 - (2 * np.log(2) - 1) * np.log(of.close / of.open) ** 2)
    return (np.sqrt(terms.rolling(30).mean()) * _YEARLY,)


def _yang_zhang(of: CandleSeries) -> tuple[object, ...]:
    closes, opens = pd.Series(of.close), pd.Series(of.open)
    step, move = np.log(opens / closes.shift()), np.log(closes / opens)
    high, low = np.log(of.high / opens), np.log(of.low / opens)
    terms = high * (high - move) + low * (low - move)
    k = 0.34 / (1.34 + 31 / 29)
    variance = step.rolling(30).var() + k * move.rolling(30).var() + (1 - k) * terms.rolling(30).mean()
    return (np.sqrt(variance.where(step.rolling(30).count() == 30)) * _YEARLY,)


def _drawdown(of: CandleSeries) -> tuple[object, ...]:
    closes = pd.Series(of.close)
    return (100 * (closes / closes.rolling(100).max() - 1),)


def _of_returns(of: CandleSeries, values: pd.Series) -> pd.Series:
    return values.reindex(of.open_times_us).ffill()


def _volatility(of: CandleSeries) -> tuple[object, ...]:
    return (_of_returns(of, pandas_returns(of).rolling(30).std()) * _YEARLY,)


def _sharpe(of: CandleSeries) -> tuple[object, ...]:
    windows = pandas_returns(of).rolling(168)
    return (_of_returns(of, windows.mean() / windows.std()) * _YEARLY,)


def _sortino(of: CandleSeries) -> tuple[object, ...]:
    returns = pandas_returns(of)
    downside = np.sqrt((returns.clip(upper=0) ** 2).rolling(168).mean())
    return (_of_returns(of, returns.rolling(168).mean() / downside) * _YEARLY,)


def _beta(of: CandleSeries) -> tuple[object, ...]:
    other = pd.Series(of.benchmarks["bitcoin"].closes, of.open_times_us)
    both = pd.DataFrame({"own": pandas_returns(of), "other": np.log(other / other.shift())}).dropna()
    windows = both["own"].rolling(168)
    return (_of_returns(of, windows.cov(both["other"]) / both["other"].rolling(168).var()),)


REFERENCE: Mapping[str, Reference] = {
    "sma": lambda of: (talib.SMA(of.close, 20),),
    "ema": lambda of: (pandas_ema(pd.Series(of.close), 50),),
    "wma": lambda of: (talib.WMA(of.close, 20),),
    "vwap": _vwap,
    "anchored_vwap": _anchored_vwap,
    "bb": lambda of: talib.BBANDS(of.close, 20, 2.0, 2.0),
    "macd": lambda of: talib.MACD(of.close, 12, 26, 9),
    "rsi": lambda of: (talib.RSI(of.close, 14),),
    "stoch": lambda of: talib.STOCH(of.high, of.low, of.close, 14, 3, slowd_period=3),
    "zscore": _zscore,
    "atr": lambda of: (talib.ATR(of.high, of.low, of.close, 14),),
    "realized_volatility": _volatility,
    "parkinson": _parkinson,
    "garman_klass": _garman_klass,
    "yang_zhang": _yang_zhang,
    "obv": lambda of: (talib.OBV(of.close, of.volume),),
    "cvd": lambda of: (pd.Series(2 * of.taker_buy_volume - of.volume).cumsum(),),
    "drawdown": _drawdown,
    "sharpe": _sharpe,
    "sortino": _sortino,
    "beta": _beta,
}
