"""What an instructor hands on: the students' course, and autograders for Gradescope and Classroom 50.

Each bundle is a mapping from names to bytes, made of the checkout alone: the same checkout makes the same bytes.
Nothing is written before all bundles are made and read for pieces of solutions.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader import __version__
from grader.authoring.release_leaks import leaks
from grader.authoring.release_wheel import build_wheel
from grader.authoring.tree import Tree
from grader.errors import UsageProblem
from grader.exercise import Exercise
from grader.handout import Handout, contents, fingerprint, handout_json
from grader.i18n import _
from grader.jail.child.policy import ALL_LAYERS
from grader.workspace import FOLDER, write_atomically
from grader.zips import zip_of

_FILES = Path(__file__).parent / "release_files"
_CPU_TORCH = (
    "--extra-index-url https://download.pytorch.org/whl/cpu\n"  # without it, gigabytes for graphics cards
)
_SHOWN = 5
_FORMAT = 1  # of assignment.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One thing to hand on; `programs` are the members that may be executed."""

    name: str
    members: Mapping[str, bytes]
    as_folder: bool = False
    as_archive: bool = False
    programs: frozenset[str] = field(default=frozenset())


def require_layers(layers: Sequence[str]) -> None:
    """Raise UsageProblem for a layer that does not exist: the first submission would find it out otherwise."""
    unknown = next((layer for layer in layers if layer not in ALL_LAYERS), None)
    if unknown is not None:
        raise UsageProblem(
            _("There is no layer {name!r}.", name=unknown),
            next_step=_("The layers are: {names}", names=", ".join(sorted(ALL_LAYERS))),
        )


def bundles(tree: Tree, exercises: Sequence[Exercise], options: Sequence[str]) -> tuple[Bundle, ...]:
    """Return the three bundles of some exercises; `options` go to `grade check` in the autograders."""
    kit = _kit(tree)
    made = (
        _students(tree, exercises, kit),
        _gradescope(exercises, kit, options),
        _classroom50(exercises, kit, options),
    )
    for bundle in made:
        found = list(leaks(tree, bundle.members))
        if found:
            raise UsageProblem(
                _("Nothing was written, because solutions would be given away:\n{found}",
                  found="\n".join(found[:_SHOWN])),
                next_step=_("Write it in another form than the solution, then: grade author verify"),
            )  # fmt: skip
    return made


def _kit(tree: Tree) -> dict[str, bytes]:
    name, wheel = build_wheel(tree.root)
    try:
        constraints = (tree.root / "constraints.txt").read_bytes()
    except OSError as error:
        raise UsageProblem(
            _("{file} cannot be read ({reason}).", file=error.filename, reason=error.strerror),
            next_step=_("It pins what the kit is tested with; take it from the repository."),
        ) from error
    return {f"kit/{name}": wheel, "kit/constraints.txt": constraints}


def _requirements(kit: Mapping[str, bytes], extra: str = "") -> bytes:
    """Return a requirements file: the wheel beside it, by its path, so that no registry is asked for its name."""
    wheel = next(name for name in kit if name.endswith(".whl"))
    index = _CPU_TORCH if extra else ""
    return f"{index}-c kit/constraints.txt\n./{wheel}{extra}\n".encode()


def _students(tree: Tree, exercises: Sequence[Exercise], kit: Mapping[str, bytes]) -> Bundle:
    course = dict(contents(exercises, tree.root / "exercises", tree.root / "docs" / "pictures"))
    handout = Handout(files={name: fingerprint(name, content) for name, content in course.items()})
    torch = any(exercise.requires for exercise in exercises)
    members = {
        **course,
        **kit,
        f"{FOLDER}/kit.json": handout_json(handout),
        ".gitignore": (_FILES / "gitignore.txt").read_bytes(),
        "requirements.txt": _requirements(kit),
        "README.md": _readme("README.md", [f"- `{e.name}`: {e.title}" for e in exercises], torch=torch),
        "README.ja.md": _readme(
            "README.ja.md", [f"- `{e.name}`: {e.title_ja}" for e in exercises], torch=torch
        ),
    }
    if torch:
        members["requirements-torch.txt"] = _requirements(kit, "[torch]")
    name = f"backprop-dojo-{__version__}-students"
    return Bundle(name=name, members=members, as_folder=True, as_archive=True)


_TORCH_TOO = {
    "README.md": " The exercises in PyTorch need `-r requirements-torch.txt` instead.",
    "README.ja.md": "PyTorch の演習には、代わりに `-r requirements-torch.txt` を使います。",
}


def _readme(name: str, lines: Sequence[str], *, torch: bool) -> bytes:
    text = (_FILES / name).read_text(encoding="utf-8")
    told = _TORCH_TOO[name] if torch else ""
    return text.format(version=__version__, exercises="\n".join(lines), torch=told).encode()


def _autograder(
    exercises: Sequence[Exercise], kit: Mapping[str, bytes], options: Sequence[str]
) -> dict[str, bytes]:
    """Return what both autograders hold: the kit, what to grade, and the code that finds it in a hand-in."""
    files = [{"exercise": exercise.name, "file": exercise.file} for exercise in exercises]
    assignment = {"format": _FORMAT, "kit": __version__, "options": list(options), "files": files}
    extra = "[torch]" if any(exercise.requires for exercise in exercises) else ""
    return {
        **kit,
        "assignment.json": (json.dumps(assignment, indent=1) + "\n").encode(),
        "handin.py": (_FILES / "handin.py").read_bytes(),
        "requirements.txt": _requirements(kit, extra),
    }


def _gradescope(exercises: Sequence[Exercise], kit: Mapping[str, bytes], options: Sequence[str]) -> Bundle:
    programs = ("setup.sh", "run_autograder")
    return Bundle(
        name=f"backprop-dojo-{__version__}-gradescope",
        members={
            **_autograder(exercises, kit, options),
            **{name: (_FILES / name).read_bytes() for name in programs},
        },
        as_archive=True,
        programs=frozenset(programs),
    )


def _classroom50(exercises: Sequence[Exercise], kit: Mapping[str, bytes], options: Sequence[str]) -> Bundle:
    entry = {"autograder.py": (_FILES / "autograder.py").read_bytes()}
    members = {**_autograder(exercises, kit, options), **entry}
    return Bundle(name=f"backprop-dojo-{__version__}-classroom50", members=members, as_folder=True)


def write(made: Sequence[Bundle], target: Path) -> tuple[Path, ...]:
    """Write the bundles into a folder and return what is new there; a folder with anything else in it is refused."""
    for bundle in made:
        if bundle.as_folder:
            _refuse_strangers(target / bundle.name, bundle)
    written = []
    try:
        for bundle in made:
            if bundle.as_folder:
                for name, data in bundle.members.items():
                    write_atomically(target / bundle.name / name, data)
                written.append(target / bundle.name)
            if bundle.as_archive:
                place = target / f"{bundle.name}.zip"
                write_atomically(place, _archive(bundle))
                written.append(place)
    except OSError as error:
        raise UsageProblem(
            _("{file} cannot be written ({reason}).", file=error.filename or target, reason=error.strerror),
            next_step=_("Choose a folder that you may write to: grade author release -o DIR"),
        ) from error
    return tuple(written)


def _archive(bundle: Bundle) -> bytes:
    """Return the bundle as an archive: what is a folder is one in it too; a service wants its files at the root."""
    prefix = f"{bundle.name}/" if bundle.as_folder else ""
    return zip_of({f"{prefix}{name}": data for name, data in bundle.members.items()}, bundle.programs)


def _refuse_strangers(folder: Path, bundle: Bundle) -> None:
    """Raise UsageProblem where a file lies that is not of the bundle: it would be handed on with it."""
    there = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    stranger = next((p for p in there if p.relative_to(folder).as_posix() not in bundle.members), None)
    if stranger is not None:
        raise UsageProblem(
            _("{file} is no part of the bundle and would be handed on with it.", file=stranger),
            next_step=_("Move the folder away, or choose another: grade author release -o DIR"),
        )
