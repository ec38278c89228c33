"""Grade on more than one machine, through the `concurrent.futures` executor of a Dask cluster (extra `dask`).

Dask schedules, and runs a lost worker's tasks again; the coordinator alone writes the gradebook. The run's seed
travels to the workers, so the cluster must be as trusted as this machine.
"""

from concurrent.futures import Executor
from importlib import import_module

from grader.classroom.schedule import MakeExecutor
from grader.errors import NothingToGrade, UsageProblem
from grader.i18n import _

CHUNK = 16  # a task costs Dask about 2 ms
TIMEOUT_SECONDS = 20


def connect(address: str) -> tuple[int, MakeExecutor]:
    """Return how many tasks the cluster runs at once, and what makes an executor on it."""
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise NothingToGrade(
            _("The executor dask needs Dask, which is not installed."),
            next_step=_('Install it: pip install "backprop-dojo[dask]"'),
        ) from error
    try:
        client = distributed.Client(address, timeout=TIMEOUT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageProblem(
            _("There is no Dask scheduler at {address}.", address=address),
            next_step=_("Start one: dask scheduler"),
        ) from error
    lanes = sum(client.nthreads().values())
    if lanes == 0:
        raise UsageProblem(
            _("{address} has no workers.", address=address),
            next_step=_("Start some: dask worker {address} --nthreads 1", address=address),
        )

    def make() -> Executor:
        executor: Executor = client.get_executor(pure=False)
        return executor

    return lanes, make
