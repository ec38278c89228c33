"""The workflows and the action, read by the linters that know them."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OWN = ("action.yml", ".github/workflows/ci.yml")
GITHUB_EXAMPLE, GITLAB_EXAMPLE = "docs/ci/github-student.yml", "docs/ci/gitlab-student.yml"
EXAMPLES = (GITHUB_EXAMPLE, GITLAB_EXAMPLE)
_PINNED = re.compile(r"uses: [\w.-]+/[\w.-]+@[0-9a-f]{40}  # \S")


def lint(*command):
    """Run a linter over the project; return its exit code and everything it said."""
    done = subprocess.run(list(command), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def check_schema():
    """Return a function that holds files against a schema that check-jsonschema brings along."""
    pytest.importorskip("check_jsonschema")
    return lambda schema, *files: lint(
        sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files
    )


@pytest.fixture
def zizmor():
    """Return a function that looks for what is unsafe in workflows."""
    program = Path(sysconfig.get_path("scripts"), "zizmor")
    if not program.is_file():
        pytest.skip("zizmor is not installed")
    return lambda *files: lint(str(program), "--offline", "--no-progress", "--strict-collection", *files)


def test_yaml_is_clean():
    """Every YAML file of the project passes yamllint."""
    pytest.importorskip("yamllint")
    code, told = lint(sys.executable, "-m", "yamllint", "--strict", "action.yml", ".github", "docs/ci")
    assert code == 0, told


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-actions", "action.yml"),
        ("github-workflows", ".github/workflows/ci.yml"),
        ("github-workflows", GITHUB_EXAMPLE),
        ("gitlab-ci", GITLAB_EXAMPLE),
    ],
)
def test_schemas_hold(check_schema, schema, file):
    """Every key stands where GitHub or GitLab reads it."""
    code, told = check_schema(schema, file)
    assert code == 0, told


def test_workflows_are_safe(zizmor):
    """No action by a name that can move, no credentials left behind, no expression inside a script."""
    code, told = zizmor(*OWN, GITHUB_EXAMPLE)
    assert code == 0, told


def test_the_linters_find_mistakes(check_schema, zizmor, tmp_path):
    """The schema refuses a key that does not exist; zizmor refuses input inside a script."""
    step = 'run: echo "${{ github.event.issue.title }}"'
    workflow = "on: issues\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - {}\n"
    unknown, unsafe = tmp_path / "unknown.yml", tmp_path / "unsafe.yml"
    unknown.write_text(workflow.format("runs: true"))
    unsafe.write_text(workflow.format(step))
    assert check_schema("github-workflows", str(unknown))[0] != 0
    assert "template-injection" in zizmor(str(unsafe))[1]


@pytest.mark.parametrize("file", [*OWN, GITHUB_EXAMPLE])
def test_every_action_is_pinned_to_a_commit(file):
    """A tag can be moved to other code; a commit cannot. The comment says which version it is."""
    lines = [line for line in (ROOT / file).read_text(encoding="utf-8").splitlines() if "uses:" in line]
    found = [line for line in lines if not line.lstrip().startswith("#")]
    assert found
    assert all(_PINNED.search(line) for line in found), found


@pytest.mark.parametrize("file", EXAMPLES)
def test_the_guide_explains_each_example(file):
    """docs/ci.md leads to every example."""
    assert f"({file.removeprefix('docs/')})" in (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def test_what_the_workflow_names_exists():
    """No job runs a script, a test or a file that was renamed."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.])(?:tests|solutions|\.ci)/[\w./]*\w", text))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
