"""Confine a freshly forked child before it reads one byte of student code, and prove that it is confined.

`prepare` runs once in the zygote and does what takes time; `seal` runs in every child. Nothing here raises:
a layer that cannot be applied is reported, and whoever reads the report decides. The order matters: the
identity changes while it still can, Landlock and the filter need no_new_privs, and the filter comes last
because it refuses the calls that everything before it makes.
"""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from . import identity, job, kernel, landlock, limits, seccomp, selftest
from .policy import (
    ALL_LAYERS,
    Policy,
    closed_to_others,
    default_policy,
    needed_paths,
    not_root,
)

__all__ = [
    "ALL_LAYERS",
    "Policy",
    "Prepared",
    "SealReport",
    "default_policy",
    "prepare",
    "probe_system",
    "seal",
    "why_no_throw_away_user",
]

_STANDARD_STREAMS = (0, 1, 2)
_EXIT_UNSEALED = 70

_Built = TypeVar("_Built")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A policy in the kernel's own form; `ruleset`, `call_filter`: None where there is none to apply."""

    policy: Policy
    ruleset: int | None
    landlock_abi: int
    call_filter: seccomp.Filter | None
    probe_files: tuple[str, ...]
    proofless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReport:
    """What holds in a child: evidence for the trusted side, sent before student code is read."""

    layers: tuple[str, ...]
    landlock_abi: int
    missing: tuple[str, ...]
    failed_probes: tuple[str, ...]


def prepare(policy: Policy) -> Prepared:
    """Build in the zygote what its children will only have to apply."""
    wanted = policy.layers
    files = selftest.files_to_probe(policy.forbidden, policy.list_only)
    ruleset = (
        _or_none(lambda: landlock.build(policy.read, policy.list_only)) if "landlock" in wanted else None
    )
    call_filter = _or_none(lambda: seccomp.build(threads=policy.threads)) if "seccomp" in wanted else None
    return Prepared(
        policy=policy,
        ruleset=ruleset,
        landlock_abi=landlock.abi() if ruleset is not None else 0,
        call_filter=call_filter,
        probe_files=files,
        proofless=bool(policy.forbidden) and not files,
    )


def _or_none(build: Callable[[], _Built]) -> _Built | None:
    try:
        return build()
    except (OSError, kernel.Unavailable):
        return None


def seal(
    prepared: Prepared, *, cpu_seconds: int, expected_parent: int, keep: Collection[int] | None = None
) -> SealReport:
    """Confine this process for good and report which layers hold.

    `keep` names the descriptors that stay open beside the standard streams; None keeps every pipe.
    Nothing raises: a child whose sealing breaks off half-way ends at once (exit status 70).
    """
    try:
        kept = tuple(sorted({*_STANDARD_STREAMS, *(identity.pipes() if keep is None else keep)}))
        sealing = _Sealing(prepared, cpu_seconds, expected_parent, kept)
        return sealing.run()
    except BaseException:
        # Nobody may go on from here: an unsealed child that runs is the one thing that must not be.
        os._exit(_EXIT_UNSEALED)


class _Sealing:
    """One child being sealed: the layers in their order, then the self-test."""

    def __init__(self, prepared: Prepared, cpu_seconds: int, parent: int, kept: tuple[int, ...]) -> None:
        self.prepared = prepared
        self.policy = prepared.policy
        self.parent = parent
        self.kept = kept
        self.held: list[str] = []
        self.missing: list[str] = []
        self.failed: list[str] = []
        self.limits = limits.wanted(
            memory_bytes=self.policy.memory_bytes,
            cpu_seconds=cpu_seconds,
            own_uid=self.policy.uid is not None and not self.policy.threads,
        )

    def run(self) -> SealReport:
        """Apply every layer that is asked for, try what must be refused, and report."""
        if not identity.is_single_threaded():
            self.failed.append("single thread")
        self._layer("own_session", lambda: identity.own_session(self.parent))
        self._close_descriptors()
        if self.policy.uid is not None:  # not asked for, so not missing, where we are nobody special anyway
            self._layer("uid", self._change_uid)
        self._layer("parent_death", lambda: identity.die_with(self.parent))  # changing the user undoes it
        self._layer("no_new_privs", identity.give_up_privileges)
        self._layer("not_dumpable", identity.hide_memory)
        self._layer("rlimits", self._limit)
        self._layer("landlock", self._enforce_landlock)
        self._layer("seccomp", self._install_filter)
        self._layer(job.LAYER, lambda: job.require_in_force(self.policy.memory_bytes))
        self._test()
        return self._report()

    def _layer(self, name: str, apply: Callable[[], None]) -> None:
        if name not in self.policy.layers:
            return
        before = len(self.failed)
        try:
            apply()
        except Exception:
            if len(self.failed) == before:  # otherwise a part of it is in force, and the rest is named there
                self.missing.append(name)
        else:
            self.held.append(name)

    def _close_descriptors(self) -> None:
        ruleset = () if self.prepared.ruleset is None else (self.prepared.ruleset,)
        identity.close_all_but({*self.kept, *ruleset})

    def _change_uid(self) -> None:
        user = self.policy.user_of(os.getpid())
        if user is None:
            raise kernel.Unavailable("no other user was asked for")
        identity.become(user)

    def _limit(self) -> None:
        limits.apply(self.limits)
        if too_high := limits.not_in_force(self.limits):
            self.failed += [f"limit {name}" for name in too_high]
            raise kernel.Unavailable("not every limit could be set")

    def _enforce_landlock(self) -> None:
        if self.prepared.ruleset is None:
            raise kernel.Unavailable("no ruleset")
        try:
            landlock.enforce(self.prepared.ruleset)
        finally:
            os.close(self.prepared.ruleset)

    def _install_filter(self) -> None:
        if self.prepared.call_filter is None:
            raise kernel.Unavailable("no filter")
        self.prepared.call_filter.install()

    def _test(self) -> None:
        situation = selftest.Situation(
            forbidden=self.prepared.probe_files,
            proofless=self.prepared.proofless,
            parent=self.parent,
            kept=self.kept,
        )
        self.failed += selftest.failed(situation, self.held)

    def _report(self) -> SealReport:
        return SealReport(
            layers=tuple(self.held),
            landlock_abi=self.prepared.landlock_abi if "landlock" in self.held else 0,
            missing=tuple(self.missing),
            failed_probes=tuple(self.failed),
        )


def probe_system() -> dict[str, bool]:
    """Tell which layers this system offers; none of Landlock, seccomp where only practice is possible. Never raises."""
    offered = {
        "no_new_privs": lambda: kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) >= 0,
        "not_dumpable": lambda: kernel.prctl(kernel.PR_GET_DUMPABLE) >= 0,
        "rlimits": limits.offered,
        "landlock": lambda: landlock.abi() >= 1,
        "seccomp": seccomp.available,
        "uid": identity.may_become_another,
        "own_session": lambda: hasattr(os, "setsid"),
        "parent_death": lambda: kernel.SUPPORTED,
    }
    if job.offered():
        offered[job.LAYER] = job.offered
    return {name: bool(_or_none(ask)) for name, ask in offered.items()}


def why_no_throw_away_user(packages: Sequence[str]) -> str:
    """Return the path for which root's children stay root: it is closed to others; empty where there is none."""
    return "" if not_root() or not kernel.SUPPORTED else closed_to_others(needed_paths(packages))
