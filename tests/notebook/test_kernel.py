"""A notebook in a real kernel, cell by cell."""

import os
import time
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

ROOT = Path(__file__).parent.parent.parent
# What the libraries themselves warn of, with the versions pinned.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run cells in a kernel of their own, in a folder of their own, and return the outputs of each."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("GRADE_LANG", "en")

    def execute(cells):
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        client = nbclient.NotebookClient(
            notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
        )
        client.execute()
        return [cell.get("outputs", []) for cell in notebook.cells]

    return execute


def code(*sources):
    """Return code cells."""
    return [nbformat.v4.new_code_cell(source) for source in sources]


def text(outputs):
    """Return the text of a cell's outputs."""
    return "\n".join(
        o.get("data", {}).get("text/plain", "") or o.get("text", "") or o.get("ename", "") for o in outputs
    )


LOAD = "%load_ext grader.notebook"


def test_an_exercise_cell_by_cell(run):
    """The notebook as it ships: each task not started; then one right, one wrong, and the whole."""
    notebook = nbformat.read(ROOT / "exercises" / "01_activations" / "activations.ipynb", 4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('raise NotImplementedError("weighted_sum")', "return x @ w + b")
        cell.source = cell.source.replace('raise NotImplementedError("sigmoid")', "return 1 / 1 + np.exp(-x)")
    outputs = run(notebook.cells)
    shown = [text(out) for out in outputs]
    assert "18 of 18 points" in next(t for t in shown if "weighted_sum" in t)
    wrong = next(t for t in shown if "1 / 1 +" in t)
    assert "run the cell again" in wrong
    assert sum("not started" in t for t in shown) == 6
    assert "of 100 points" in shown[-1]
    assert "18/18" in shown[-1]
    assert "text/html" in outputs[-1][0]["data"]


def test_what_cells_define_is_there_for_the_next(run):
    """A graded cell runs in the kernel, helpers of other cells count, and the latest definition is what is checked."""
    shown = [
        text(outputs)
        for outputs in run(
            code(
                LOAD,
                "import numpy as np\nZERO = 0\nprint('helpers')",
                "%%grade 01\ndef relu(x):\n    return np.minimum(ZERO, x)",
                "%%grade 01\ndef relu(x):\n    return np.maximum(ZERO, x)",
                "relu(-3.0)",
                'grade("01", "relu").points',
                'grade("01").earned, grade("01").passed',
                "%grade 01 -t relu",
            )
        )
    ]
    assert "0 of 9" not in shown[3]
    assert "9 of 9 points" not in shown[2]
    assert "9 of 9 points" in shown[3]
    assert float(shown[4].replace("np.float64(", "").rstrip(")")) == 0.0
    assert shown[5] == "9"
    assert shown[6] == "(9, False)"
    assert "9 of 9 points" in shown[7]


def test_a_cell_that_raises_is_not_checked(run):
    """The kernel's own traceback is all there is to say; a usage mistake is told without one."""
    shown = [
        text(outputs)
        for outputs in run(
            code(
                LOAD,
                "%%grade 01\ndef relu(x):\n    return x\n1 / 0",
                "%%grade 01 -x\nx = 1",
                "%%grade 77\nx = 1",
            )
        )
    ]
    assert shown[1] == "ZeroDivisionError"
    assert "For example: %%grade" in shown[2]
    assert "no exercise '77'" in shown[3]


def test_the_kernel_cannot_hold_up_the_verdict(run, tmp_path):
    """What the student does to the kernel's numpy, or to the grader's modules in it, changes no verdict."""
    tamper = (
        "import numpy as np\nimport grader.scorecard\nnp.maximum = np.minimum\n"
        "grader.scorecard.Scorecard.passed = True\nx = np.maximum(1, 2)"
    )
    shown = [
        text(outputs)
        for outputs in run(
            code(LOAD, tamper, "%%grade 01\ndef relu(x):\n    return np.minimum(0, x)", "_.passed")
        )
    ]
    assert "9 of 9 points" not in shown[2]
    assert shown[3] == "False"


def test_unloading_takes_the_names_away(run):
    """After %unload_ext the magic and the call are unknown, and loading again brings them back."""
    outputs = run(
        code(LOAD, "%unload_ext grader.notebook", "%%grade 01\nx = 1", "grade", LOAD, "%%grade 77\nx = 1")
    )
    assert "not found" in outputs[2][0]["text"]
    assert text(outputs[3]) == "NameError"
    assert "no exercise '77'" in text(outputs[5])


def test_an_endless_loop_costs_its_check(run):
    """The cell only defines it; the check runs out of time, and the next one works."""
    shown = [
        text(outputs)
        for outputs in run(
            code(
                LOAD,
                "%%grade 01\ndef relu(x):\n    while True:\n        pass",
                "import numpy as np",
                "%%grade 01\ndef relu(x):\n    return np.maximum(0, x)",
            )
        )
    ]
    assert "timed out" in shown[1]
    assert "9 of 9 points" in shown[3]


def test_nothing_is_left_when_the_kernel_has_gone(run, tmp_path):
    """The process beside the kernel ends with it."""
    ask = "import grader.notebook.client as c\nprint(c._grader._process.pid)"
    outputs = run(code(LOAD, "%%grade 01\ndef relu(x):\n    return x", ask))
    pid = int(text(outputs[2]))
    for _attempt in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    os.kill(pid, 9)
    raise AssertionError("the process was still there")
