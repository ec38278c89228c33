"""The proofs hold for a sound exercise and fail, each for its own reason, for one that is not."""

import json
import shutil
from pathlib import Path

import pytest

from grader.authoring.bench import Bench
from grader.authoring.mutants import LEAST
from grader.authoring.proof import Workspace
from grader.authoring.tree import Tree
from grader.authoring.verify import verify
from grader.cli import run
from grader.errors import ExitCode
from grader.grading import Zygotes

FIXTURE = Path(__file__).parent / "fixture"
NAME = "09_dropout"


@pytest.fixture(scope="module")
def zygotes():
    """Keep one warm process for all proofs."""
    with Zygotes() as warm:
        yield warm


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the ninth exercise to break."""
    return Tree(root=Path(shutil.copytree(FIXTURE, tmp_path / "tree")))


def _against(tree, zygotes):
    """Return what speaks against an exercise, proof by proof."""
    bench = Bench(tree, tree.exercises()[0], zygotes)
    found = verify(Workspace(bench=bench, seeds=3))
    return {proof.name: proof.against for proof in found.proofs if not proof.holds}


def _edit(tree, place, old, new):
    path = tree.root / place
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_ninth_exercise_is_sound_but_for_its_size(zygotes):
    """Begun with `grade author new` and filled in: only the number of mutants is below what the eight must have."""
    against = _against(Tree(root=FIXTURE), zygotes)
    assert set(against) == {"mutants die"}
    assert [text.partition(" mutants")[2] for text in against["mutants die"]] == [f", not {LEAST}"]


SPARE = """def spare(form, share, chance):
    if not 0 <= share < 1:
        raise ValueError("ratio must be at least 0 and below 1")
    on = chance.random(form) >= share
    return on / (1 - share)


"""

BREAKS = {
    "points": (f"grader/bank/{NAME}/checks.py", '"Dropout", points=5', '"Dropout", points=6'),
    "texts": (
        f"grader/bank/{NAME}/hints.en.toml",
        "[misconception.mask_not_scaled]",
        "[misconception.mask_unscaled]",
    ),
    "stub in step": (f"exercises/{NAME}/dropout.py", "Draw a mask", "Draw the mask"),
    "lessons": (f"exercises/{NAME}/README.md", "A network", "A [network](nowhere.md)"),
    "nothing given away": (
        f"grader/bank/{NAME}/oracle.py",
        "class Dropout:",
        SPARE + "class Dropout:",
    ),
    "stub earns nothing": (
        f"grader/bank/{NAME}/checks.py",
        "    mask = np.asarray(student.dropout_mask((40, 30)",
        "    return\n    mask = np.asarray(student.dropout_mask((40, 30)",
    ),
    "solution passes": (f"grader/bank/{NAME}/checks.py", "< 0.025", "< 0.0"),
    "oracle passes": (f"grader/bank/{NAME}/oracle.py", "< ratio)] = 0.0", "< ratio / 2)] = 0.0"),
    "misconceptions are separable": (
        f"grader/bank/{NAME}/misconceptions.py",
        "        return super().forward(x, True)",
        "        return super().forward(x, train)",
    ),
    "wrong solutions are named": (
        f"solutions/{NAME}/wrong/mask_keeps_ratio.py",
        "stays / ratio",
        "stays / ratio**2",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("proof", list(BREAKS))
def test_each_proof_fails_where_its_own_thing_is_broken(proof, copy, zygotes):
    """A proof that cannot fail proves nothing."""
    _edit(copy, *BREAKS[proof])
    assert proof in _against(copy, zygotes)


def test_a_weak_check_lets_mutants_live(copy, zygotes):
    """With backward unchecked, mutants of it survive and are told."""
    _edit(
        copy,
        f"grader/bank/{NAME}/checks.py",
        'assert_close(layer.backward(dout), dout * (y / x), "dx")',
        "pass",
    )
    _edit(copy, f"grader/bank/{NAME}/checks.py", 'assert_close(layer.backward(dout), dout, "dx")', "pass")
    assert any("survives" in text for text in _against(copy, zygotes)["mutants die"])


def test_an_equivalent_mutant_that_a_check_catches_is_told(copy, zygotes):
    """The list of equivalents is held to be true."""
    listed = copy.root / f"solutions/{NAME}/equivalent_mutants.toml"
    listed.write_text(
        '[[mutant]]\nid = "000000000000"\nchange = "x"\nreason = "none such"\n', encoding="utf-8"
    )
    assert "listed as equivalent, but no mutant: 000000000000" in _against(copy, zygotes)["mutants die"]


def test_the_command_writes_everything_as_data(tmp_path, capsys):
    """`--json` holds the proofs, the kill matrix, the accuracy and the mutants; the exit code says whether all hold."""
    target = tmp_path / "proofs.json"
    command = ["author", "--root", str(FIXTURE), "verify", "--quick", "--json", str(target)]
    assert run(command) in (ExitCode.PASSED, ExitCode.NOT_PASSED)
    (exercise,) = json.loads(target.read_text())["exercises"]
    assert exercise["exercise"] == NAME
    assert {"proofs", "accuracy", "wrong", "mutants"} <= set(exercise)
    assert exercise["wrong"][0]["verdict"] == "named right"
    assert "points" in capsys.readouterr().out
