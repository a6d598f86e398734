"""`make bundle-check`: runs a bundle as an ordinary user in a root that holds nothing but a shell, /proc and /dev.

The folder has a space in its path and is read-only, and /tmp starts no program. Needs root, or user namespaces.
"""

from __future__ import annotations

import os
import platform
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.bundle.archive import name_of
from tools.bundle.fetch import Apt, run
from tools.bundle.targets import TARGETS, BundleError, Target

ENOUGH_S = 600
MOST_RATIO = 1.3
USER = "65534"
"""Nobody."""
MOUNTS = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount --bind "$1/opt" "$1/opt"
mount -o remount,bind,ro "$1/opt"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs -o noexec,mode=1777 none "$1/tmp"
root=$1
shift
PATH=$PATH:/usr/sbin:/sbin
chroot=$(command -v chroot)
exec env -i HOME=/home/user USER=user LOGNAME=user TERM=xterm LANG=C.UTF-8 PATH=/bin "$chroot" $USERSPEC "$root" "$@"
"""
EXTENSIONS = """
import importlib.machinery, importlib.util, pathlib, sys
top = pathlib.Path(sys.executable).parents[1]
folders = (top / "lib/python3.11/lib-dynload", top / "lib/python3/dist-packages")
found = [path for folder in folders for path in folder.rglob("*.so")]
for path in found:
    name = ".".join(path.relative_to(path.parents[0]).name.split(".")[:1])
    spec = importlib.util.spec_from_file_location(name, path)
    importlib.util.module_from_spec(spec)
for path in pathlib.Path("/proc/self/maps").read_text().split():
    assert not path.startswith("/") or path.startswith(str(top)) or ".so" not in path, path
print(len(found), "extension modules, no library from outside of the bundle")
"""


class Jail:
    """The root, and commands in it."""

    def __init__(self, target: Target, cache: Path, place: Path, archive: Path) -> None:
        self.root, self._cache, self._target = place / "root", cache, target
        for name in ("bin", "proc", "dev", "tmp", "home/user", "opt/a folder"):
            (self.root / name).mkdir(parents=True)
        (self.root / "home/user").chmod(0o777)
        self.root.chmod(0o755)
        with tarfile.open(archive) as packed:
            packed.extractall(self.root / "opt/a folder", filter="tar")
        self.top = f"/opt/a folder/{name_of(target)}"
        self.program = f"{self.top}/bin/mindie-tui"
        host = next(one for one in TARGETS.values() if one.arch == platform.machine())
        self._apt = Apt(host, cache)
        self._apt.update()
        self._unpacked = place / "tools"
        self._add("busybox-static", "bin/busybox", "sh")
        if target.arch != host.arch:
            self._add("qemu-user-static", f"usr/bin/qemu-{target.arch}-static", "qemu")

    def _add(self, package: str, inside: str, name: str) -> None:
        run(["dpkg-deb", "-x", self._apt.fetch(self._apt.candidate(package)), self._unpacked])
        shutil.copy2(self._unpacked / inside, self.root / "bin" / name)

    def add_tools(self) -> None:
        """bash and busybox's small programs: what the demo's nodes are made of."""
        self._add("bash-static", "bin/bash-static", "bash")
        for name in self._applets():
            if name not in ("sh", "bash", "busybox"):
                (self.root / "bin" / name).symlink_to("busybox")
        shutil.copy2(self.root / "bin/sh", self.root / "bin/busybox")

    def _applets(self) -> list[str]:
        return run([self._unpacked / "bin/busybox", "--list"]).split()

    def words(self, *words: str) -> list[str]:
        """The command line that runs this in the root, as an ordinary user."""
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        if os.geteuid() != 0:
            apart += ["--user", "--map-root-user"]
        userspec = f"--userspec={USER}:{USER}" if os.geteuid() == 0 else ""
        script = MOUNTS.replace("$USERSPEC", userspec)
        return [*apart, "sh", "-c", script, "sh", str(self.root), *words]

    def run(self, *words: str) -> str:
        """The standard output of a command. Raises BundleError with its last lines where it fails."""
        done = subprocess.run(self.words(*words), capture_output=True, text=True, timeout=ENOUGH_S)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise BundleError(f"{' '.join(words)} ended with {done.returncode}:\n{last}")
        return done.stdout


def check(target: Target, cache: Path, dist: Path) -> None:
    """All that this machine can run of a bundle's promises. Raises BundleError at the first that does not hold."""
    archive = dist / f"{name_of(target)}.tar.xz"
    if not archive.is_file():
        raise BundleError(f"{archive} is not there; `make bundle` makes it")
    _say(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB packed")
    with tempfile.TemporaryDirectory(dir=cache) as place:
        Path(place).chmod(0o755)
        jail = Jail(target, cache, Path(place), archive)
        if target.arch == platform.machine():
            _native(jail)
        else:
            _foreign(jail, target)


def _native(jail: Jail) -> None:
    _say(f"a root with {', '.join(sorted(str(p.relative_to(jail.root)) for p in jail.root.glob('bin/*')))} alone")
    _say(f"--version: {jail.run(jail.program, '--version').strip()}")
    _say(jail.run(f"{jail.top}/bin/python3", "-c", EXTENSIONS).strip())
    _say(f"validate a3-double: {jail.run(jail.program, 'validate', 'a3-double').strip().splitlines()[-1]}")
    _say(f"the wizard's first screen in a terminal: {_first_screen(jail.words(jail.program)):.2f} s")
    bundle = statistics.median(_first_screen([str(jail.root) + jail.program]) for _ in range(5))
    venv = statistics.median(_first_screen([sys.executable, "-m", "mindie_tui"]) for _ in range(5))
    _say(f"first screen: {bundle:.2f} s, in the checkout's environment {venv:.2f} s: {bundle / venv:.2f} times")
    if bundle > MOST_RATIO * venv:
        raise BundleError(f"the first screen takes over {MOST_RATIO} times as long as the checkout's")
    jail.add_tools()
    began = time.monotonic()
    out = jail.run(jail.program, "demo", "--headless", "--speed", "4")
    _say(f"demo --headless --speed 4, {time.monotonic() - began:.0f} s, its last lines:")
    for line in out.strip().splitlines()[-6:]:
        _say(f"  {line}")


def _foreign(jail: Jail, target: Target) -> None:
    """Under qemu-user, which starts ld.so itself: no shell of that machine is here, so the launchers are read only."""
    native = f"{jail.top}/lib/native"
    loader = [f"{native}/{target.loader}", "--library-path", native, "--argv0", f"{jail.top}/bin/python3"]
    python = ["/bin/qemu", *loader, f"{native}/python3.11", "-I"]
    _say(f"--version: {jail.run(*python, '-m', 'mindie_tui', '--version').strip()}")
    _say(jail.run(*python, "-c", EXTENSIONS).strip())
    last = jail.run(*python, "-m", "mindie_tui", "validate", "a3-double").strip().splitlines()[-1]
    _say(f"validate a3-double: {last}")


def _first_screen(words: list[str]) -> float:
    """Seconds from the start to the wizard's first screen, which is then left. Raises BundleError where none comes."""
    began = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm", COLUMNS="100", LINES="30")
        os.execvp(words[0], words)
    try:
        return _read_until(terminal, lambda seen: b"Nodes" in seen) - began
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)


def _read_until(terminal: int, holds: Callable[[bytes], bool]) -> float:
    seen, end = b"", time.monotonic() + 60
    while not holds(seen):
        if not select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
            raise BundleError(f"no first screen within a minute; there is: {seen[-300:]!r}")
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            raise BundleError(f"the wizard ended: {seen.decode(errors='replace').strip()[-600:]}") from None
    return time.monotonic()


def _say(text: str) -> None:
    print(text, flush=True)
