"""Grade a case with the real grader in strict mode, and see from outside how it went."""

import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes, grade_submission
from grader.jail.child.seal import default_policy, probe_system
from grader.scorecard import Outcome, Scorecard
from grader.submission import read_submission
from tests.attacks.ground import ACTS, CASES, SECRET, Ground
from tests.attacks.made import MADE

HONEST = (CASES / "honest.py").read_bytes()
TOKEN = "DOJO_TOKEN"
LARGEST_REPORT = 500_000

offered = probe_system()


def grade(
    source: bytes,
    folder: Path,
    zygotes: Zygotes,
    *,
    exercise: str = "01",
    tasks: tuple[str, ...] = ("sigmoid",),
    strict: bool = True,
    on_progress: Callable[..., None] | None = None,
    **others: Any,
) -> Scorecard:
    """Grade a source as the file of an exercise in a folder; two of the children are made ahead."""
    found = find_exercise(exercise, all_exercises())
    file = folder / found.file
    file.write_bytes(source)
    return grade_submission(
        found, read_submission(file, found), tasks=tasks, strict=strict, zygotes=zygotes,
        on_progress=on_progress, ahead=0, **others,
    )  # fmt: skip


def bring_in_secrets() -> None:
    """Give this process a token in its environment, before any zygote is started from it."""
    os.environ[TOKEN] = SECRET


def children_are_another_user() -> bool:
    """Tell whether the layer `uid` holds here: we are root, and everybody may read this interpreter."""
    return default_policy(packages=["numpy", "msgspec"], memory_bytes=1).uid is not None


def source_of(attack: dict[str, Any], ground: Ground) -> bytes:
    """Return a case of the index as it is handed in."""
    if attack.get("made"):
        return MADE[attack["name"]]
    text = ground.case(attack["name"])
    return (text + ACTS if "def attack" in text else text).encode()


def problems(attack: dict[str, Any], ground: Ground, zygotes: Zygotes, *, strict: bool = True) -> list[str]:
    """Grade a case, and an honest file after it; return what of it was not held."""
    with tempfile.TemporaryDirectory() as name:
        return _problems(attack, ground, Path(name), zygotes, strict)


def _problems(
    attack: dict[str, Any], ground: Ground, folder: Path, zygotes: Zygotes, strict: bool
) -> list[str]:
    before, alive = own_state(), set[str]()
    for name, text in attack.get("beside", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(ground.placed(text))
    scorecard = grade(
        source_of(attack, ground), folder, zygotes, strict=strict,
        on_progress=lambda *_: alive.update(ground.kernel_effects()),
    )  # fmt: skip
    sleep(attack.get("wait", 0))
    earned, shown = sum(result.earned for result in scorecard.results), repr(scorecard)
    first = scorecard.results[0]
    honest = grade(HONEST, folder, zygotes, strict=strict)
    found = {
        f"it earned {earned} points": earned != attack.get("earned", 0),
        f"it had effects: {alive | ground.effects(said=shown)}": alive | ground.effects(said=shown),
        f"the grader was {before} and is {own_state()}": own_state() != before,
        "student code made a fault of the grader's": not scorecard.complete,
        f"its outcome is {first}": first.outcome != attack["outcome"],
        f"{attack.get('says')} is not said": attack.get("says", "") not in str(scorecard.problem or first.evidence),
        f"the scorecard has {len(shown)} characters": len(shown) > LARGEST_REPORT,
        f"an honest file was graded {honest.results}": any(r.outcome is not Outcome.PASSED for r in honest.results),
    }  # fmt: skip
    return [words for words, wrong in found.items() if wrong]


def own_state() -> tuple[Any, ...]:
    """Return what an attack could have changed of the grader itself."""
    limits = tuple(resource.getrlimit(number) for number in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU))
    descriptors = len(os.listdir("/proc/self/fd"))
    return os.getcwd(), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0), limits, descriptors
