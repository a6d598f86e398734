"""Programs of the system that some tests need: without one the test is skipped, and fails with CI=true."""

from __future__ import annotations

import os
import shutil

import pytest

PACKAGES = {
    "sshd": "openssh-server",
    "ssh": "openssh-client",
    "tmux": "tmux",
    "podman": "podman runc",
    "chromium": "chromium",
    "zsh": "zsh",
    "fish": "fish",
}
"""Program: the Debian packages that bring it."""
MARK = "needs the program"
IN_CI = os.environ.get("CI") == "true"
"""`.ci/run` has installed every program: a missing one is a failure there."""


def program(name: str) -> str:
    """The path of a program that the test cannot do without, also where /usr/sbin is not in PATH.

    Skips the test where the program is missing; fails it with CI=true, where `.ci/run` has installed all of them.
    """
    path = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))
    if path:
        return path
    reason = f"{MARK} {name}: install {PACKAGES[name]}"
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def summary(reasons: list[str]) -> str | None:
    """One line on the tests that were skipped for a missing program, with the command that installs all of them."""
    missing = [name for reason in reasons for name in PACKAGES if f"{MARK} {name}:" in reason]
    if not missing:
        return None
    names = [name for name in PACKAGES if name in missing]
    packages = " ".join(PACKAGES[name] for name in names)
    tests = "1 test was" if len(missing) == 1 else f"{len(missing)} tests were"
    return f"{tests} skipped, because {', '.join(names)} is not installed. To run them: sudo apt-get install {packages}"
