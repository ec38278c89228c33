"""What student code may import: the standard library, the exercise's packages, its declared helper files.

This is friendliness (a clear message in place of a PermissionError); the kernel's allow-list is the wall.
"""

import linecache
import sys
from collections.abc import Iterable, Mapping
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any


class HelperFinder:
    """Finds exactly the helper files that the exercise declares and the submission brought."""

    def __init__(self, helpers: Mapping[str, bytes]) -> None:
        self._helpers = helpers

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return a spec for a declared helper; one with members ("bank", "bank.reference") is a package."""
        if name not in self._helpers:
            return None
        package = any(helper.startswith(name + ".") for helper in self._helpers)
        return ModuleSpec(name, self, is_package=package)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Use a plain module."""

    def exec_module(self, module: ModuleType) -> None:
        """Execute the helper's source."""
        file = f"{module.__name__}.py"
        execute(self._helpers[module.__name__], file, module)


class PackageGuard:
    """Refuses packages that an exercise does not offer, in words."""

    def __init__(self, packages: Iterable[str]) -> None:
        self._allowed = sys.stdlib_module_names | set(packages)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Raise for a top-level package that is not offered; None leaves it to the usual finders."""
        top = name.partition(".")[0]
        if path is None and top not in self._allowed:
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)


def install(helpers: Mapping[str, bytes], packages: Iterable[str]) -> None:
    """Put helpers first and refuse what is not offered."""
    for helper in helpers:
        sys.modules.pop(helper, None)
    finders: list[Any] = [HelperFinder(helpers), PackageGuard(packages)]
    sys.meta_path[:] = finders + [f for f in sys.meta_path if not isinstance(f, (HelperFinder, PackageGuard))]


_compiled: dict[tuple[str, bytes], CodeType] = {}


def execute(source: bytes, file: str, module: ModuleType) -> None:
    """Compile and execute a file's bytes as a module; its lines are known to tracebacks."""
    module.__file__ = file
    code = _compiled.get((file, source))
    if code is None:
        lines = source.decode("utf-8-sig", "replace").splitlines(keepends=True)
        linecache.cache[file] = (len(source), None, lines, file)
        code = _compiled[file, source] = compile(source, file, "exec", dont_inherit=True)
    exec(code, module.__dict__)
