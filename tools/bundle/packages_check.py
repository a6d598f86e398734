"""Installs and removes a .deb and an .rpm in a root of their own, with dpkg and rpm of this machine.

What is installed runs there; what is removed leaves the root as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tools.bundle.fetch import run
from tools.bundle.jail import Jail
from tools.bundle.packages import SUMS, TOP, package_path
from tools.bundle.targets import BundleError, Target

DATABASES = ("var/lib/dpkg", "var/lib/rpm", "usr/lib/sysimage/rpm", "var/log")
"""What the package managers write of their own."""


def check_packages(jail: Jail, target: Target, dist: Path, say: Callable[[str], None]) -> None:
    """Install, run and remove each package that is in dist. Raises BundleError where one leaves something."""
    run(["sha256sum", "--quiet", "-c", SUMS], cwd=dist)
    for packager, managed in {"deb": _dpkg, "rpm": _rpm}.items():
        path = package_path(target, packager, dist)
        jail.add_applet("readlink")
        before = _files(jail.root)
        for folder in DATABASES:
            (jail.root / folder).mkdir(parents=True, exist_ok=True)
        install, remove = managed(jail.root, path)
        jail.manage(*install)
        version = jail.run("/usr/bin/mindie-tui", "--version").strip()
        _need(jail.root, "usr/share/man/man1/mindie-tui.1", "usr/share/bash-completion/completions/mindie-tui")
        jail.manage(*remove)
        left = sorted(_files(jail.root) - before)
        for folder in DATABASES:
            shutil.rmtree(jail.root / folder)
        if left:
            raise BundleError(f"{path.name} leaves {len(left)} files after its removal, such as {left[0]}")
        size = path.stat().st_size / 1e6
        say(f"{path.name}: {size:.1f} MB; installed, /usr/bin/mindie-tui --version: {version}; removed without a rest")


def _dpkg(root: Path, path: Path) -> tuple[list[str], list[str]]:
    for name in ("status", "available"):
        (root / "var/lib/dpkg" / name).touch()
    for name in ("info", "updates"):
        (root / "var/lib/dpkg" / name).mkdir(exist_ok=True)
    dpkg = ["dpkg", f"--root={root}", "--force-architecture", "--force-depends", "--log=/dev/null"]
    return [*dpkg, "--install", str(path)], [*dpkg, "--purge", "mindie-tui"]


def _rpm(root: Path, path: Path) -> tuple[list[str], list[str]]:
    rpm = ["rpm", f"--root={root}", "--define", "_dbpath /var/lib/rpm"]
    return [*rpm, "--install", "--ignorearch", "--nosignature", str(path)], [*rpm, "--erase", "mindie-tui"]


def _files(root: Path) -> set[str]:
    """Every file and link of the root, and every folder of ours, that is no package manager's own."""
    found = set()
    for folder, folders, files in os.walk(root):
        here = "/" + os.path.relpath(folder, root).removeprefix(".")
        folders[:] = [one for one in folders if os.path.join(here, one).lstrip("/") not in DATABASES]
        ours = [one for one in folders if os.path.join(here, one).startswith(TOP)]
        found |= {os.path.join(here, one) for one in (*files, *ours)}
    return found


def _need(root: Path, *names: str) -> None:
    for name in names:
        link = root / name
        inside = root / os.readlink(link).lstrip("/") if link.is_symlink() else link
        if not inside.is_file() or not str(inside).startswith(str(root) + TOP):
            raise BundleError(f"/{name} is missing after an installation, or points outside of {TOP}")
