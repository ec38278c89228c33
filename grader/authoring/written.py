"""Proofs about what is written: points, texts, stubs, lessons, calibration, and that no solution is given away."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from grader.authoring.binomial import tail_below
from grader.authoring.calibrate import FALSE_FAIL, SEEDS, Rate, read_calibration
from grader.authoring.fragments import code_of, find, fragments, solution_markers
from grader.authoring.proof import Proof, Workspace, proof
from grader.authoring.stub import stub_differs
from grader.authoring.tree import Tree
from grader.checks.replay import misconception_entries
from grader.exercise import read_texts
from grader.hints import hint_texts

_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
HINT_LEVELS = 3
LANGUAGE = "en"


def points(space: Workspace) -> Proof:
    """Show that the points sum to 100, and that every task has checks and every check points."""
    exercise, checks = space.bench.exercise, space.bench.checks
    total = sum(check.declared.points for check in checks)
    against = [
        f"{check.name} has {check.declared.points} points" for check in checks if check.declared.points < 1
    ]
    with_checks = {check.declared.task for check in checks}
    against += [f"{task.name} has no check" for task in exercise.tasks if task.name not in with_checks]
    if total != 100:
        against.append(f"the points sum to {total}")
    return proof(
        "points", f"{total} points on {len(checks)} checks", against, "Change the points in checks.py."
    )


def texts(space: Workspace) -> Proof:
    """Show that every task has its hints, every misconception its texts, and that no text is left over."""
    exercise = space.bench.exercise
    names = set(misconception_entries(exercise))
    against = [
        f"{task.name} has {len(hint_texts(exercise, task.name))} hints, not {HINT_LEVELS}"
        for task in exercise.tasks
        if len(hint_texts(exercise, task.name)) != HINT_LEVELS
    ]
    told: Mapping[str, Any] = read_texts(exercise, LANGUAGE).get("misconception", {})
    against += [f"{name} has no text" for name in sorted(names - set(told))]
    against += [f"the text {name} belongs to no misconception" for name in sorted(set(told) - names)]
    for name in sorted(names & set(told)):
        against += [
            f"{name} has no {part}"
            for part in ("explanation", "hint")
            if not str(told[name].get(part, "")).strip()
        ]
    found = f"hints for {len(exercise.tasks)} tasks, texts for {len(names)} misconceptions"
    return proof("texts", found, against, f"Write them in hints.{LANGUAGE}.toml.")


def stub_in_step(space: Workspace) -> Proof:
    """Show that the stub is the one cut from the solution."""
    tree, exercise = space.bench.tree, space.bench.exercise
    differs = stub_differs(tree.solution(exercise), tree.stub(exercise))
    against = ["the stub is not the one cut from the solution"] if differs else []
    return proof(
        "stub in step", "cut from the solution", against, f"Cut it again: grade author stub {exercise.number}"
    )


def calibrated(space: Workspace) -> Proof:
    """Show that convergence checks are measured, on enough seeds, and that right code practically never fails."""
    bench = space.bench
    table = read_calibration(bench)["checks"]
    statistical = [check for check in bench.checks if check.declared.statistical]
    least = SEEDS[bench.zygote.flavour]
    against = []
    for check in statistical:
        against += [
            f"{check.name}: {text}" for text in _calibration_problems(table.get(check.name, {}), least)
        ]
    against += [f"{name} is no check" for name in table if name not in {check.name for check in statistical}]
    found = f"{len(statistical)} convergence checks measured" if statistical else "no convergence checks"
    return proof("calibrated", found, against, f"Measure: grade author calibrate {bench.exercise.number}")


def _calibration_problems(entry: Mapping[str, Any], least: int) -> Iterator[str]:
    if not {"n", "k", "passes", "seeds"} <= set(entry):
        yield "not measured"
        return
    rate = Rate(passes=entry["passes"], seeds=entry["seeds"])
    false_fail = tail_below(entry["k"], entry["n"], rate.lower)
    if rate.seeds < least:
        yield f"measured on {rate.seeds} seeds, not {least}"
    if false_fail > FALSE_FAIL:
        yield f"right code would fail with probability {false_fail:.2g}"
    if entry.get("lower_bound", 0) > rate.lower + 1e-5:
        yield f"the lower bound is at most {rate.lower:.6f}, not {entry['lower_bound']}"


def nothing_given_away(space: Workspace) -> Proof:
    """Show that no task's body and no three consecutive statements of the solution are in what students receive."""
    tree, exercise = space.bench.tree, space.bench.exercise
    wanted = fragments(tree.solution(exercise).read_text(encoding="utf-8"))
    against, files = [], 0
    for path in received(tree):
        files += 1
        place = path.relative_to(tree.root).as_posix()
        if path.suffix == ".py" and solution_markers(path.read_text(encoding="utf-8")):
            against.append(f"{place} has a marker of a solution")
        for code in code_of(path):
            against += [
                f"{fragment.task} (line {fragment.line} of the solution):"
                f" {'its body' if fragment.whole else 'three statements'} in {place}, line {line}"
                for fragment, line in find(code, wanted)
            ]
    found = f"none of {len(wanted)} fragments in {files} files"
    return proof(
        "nothing given away", found, against, "Write the shipped code in another form than the solution."
    )


def received(tree: Tree) -> Iterator[Path]:
    """Yield every file that students receive and that could hold a solution: stubs, lessons, the bank."""
    for exercise in tree.exercises():
        yield tree.stub(exercise)
        yield from tree.lessons(exercise)
        yield from sorted(exercise.folder.glob("*.py"))


def lessons(space: Workspace) -> Proof:
    """Show that there is a lesson, and that its links lead somewhere."""
    tree, exercise = space.bench.tree, space.bench.exercise
    found, against = 0, []
    for path in tree.lessons(exercise):
        text = _FENCED.sub("", path.read_text(encoding="utf-8"))
        for match in _LINK.finditer(text):
            found += 1
            problem = link_problem(path, match["target"], text)
            if problem:
                against.append(f"{path.name}: {match['target']} {problem}")
            if match[0].startswith("!") and not match["text"].strip():
                against.append(f"{path.name}: {match['target']} has no words for those who cannot see it")
    if not tree.lessons(exercise):
        against.append("there is no README.md")
    return proof("lessons", f"{found} links", against, f"Repair the lesson in exercises/{exercise.name}.")


def link_problem(lesson: Path, target: str, text: str) -> str:
    """Return what is wrong with a link of a lesson, or an empty text. The web is not asked."""
    if target.startswith(("https://", "http://", "mailto:")):
        return ""
    place, _, anchor = target.partition("#")
    other = lesson.parent / unquote(place) if place else lesson
    if not other.exists():
        return "is not there"
    if anchor and other.suffix == ".md":
        there = text if other == lesson else other.read_text(encoding="utf-8")
        if anchor not in {_slug(heading) for heading in _HEADING.findall(there)}:
            return "names no heading"
    return ""


def _slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
