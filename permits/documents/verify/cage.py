"""A closed room for programs that read strangers' files: no network, nothing to write to (bubblewrap)."""

from __future__ import annotations

import subprocess
from functools import cache

_SHUT = ("bwrap", "--unshare-all", "--die-with-parent", "--new-session")
_SYSTEM = (
    "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
    "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",  # noqa: S108  # its own, in memory
)  # fmt: skip


@cache
def works() -> bool:
    """Whether bubblewrap can shut a room here: some containers do not allow it."""
    try:
        done = subprocess.run([*_SHUT, *_SYSTEM, "/usr/bin/true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def shut(command: list[str]) -> list[str]:
    """`command` with the disk to read but no network, where that works; else `command` itself."""
    if not works():
        return command
    return [*_SHUT, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", *command]


def shut_with_system_only(command: list[str]) -> list[str]:
    """`command` with nothing but the system's programs and libraries; call only when `works()`."""
    return [*_SHUT, *_SYSTEM, "--clearenv", "--setenv", "LANG", "C.UTF-8", *command]
