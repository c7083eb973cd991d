"""Become another program that ends when the process that asked for it ends.

Run as a script, with the standard library alone, so that it takes some 15 ms:
`launcher.py PARENT SIGNAL IDENTITY PROGRAM [ARGUMENT ...]`. The program keeps this process id.
"""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534
POLL_SECONDS = 0.5


def main(arguments: list[str]) -> None:
    parent, deathsig, identity, *program = arguments
    if identity == "namespace":
        _look_like_nobody()
    elif identity == "nobody":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if sys.platform.startswith("linux"):
        # After the change of identity, because that clears it.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(deathsig))
    else:
        _watch(int(parent), os.getpid(), int(deathsig))
    if os.getppid() != int(parent):  # it ended in between
        sys.exit(98)
    os.execv(program[0], program)  # noqa: S606


def _look_like_nobody() -> None:
    """Enter a user namespace in which root is `nobody`, while files stay root's."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER):
        sys.exit(97)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {user} 1"),
        ("gid_map", f"{NOBODY} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def _watch(parent: int, program: int, deathsig: int) -> None:
    """Do what PR_SET_PDEATHSIG does where the system has no such thing (macOS)."""
    if os.fork():
        os.wait()
        return
    if os.fork():
        os._exit(0)
    os.setsid()
    for stream in (0, 1, 2):
        os.close(stream)
    while _alive(program):
        if not _alive(parent):
            os.kill(program, deathsig)
            break
        time.sleep(POLL_SECONDS)
    os._exit(0)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(sys.argv[1:])
