"""A zygote as the grader starts it: exec'd clean, packages imported, then one sealed child runs a file.

Called as: python -s -P -B -S clean_zygote.py STUDENT_FILE PACKAGES [PRELOAD...]; prints what the child
prints, then one line of JSON with its report.
"""

import importlib
import json
import os
import sys
import traceback

from grader.jail.child import seal as sealing

MEMORY = {"numpy": 1 << 30, "torch": 2 << 30}


def main() -> None:
    """Preload, prepare, fork, seal, run."""
    student, packages, *preload = sys.argv[1:]
    for name in preload:
        importlib.import_module(name)
    if "torch" in preload:
        sys.modules["torch"].set_num_threads(1)
    names = packages.split(",")
    os.setsid()
    policy = sealing.default_policy(packages=names, extra_read=[student], memory_bytes=MEMORY[names[-1]])
    prepared = sealing.prepare(policy)
    zygote = os.getpid()
    child = os.fork()
    if child == 0:
        report = sealing.seal(prepared, cpu_seconds=30, expected_parent=zygote, keep=())
        run(student)
        print(json.dumps({name: getattr(report, name) for name in report.__slots__}), flush=True)
        os._exit(0)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def run(student: str) -> None:
    """Run the file as the child does: by path, and its exceptions as text."""
    try:
        with open(student, encoding="utf-8") as file:
            code = compile(file.read(), student, "exec")
        exec(code, {"__name__": "student"})
    except Exception:
        traceback.print_exc(file=sys.stdout)
    sys.stdout.flush()


main()
