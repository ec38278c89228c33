"""Round numbers for axes, and how they are written."""

import math

from grader.plots.picture import Range


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers from low to high, at steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not math.isfinite(span) or span <= 0 or most < 2:
        return [low]
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(number * step, 12) + 0.0 for number in range(first, last + 1)]
    return [low, high]


def decades(low: float, high: float, most: int) -> list[float]:
    """Return the exponents of at most `most` powers of ten between 10**low and 10**high."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    step = max(1, math.ceil((last - first + 1) / most))
    return [float(number) for number in range(first, last + 1) if (number - first) % step == 0]


def written(value: float, *, power: bool = False) -> str:
    """Return a tick as text; `power` writes 10 to this power."""
    if power:
        return f"{10.0**value:g}" if -3 <= value <= 3 else f"1e{value:.0f}"
    return f"{value:g}"


def padded(low: float, high: float, share: float = 0.04) -> Range:
    """Return a range that is a little wider, and never empty."""
    span = high - low or abs(high) or 1.0
    return low - share * span, high + share * span
