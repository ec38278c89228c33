"""The GitHub action, its steps run as a runner runs them, on a student's checkout full of traps."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a runner with Linux is emulated"
)
ROOT = Path(__file__).parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_COMMAND = re.compile(r"^::(\w+) (\S.*?)::(.*)$", re.MULTILINE)


class Runner:
    """A job on one machine: a checkout, a temporary folder, and the files that steps write to."""

    def __init__(self, run, folder):
        self._run = run
        self.workspace, self.temp = folder / "work" / "student", folder / "temp"
        for place in (self.workspace, self.temp):
            place.mkdir(parents=True)
        self.files = {name: folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}

    def uses(self, **inputs):
        """Run the action's own steps with these inputs; return the last one that ran."""
        given = {name: entry.get("default", "") for name, entry in ACTION["inputs"].items()} | inputs
        for file in self.files.values():
            file.write_text("")
        done = None
        for step in (step for step in ACTION["runs"]["steps"] if "run" in step):
            done = self.step(step, {**{f"inputs.{name}": value for name, value in given.items()},
                                    "runner.temp": str(self.temp)})  # fmt: skip
            if done.returncode != 0:
                break
        return done

    def step(self, step, context):
        """Run one step as GitHub does: expressions filled in, the script in a file, bash with -eo pipefail."""
        assert "${{" not in step["run"]  # in a script, an expression would be code
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        environment = {name: fill(value, context) for name, value in step.get("env", {}).items()}
        return self._run(
            "/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", script,
            cwd=self.workspace / fill(step["working-directory"], context),
            CI="true", GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(self.workspace), RUNNER_TEMP=str(self.temp),
            GITHUB_ACTION_PATH=str(ROOT), RUNNER_OS="Linux", **environment,
            **{name: str(file) for name, file in self.files.items()},
        )  # fmt: skip

    def outputs(self):
        """Return what the steps wrote to GITHUB_OUTPUT."""
        lines = self.files["GITHUB_OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def fill(text, context):
    """Put the values of a context's expressions into a text; one that is not known is a mistake in the action."""
    return _EXPRESSION.sub(lambda match: context[match[1]], text)


@pytest.fixture
def runner(run, open_folder):
    """Return a runner whose checkout has traps where Python would look for modules."""
    job = Runner(run, open_folder)
    for name in (
        "venv",
        "pip",
        "ensurepip",
        "sitecustomize",
        "click",
        "numpy",
        "grader",
        "pytest",
        "conftest",
    ):
        (job.workspace / f"{name}.py").write_text(f"raise SystemExit('imported {name} of the student')\n")
    for name in ("01_activations", "02_losses"):
        shutil.copytree(ROOT / "exercises" / name, job.workspace / name)
    return job


@pytest.mark.slow
def test_the_action_from_install_to_annotations(runner):
    """A solved and a wrong exercise: the exit code, annotations on the student's lines, summary and outputs."""
    shutil.copy(ROOT / "solutions/01_activations/activations.py", runner.workspace / "01_activations")
    shutil.copy(
        ROOT / "solutions/02_losses/wrong/softmax_over_samples.py", runner.workspace / "02_losses/losses.py"
    )
    done = runner.uses(exercises="01 02")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "imported" not in done.stdout + done.stderr
    commands = _COMMAND.findall(done.stdout)
    assert 1 <= len(commands) <= 10
    assert all(kind in ("error", "warning", "notice") for kind, _, _ in commands)
    source = (runner.workspace / "02_losses" / "losses.py").read_text().splitlines()
    for _, properties, _ in commands:
        given = dict(part.split("=", 1) for part in properties.split(","))
        assert given["file"] == "02_losses/losses.py"
        assert source[int(given["line"]) - 1].strip()
    assert any("softmax" in properties for _, properties, _ in commands)
    assert "Diagnosis" in runner.files["GITHUB_STEP_SUMMARY"].read_text()
    outputs = runner.outputs()
    assert outputs["exit-code"] == "1"
    assert json.loads(Path(outputs["scorecard"]).read_text())

    done = runner.uses(exercises="01 02", **{"exit-zero": "true", "feedback": "none"})
    assert done.returncode == 0, done.stderr
    summary = runner.files["GITHUB_STEP_SUMMARY"].read_text()
    assert "softmax" in summary
    assert "Diagnosis" not in summary

    done = runner.uses(exercises="01", folder="01_activations")
    assert done.returncode == 0, done.stderr
    assert runner.outputs()["exit-code"] == "0"

    done = runner.uses(exercises="no_such_exercise")
    assert done.returncode == 2
    assert runner.outputs()["exit-code"] == "2"


def test_every_input_is_used_and_documented():
    """An input that no step reads, or that docs/ci.md does not name, would be a promise not kept."""
    steps = json.dumps(ACTION["runs"]["steps"])
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name} " in steps
        assert f"`{name}`" in page
    for name in ACTION["outputs"]:
        assert f"`{name}`" in page
