"""How long the fuzzing takes: half a minute in the whole suite, and as long as one likes by one command.

python -m pytest tests/fuzz --hypothesis-profile=long
"""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, settings

_Test = TypeVar("_Test", bound=Callable[..., None])
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]

settings.register_profile("long", max_examples=20_000, deadline=None, suppress_health_check=_SLOW)


def examples(count: int) -> Callable[[_Test], _Test]:
    """Draw so many examples, the same ones every time, unless the long profile was asked for.

    The same ones, so that a change of the code's, and not luck, makes a test of the suite fail.
    """
    if settings.get_current_profile_name() == "long":
        return lambda test: test
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW
    )
