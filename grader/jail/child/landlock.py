"""Landlock: which files may be read; nothing else of the file tree, the network or other processes."""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable

from . import kernel

_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

READ_FILE = 1 << 2
READ_DIR = 1 << 3
# What is handled is refused unless a rule allows it: all rights of version 1, and each later addition.
_RIGHTS_OF_ABI_1 = (1 << 13) - 1
_RIGHTS_ADDED = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15, 9: 1 << 16}  # REFER TRUNCATE IOCTL_DEV RESOLVE_UNIX
_NET_BIND_AND_CONNECT = 0b11
_SCOPE_ABSTRACT_AND_SIGNAL = 0b11


def abi() -> int:
    """Return the version of Landlock that this kernel offers; 0 for none (absent, disabled, filtered)."""
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, 0, 0, _VERSION_FLAG)
    except (OSError, kernel.Unavailable):
        return 0


def attributes(version: int) -> bytes:
    """Return struct landlock_ruleset_attr as that version knows it."""
    rights = _RIGHTS_OF_ABI_1
    for since, right in _RIGHTS_ADDED.items():
        rights |= right if version >= since else 0
    fields = [rights]
    if version >= 4:
        fields.append(_NET_BIND_AND_CONNECT)
    if version >= 6:
        fields.append(_SCOPE_ABSTRACT_AND_SIGNAL)
    return struct.pack(f"={len(fields)}Q", *fields)


def build(read: Iterable[str], list_only: Iterable[str]) -> int:
    """Return the descriptor of a ruleset that lets its holder read and list these paths, nothing else."""
    version = abi()
    if version < 1:
        raise kernel.Unavailable("no Landlock on this kernel")
    ruleset = _create(version)
    try:
        for path in read:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        for path in list_only:
            _allow(ruleset, path, READ_DIR)
    except BaseException:
        os.close(ruleset)
        raise
    return ruleset


def _create(version: int) -> int:
    attr = attributes(version)
    # A later kernel keeps what it took before, so an attribute of ours is never too long for it.
    buffer = ctypes.create_string_buffer(attr, len(attr))
    return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, kernel.address(buffer), len(attr), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Add one rule; a path that is not there needs none."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= READ_FILE  # the kernel takes no right of folders for a file
        if not rights:
            return
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, opened), 12)
        kernel.syscall(kernel.LANDLOCK_ADD_RULE, ruleset, _RULE_PATH_BENEATH, kernel.address(rule), 0)
    except OSError as error:
        if (
            error.errno != errno.EBADFD
        ):  # a file system without inodes of its own cannot be ruled: stays refused
            raise
    finally:
        os.close(opened)


def enforce(ruleset: int) -> None:
    """Confine this thread and all it will start; needs no_new_privs (or CAP_SYS_ADMIN)."""
    kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
