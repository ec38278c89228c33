"""`grade check -o`, `--feedback` and `--changed` with a fake engine: what is written where, and what is refused."""

import json
import os
import re
import subprocess
import sys

import pytest

from grader.changes import touched
from grader.cli.completion import complete_format
from grader.errors import MissingLayer, NothingToGrade, UsageProblem
from grader.report import github
from grader.report.formats import Format
from grader.scorecard import CheckResult, Diagnosis, Evidence, Outcome, Scorecard

STUB = "raise NotImplementedError\n"
RUNNER = {
    "CLASSROOM": "nn", "ASSIGNMENT": "a", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "c", "RELEASE_URL": "r",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_runner(monkeypatch):
    """No test is inside a runner unless it says so."""
    for name in (*RUNNER, "REVIEW_URL", github.SUMMARY, "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


def test_one_format_takes_the_place_of_the_text(course, engine, grade):
    """JSON on standard output is all there is on it, so that a program can read it."""
    shown = grade("check", "01", "-o", "json")
    assert json.loads(shown.out)["points"] == 10
    assert grade("check", "01", "-o", "json=-").out.startswith("{")


def test_help_and_completion_know_every_format(grade):
    """No format is missing where one looks for it."""
    told = " ".join(grade("check", "--help").out.split())
    assert all(re.search(rf"\b{name}\b", told) for name in Format)
    assert [item.value for item in complete_format(None, None, "j")] == ["json", "junit"]


def test_files_come_beside_the_text(course, engine, grade):
    """Formats in files leave the scorecard where it was; --quiet makes it one line."""
    shown = grade(
        "check", "01", "02", "--quiet", "-o", "json=a.json", "-o", "junit=b.xml", "-o", "text=c.txt"
    )
    assert len(shown.out.splitlines()) == 2
    assert [entry["exercise"] for entry in json.loads((course / "a.json").read_text())["files"]] == [
        "01_alpha",
        "02_beta",
    ]
    assert (course / "b.xml").read_text().startswith("<?xml")
    assert (course / "c.txt").read_text().count("10 of 10 points") == 2


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        (["json", "junit"], "Only one format can go to standard output"),
        (["json=-", "text"], "Only one format can go to standard output"),
        (["json=a", "junit=./a"], "Two formats cannot go to the same file"),
        (["yaml"], "The formats are: text, lines, json, junit"),
        (["json=nowhere/a.json"], "There is no folder nowhere for a.json"),
        (["json=01_alpha"], "01_alpha is not a plain file"),
        (["json=/dev/null"], "/dev/null is not a plain file"),
        (["json=link.json"], "link.json is not a plain file"),
        (["text=01_alpha/alpha.py"], "a report would replace it"),
        (["classroom50=r.json"], "CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL not set"),
    ],
)
def test_what_cannot_be_written_is_refused_before_grading(course, engine, grade, outputs, told):
    """Each refusal is exit code 2 with the next step, nothing is graded, and nothing is replaced."""
    (course / "target").write_text("precious")
    (course / "link.json").symlink_to("target")
    shown = grade("check", "01", *(part for output in outputs for part in ("-o", output)))
    assert shown.code == 2
    assert told in shown.err
    assert "Next: " in shown.err
    assert engine.calls == []
    assert (course / "target").read_text() == "precious"
    assert (course / "01_alpha" / "alpha.py").read_text() == STUB


def test_a_report_is_replaced_in_one_piece(course, engine, grade):
    """An earlier report is replaced, and no temporary file is left."""
    (course / "r.json").write_text("old")
    before = {path.name for path in course.iterdir()}
    grade("check", "01", "-o", "json=r.json")
    assert json.loads((course / "r.json").read_text())["exit_code"] == 0
    assert {path.name for path in course.iterdir()} == before


def test_what_became_of_the_place_while_checks_ran(course, engine, grade, monkeypatch):
    """A link that appears during the run is not followed; the other reports are written all the same."""

    def swap(exercise, path, **options):
        (course / "r.json").symlink_to(course / "01_alpha" / "alpha.py")
        return engine.grade_file(exercise, path, **options)

    monkeypatch.setattr(sys.modules["grader.grading"], "grade_file", swap)
    shown = grade("check", "01", "-o", "json=r.json", "-o", "lines=r.lines")
    assert shown.code == 2
    assert "r.json is not a plain file" in shown.err
    assert (course / "01_alpha" / "alpha.py").read_text() == STUB
    assert (course / "r.lines").exists()


def test_a_file_that_is_not_there_is_an_entry(course, engine, grade):
    """One missing file does not keep the others out of the report, and is named in it with its code."""
    (course / "01_alpha" / "alpha.py").unlink()
    shown = grade("check", "01", "02", "-o", "json")
    missing, there = json.loads(shown.out)["files"]
    assert (missing["graded"], missing["reason"], missing["earned"]) == (False, "no file", 0)
    assert there["graded"] is True
    assert "grade reset 01" in shown.err
    assert shown.code == 5


def test_what_is_not_the_students_fault_is_no_zero(course, engine, grade):
    """A package that is not installed, or a bug of the grader's, leaves the points unknown."""
    for error, reason in (
        (NothingToGrade("torch is not installed."), "not gradable"),
        (ZeroDivisionError(), "grader fault"),
    ):
        engine.outcomes[STUB] = error
        (entry,) = json.loads(grade("check", "01", "-o", "json").out)["files"]
        assert (entry["reason"], entry["earned"]) == (reason, None)


def test_a_missing_layer_writes_nothing(course, engine, grade):
    """Strict mode refuses and records nothing, a report included."""
    engine.outcomes[STUB] = MissingLayer("landlock does not hold.")
    assert grade("check", "01", "--ci", "-o", "json=r.json").code == 2
    assert not (course / "r.json").exists()


def test_classroom50_says_a_fault_by_its_exit_code(course, engine, grade, monkeypatch):
    """With a total there is a file; without one there is none, and the runner sees exit code 3."""
    for name, value in RUNNER.items():
        monkeypatch.setenv(name, value)
    assert grade("check", "01", "--exit-zero", "-o", "classroom50=result.json").code == 0
    result = json.loads((course / "result.json").read_text())
    assert (result["score"], result["max-score"], result["classroom"]) == (10, 10, "nn")
    (course / "result.json").unlink()
    engine.outcomes[STUB] = Outcome.BROKEN
    shown = grade("check", "01", "--exit-zero", "-o", "classroom50=result.json")
    assert shown.code == 3
    assert "There is no total" in shown.err
    assert not (course / "result.json").exists()


@pytest.mark.parametrize("arguments", [[], ["01", "--changed"]])
@pytest.mark.parametrize("name", ["gradescope", "classroom50"])
def test_a_grade_is_never_of_a_part(course, engine, grade, name, arguments):
    """What becomes a grade is named, and never what happens to come next or was touched."""
    shown = grade("check", *arguments, "-o", f"{name}=r.json")
    assert shown.code == 2
    assert "holds a grade" in shown.err


def failing(exercise, path):
    """Return a scorecard with an expected value, a diagnosis, an input and printed text."""
    evidence = Evidence(
        message="Wrong.", calls=("one(x)",), name="y", expected=4242.5, actual=1.0, compared=True
    )
    found = Diagnosis(kind="misconception", name="swapped", explanation="Swapped them.", hint="Swap.")
    result = CheckResult(
        name="c", task="one", title="works.", points=5, outcome=Outcome.FAILED, evidence=evidence,
        diagnosis=found, printed="PRINTED",
    )  # fmt: skip
    return Scorecard(exercise=exercise.name, title=exercise.title, file=str(path), results=(result,))


@pytest.mark.parametrize(
    ("feedback", "shown", "held"),
    [
        ("full", ["4242.5", "Swapped", "one(x)"], []),
        ("actual-only", ["one(x)", "PRINTED"], ["4242.5", "Swapped"]),
        ("none", ["failed"], ["4242.5", "Swapped", "one(x)", "PRINTED"]),
    ],
)
def test_feedback_holds_for_text_file_memory_and_script(
    course, engine, grade, monkeypatch, feedback, shown, held
):
    """What is held back is in no report, in nothing that is remembered, and in no script."""
    module = sys.modules["grader.grading"]
    monkeypatch.setattr(module, "grade_file", lambda exercise, path, **_: failing(exercise, path))
    text = grade("check", "01", "--feedback", feedback, "-o", "html=r.html").out
    for place in (text, (course / "r.html").read_text()):
        assert all(part in place for part in shown)
        assert not any(part in place for part in held)
    kept = [path.read_text() for path in (course / ".dojo").rglob("*") if path.is_file()]
    assert ("Swap." in "".join(kept)) == (feedback == "full")
    assert (course / ".dojo" / "repro").exists() == (feedback == "full")


def test_the_job_summary_is_appended(course, engine, grade, monkeypatch, tmp_path):
    """Annotations go to the log, the scorecard as Markdown behind what the summary holds already."""
    engine.outcomes[STUB] = Outcome.FAILED
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv(github.SUMMARY, str(summary))
    shown = grade("check", "01", "-o", "github")
    assert shown.out.startswith("::error file=01_alpha/alpha.py,line=1,title=one%3A failed::")
    assert summary.read_text().startswith("before\n## 01\\_alpha: 0 of 10 points")
    assert "```" in summary.read_text()


def test_a_full_job_summary_gets_the_short_form(course, engine, grade, monkeypatch, tmp_path):
    """What GitHub would refuse as a whole is not written."""
    engine.outcomes[STUB] = Outcome.FAILED
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(github.SUMMARY, str(summary))
    grade("check", "01", "-o", "github")
    whole = summary.stat().st_size
    for room, has_table, has_details in ((whole, True, True), (whole - 1, True, False), (10, False, False)):
        summary.write_bytes(b"x" * ((1 << 20) - room))
        grade("check", "01", "-o", "github")
        added = summary.read_text().lstrip("x")
        assert summary.stat().st_size <= 1 << 20
        assert ("| Task |" in added, "```" in added) == (has_table, has_details)


def test_nothing_left_to_check_is_an_empty_report(course, engine, grade):
    """When every exercise is passed the report has no files, and the message does not spoil it."""
    grade("check", "01", "02")
    shown = grade("check", "-o", "json")
    assert json.loads(shown.out)["files"] == []
    assert "Every exercise is passed" in shown.err


# -- --changed -------------------------------------------------------------------------------------


@pytest.fixture
def repository(course):
    """Make the course folder a git repository with everything committed on a branch main."""
    git(course, "init", "-q", "-b", "main")
    git(course, "add", "-A")
    git(course, "commit", "-q", "-m", "all")
    return course


def git(folder, *arguments):
    """Run git as somebody, with nobody's settings."""
    who = {f"GIT_{role}_{part}": "x" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def test_changed_takes_what_is_not_committed(repository, engine, grade):
    """An edited file is touched, another is not; without a touched one nothing is graded and nothing fails."""
    untouched = grade("check", "--changed")
    assert (untouched.code, engine.calls) == (0, [])
    assert "No exercise was touched" in untouched.out
    (repository / "02_beta" / "beta.py").write_text("# mine\n")
    assert grade("check", "--changed").code == 0
    assert [name for name, _, _ in engine.calls] == ["02_beta"]


def test_changed_since_a_branch_takes_commits_and_new_files(repository, engine, grade, monkeypatch):
    """Commits since the branch parted count, files that git does not know yet count, and later ones of it do not."""
    git(repository, "checkout", "-q", "-b", "work")
    (repository / "01_alpha" / "alpha.py").write_text("# mine\n")
    git(repository, "commit", "-q", "-a", "-m", "mine")
    git(repository, "checkout", "-q", "main")
    (repository / "02_beta" / "beta.py").write_text("# theirs\n")
    git(repository, "commit", "-q", "-a", "-m", "theirs")
    git(repository, "checkout", "-q", "work")
    monkeypatch.chdir(repository / "01_alpha")
    assert grade("check", "--changed", "main").code == 0
    assert [name for name, _, _ in engine.calls] == ["01_alpha"]
    assert grade("check", "--changed", "main", "02").code == 0
    assert len(engine.calls) == 1
    git(repository, "rm", "-q", "--cached", "02_beta/beta.py")
    git(repository, "commit", "-q", "-m", "untracked")
    assert grade("check", "--changed").code == 0
    assert [name for name, _, _ in engine.calls] == ["01_alpha", "02_beta"]


def test_changed_before_the_first_commit(course, engine, grade):
    """In a new repository every file counts."""
    git(course, "init", "-q")
    assert grade("check", "--changed").code == 0
    assert [name for name, _, _ in engine.calls] == ["01_alpha", "02_beta"]


def test_changed_names_a_deleted_file(repository, engine, grade):
    """A deleted file is touched, and grading it says that it is not there."""
    (repository / "01_alpha" / "alpha.py").unlink()
    engine.outcomes[STUB] = Outcome.PASSED
    shown = grade("check", "--changed", "-o", "json")
    (entry,) = json.loads(shown.out)["files"]
    assert (entry["exercise"], entry["graded"]) == ("01_alpha", False)
    assert shown.code != 0


def test_an_unknown_commit_is_told(repository, engine, grade):
    """A misspelt branch ends in exit code 2 and the way out, and never becomes an option of git's."""
    shown = grade("check", "--changed", "nowhere")
    assert shown.code == 2
    assert "git knows no commit 'nowhere'" in shown.err
    assert "grade check --changed=main" in shown.err
    for word in ("--all", "--"):
        with pytest.raises(UsageProblem, match=f"git knows no commit '{word}'"):
            touched((), word, repository)


def test_no_repository_and_no_git_are_told(course, engine, grade, monkeypatch, tmp_path):
    """Outside a repository, and where there is no git, the message says so."""
    outside = grade("check", "--changed")
    assert outside.code == 2
    assert "needs a git repository" in outside.err
    monkeypatch.setenv("PATH", str(tmp_path))
    without = grade("check", "--changed")
    assert without.code == 2
    assert "git cannot be run" in without.err


def test_a_damaged_repository_is_told(repository, engine, grade):
    """What git refuses is a message with the next step, not a fault of ours."""
    (repository / ".git" / "index").write_bytes(b"DIRC")
    shown = grade("check", "--changed")
    assert shown.code == 2
    assert "git status" in shown.err


def test_a_repository_cannot_start_programs(repository, engine, grade, tmp_path):
    """Settings that would let git run something are not followed."""
    trap = tmp_path / "trap"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command"):
        git(repository, "config", name, str(program))
    for name in ("filter.x.clean", "filter.x.process"):
        git(repository, "config", name, str(program))
    git(repository, "config", "filter.x.required", "true")
    (repository / ".gitattributes").write_text("*.py diff=x filter=x\n")
    (repository / "02_beta" / "beta.py").write_text("# mine\n")
    assert grade("check", "--changed").code == 0
    assert not trap.exists()
    git(repository, "config", "filter.x=y.clean", str(program))
    (repository / ".gitattributes").write_text("*.py filter=x=y\n")
    assert grade("check", "--changed").code == 2
    assert not trap.exists()


# -- the version of the kit ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        (
            '{"format": 1, "version": "0.0.1", "files": {}}',
            "of version 0.0.1 of the kit, and version KIT checks it",
        ),
        ('{"format": 2, "version": "9", "files": {}}', "was written by a newer version of the kit"),
        ('{"format": 1, "version": "KIT", "files": {}}', ""),
        ("[", ""),
        ("[]", ""),
        (None, ""),
    ],
)
def test_a_course_folder_of_another_version_is_remarked(course, engine, grade, monkeypatch, noted, told):
    """The scorecard names both versions; where nothing readable is noted it says nothing."""
    monkeypatch.setattr("grader.kitversion.__version__", "KIT")
    (course / ".dojo" / "kit.json").unlink(missing_ok=True)
    if noted is not None:
        (course / ".dojo" / "kit.json").write_text(noted)
    shown = grade("check", "01")
    assert ("Note:" in shown.out) == bool(told)
    assert told in " ".join(shown.out.split())
    assert shown.code == 0
    notices = json.loads(grade("check", "01", "-o", "json").out)["files"][0]["scorecard"].get("notices", [])
    assert bool(notices) == bool(told)
