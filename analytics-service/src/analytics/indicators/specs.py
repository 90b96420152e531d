"""Read `rsi:14,macd:12:26:9`: which indicators are meant, and what to write instead if none is. No I/O."""

import difflib
import math
import re
from typing import Final

from analytics.indicators.definition import Definition, Param, Parameter, ParameterKind
from analytics.indicators.registry import DEFINITIONS, Indicator, indicator

_COIN: Final = re.compile(r"[^\x00-\x20\x7f/:,<>=]{1,64}")
"""As a coin in a path, without what ends it in a set of indicators or in a condition."""
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_MOST_DECIMALS: Final = 3


class SpecError(ValueError):
    """The text names no indicator; the message says what to write."""


def parse_set(text: str, most: int) -> tuple[Indicator, ...]:
    """The indicators of `rsi:14,macd:12:26:9`, each once, in the order given.

    Raises:
        SpecError: one of them is none, or there are more than `most`.
    """
    found = tuple(dict.fromkeys(parse(part.strip()) for part in text.split(",")))
    if len(found) > most:
        raise SpecError(f"names {len(found)} indicators; at most {most} at once")
    return found


def parse(text: str) -> Indicator:
    """The indicator of `rsi:14`; parameters that are left out at the end are the usual ones.

    Raises:
        SpecError: there is none of that name, or not with these parameters.
    """
    name, *given = text.split(":")
    definition = DEFINITIONS.get(name.lower())
    if definition is None:
        raise SpecError(_unknown_name(name))
    if len(given) > len(definition.parameters):
        raise SpecError(f"{text!r} has {len(given)} parameters; {_usage(definition)}")
    arguments = [_argument(definition, *pair) for pair in zip(definition.parameters, given, strict=False)]
    found = indicator(definition.name, *arguments)
    conflict = definition.conflict and definition.conflict(*found.arguments)
    if conflict:
        raise SpecError(f"{text!r}: {conflict}; {_usage(definition)}")
    return found


def _argument(definition: Definition, parameter: Parameter, text: str) -> Param:
    if parameter.kind is ParameterKind.COIN:
        if _COIN.fullmatch(text.lower()):
            return text.lower()
        raise SpecError(f"{parameter.name} of {definition.name} is a coin such as bitcoin; {_usage(definition)}")
    number = _number(parameter, text)
    if number is None:
        kind = "a whole number" if parameter.kind is not ParameterKind.NUMBER else "a number"
        raise SpecError(
            f"{parameter.name} of {definition.name} is {kind} from {parameter.least} to {parameter.most}, not "
            f"{text[:20]!r}; {_usage(definition)}"
        )
    return number


def _number(parameter: Parameter, text: str) -> Param | None:
    """None for what is no number or none of those that are possible."""
    is_decimal = parameter.kind is ParameterKind.NUMBER
    if not (_DECIMAL if is_decimal else _WHOLE).fullmatch(text):
        return None
    number = round(float(text), _MOST_DECIMALS) if is_decimal else int(text)
    least, most = parameter.least or 0, parameter.most or math.inf
    return number if least <= number <= most else None


def _unknown_name(name: str) -> str:
    nearest = difflib.get_close_matches(name.lower(), DEFINITIONS, n=1, cutoff=0.5)
    hint = f"did you mean {_example(DEFINITIONS[nearest[0]])!r}? " if nearest else ""
    return f"there is no indicator {name[:40]!r}: {hint}There are {', '.join(DEFINITIONS)}"


def _usage(definition: Definition) -> str:
    names = ":".join((definition.name, *(f"<{parameter.name}>" for parameter in definition.parameters)))
    return f"write {names}, such as {_example(definition)}"


def _example(definition: Definition) -> str:
    return indicator(definition.name).spec
