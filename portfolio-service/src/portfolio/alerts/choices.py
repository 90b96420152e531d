"""Which figures an alert may be on, and its conditions as they are stored. No I/O."""

import difflib
from collections.abc import Sequence
from typing import Final, NamedTuple

from shared.errors import InvalidFieldError
from shared.events.values import Interval

from portfolio.alerts.bodies import ConditionBody, When
from portfolio.alerts.conditions import Condition
from portfolio.alerts.figures import CHANGE, LIMITS, OF_COINS, PORTFOLIO_VALUE, WINDOWS, indicator_params, params_of

_INTERVALS: Final = tuple(interval.value for interval in Interval)


class Published(NamedTuple):
    """An indicator that analytics publishes: its parameters by name, and its outputs if there are several."""

    name: str
    params: dict[str, str]
    outputs: tuple[str, ...]


def published(text: str) -> Published:
    """What `rsi:14`, or `bb:period=20,deviations=2:upper,middle,lower`, says."""
    name, _, rest = text.partition(":")
    params, _, outputs = rest.partition(":")
    named = params_of(params) if "=" in params else {"period": params}
    return Published(name, named, tuple(outputs.split(",")) if outputs else ())


class Choices:
    """`indicators`: what analytics publishes, as the setting has them."""

    def __init__(self, indicators: Sequence[str]) -> None:
        self._indicators: dict[str, list[Published]] = {}
        for one in map(published, indicators):
            self._indicators.setdefault(one.name, []).append(one)

    def conditions(self, when: When, *, of_portfolio: bool) -> tuple[Condition, ...]:
        """The conditions, checked.

        Raises:
            InvalidFieldError: a figure or its parameters are none that there are, or the figure never has such a
                value; it says which there are.
        """
        return tuple(
            self._condition(one, f"when.{when.joined.value}.{at}", of_portfolio=of_portfolio)
            for at, one in enumerate(when.conditions)
        )

    def _condition(self, one: ConditionBody, field: str, *, of_portfolio: bool) -> Condition:
        possible = (PORTFOLIO_VALUE,) if of_portfolio else (*OF_COINS, *self._indicators)
        if one.figure not in possible:
            subject = "a portfolio" if of_portfolio else "a coin"
            nearest = difflib.get_close_matches(one.figure, possible, n=1, cutoff=0.7)
            hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
            raise InvalidFieldError(
                f"{field}.figure", f"is none of the figures of {subject}: {', '.join(possible)}{hint}"
            )
        _check_value(one, f"{field}.value")
        params = self._params(one, f"{field}.params")
        return Condition(figure=one.figure, op=one.op, value=one.value, params=params)

    def _params(self, one: ConditionBody, field: str) -> str:
        given = {name: str(value) for name, value in one.params.items()}
        if one.figure == CHANGE:
            window = _choice(given, "window", WINDOWS, "24h", field)
            found = f"window={window}"
        elif (indicators := self._indicators.get(one.figure)) is not None:
            found = _of_indicator(indicators, given, field)
        else:
            found = ""
        if given:
            raise InvalidFieldError(f"{field}.{next(iter(given))}", f"{one.figure} has no such parameter")
        return found


def _of_indicator(indicators: Sequence[Published], given: dict[str, str], field: str) -> str:
    """The parameters of one of these; what is not given is the first one's."""
    interval = _choice(given, "interval", _INTERVALS, Interval.HOUR.value, field)
    usual = indicators[0]
    params = {
        name: _choice(given, name, list(dict.fromkeys(one.params[name] for one in indicators)), value, field)
        for name, value in usual.params.items()
    }
    if not any(one.params == params for one in indicators):
        known = "; ".join(_written(one.params) for one in indicators)
        raise InvalidFieldError(field, f"{usual.name} is published with {known}")
    output = _choice(given, "output", usual.outputs, usual.outputs[0], field) if usual.outputs else None
    return indicator_params(Interval(interval), _written(params), output)


def _written(params: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in params.items())


def _check_value(one: ConditionBody, field: str) -> None:
    if one.figure in LIMITS:
        least, most = LIMITS[one.figure]
        if not least <= one.value <= most:
            raise InvalidFieldError(field, f"{one.figure} is always between {least} and {most}")


def _choice(given: dict[str, str], name: str, possible: Sequence[str], default: str, field: str) -> str:
    """Takes the parameter out of what is given."""
    value = given.pop(name, default)
    if value not in possible:
        raise InvalidFieldError(f"{field}.{name}", f"is none of {', '.join(possible)}")
    return value
