"""A zygote whose children lack layers: `weakened(layers)` starts one, in a throw-away place, for controls."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.jail import launch

SCRIPT = """
import json, runpy, sys
from dataclasses import replace
sys.path.insert(0, {root!r})
from grader.jail.child import kernel, seal
usual = kernel.prctl
if "not_dumpable" in {layers!r}:  # which a child has of its zygote, too
    kernel.prctl = lambda option, *rest: 0 if option == kernel.PR_SET_DUMPABLE else usual(option, *rest)
whole = seal.default_policy
def without(**settings):
    made = whole(**settings)
    return replace(made, layers=made.layers - {layers!r}, uid=None if "uid" in {layers!r} else made.uid)
seal.default_policy = without
if "not_dumpable" in {layers!r}:  # a fork inherits it, so the zygote must not have it either
    from grader.jail.child import kernel
    prctl = kernel.prctl
    def leaving_dumpable(option, *arguments):
        return 0 if (option, *arguments) == (kernel.PR_SET_DUMPABLE, 0) else prctl(option, *arguments)
    kernel.prctl = leaving_dumpable
sys.path.remove({root!r})
runpy.run_path({start!r}, run_name="__main__")
"""


@contextmanager
def without_layers(layers: Collection[str], folder: Path) -> Iterator[None]:
    """Have every zygote that is started meanwhile leave these layers out, and not miss them."""
    script = folder / "weakened.py"
    script.write_text(SCRIPT.format(root=str(launch.KIT_ROOT), layers=set(layers), start=str(launch.START)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "START", script)
        yield
