"""Every attack of the index is held by the real grader, seen from outside, and is real outside the jail."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.grading import Zygotes
from grader.jail import deadline
from tests.attacks.grading import (
    HONEST,
    TOKEN,
    bring_in_secrets,
    children_are_another_user,
    grade,
    offered,
    problems,
)
from tests.attacks.ground import CASES, INDEX, Ground, laid_out
from tests.attacks.made import MADE
from tests.attacks.outside import is_real

pytestmark = pytest.mark.skipif(
    not (offered["landlock"] and offered["seccomp"]), reason="this system cannot hold student code"
)


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Lay out what the attacks reach for."""
    with laid_out() as ground:
        yield ground


@pytest.fixture(scope="module")
def zygotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygotes]:
    """Keep one zygote for all attacks: none may spoil it for whoever is graded next."""
    bring_in_secrets()
    with Zygotes() as warm:
        grade(HONEST, tmp_path_factory.mktemp("warm"), warm)
        yield warm
    del os.environ[TOKEN]


def _attacks() -> list[Any]:
    slow = pytest.mark.slow
    return [pytest.param(entry, id=entry["name"], marks=slow if entry.get("slow") else ()) for entry in INDEX]


@pytest.mark.parametrize("attack", _attacks())
def test_attack_is_held(
    attack: dict[str, Any], ground: Ground, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No points for it, the outcome of the index, nothing changed outside, and the next student unharmed."""
    if attack.get("root") and not children_are_another_user():
        pytest.skip("a child of the same user may look up what its grader may")
    if attack.get("waits"):  # five checks of twenty seconds each would prove no more
        monkeypatch.setattr(deadline, "WALL_FACTOR", 0.3)
        monkeypatch.setattr(deadline, "WALL_EXTRA", 0.3)
    assert problems(attack, ground, zygotes) == []


@pytest.mark.parametrize("attack", [p for p in _attacks() if not p.values[0]["control"].startswith("wall")])
def test_attack_is_real(attack: dict[str, Any], ground: Ground, tmp_path: Path, zygotes: Zygotes) -> None:
    """Positive control: outside the jail the same file gets what it is after."""
    if attack["control"].startswith("none"):
        pytest.skip(attack["control"])
    got_it, ended = is_real(attack, ground, tmp_path)
    assert got_it, ended


def test_index_names_every_case() -> None:
    """No case lies about unused, and no entry is without its case."""
    cases = {path.stem for path in CASES.glob("*.py")} | set(MADE)
    assert cases == {entry["name"] for entry in INDEX}
    assert len({entry["name"] for entry in INDEX}) == len(INDEX)


def test_every_row_has_four_cases() -> None:
    """Each class of attack is tried in at least four ways."""
    rows = Counter(entry["row"] for entry in INDEX)
    assert {row: count for row, count in rows.items() if count < 4} == {}
    assert len(INDEX) >= 118


def test_the_page_on_security_tells_the_truth() -> None:
    """Each row stands there with its number of cases, and each test and path that it names is there."""
    root = CASES.parent.parent.parent
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    told = {row: int(count) for row, count in re.findall(r"`([a-z]+)` \((\d+)\)", page)}
    assert told == Counter(entry["row"] for entry in INDEX)
    tests = "".join(path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert {name for name in named if f"def {name}(" not in tests} == set()
    paths = set(re.findall(r"`((?:tests|grader|bench|\.ci)/[\w/.]+)`", page))
    assert {path for path in paths if not (root / path).exists()} == set()
