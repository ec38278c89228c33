"""Loads the scripts of docs/, which are in no package."""

import importlib.util
from types import ModuleType

from tests.docs.pages import ROOT


def load(name: str) -> ModuleType:
    """Return a script as a module; nothing of it runs but its definitions."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
