"""A root that holds nothing but a shell, /proc and /dev, and commands in it, as an ordinary user.

The bundle's folder has a space in its path and is read-only, and /tmp starts no program. Needs root, or user
namespaces. Another architecture runs under qemu-user, which binfmt_misc of a namespace of its own starts (Linux 6.7).
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from tools.bundle.archive import name_of
from tools.bundle.fetch import Apt, run
from tools.bundle.targets import TARGETS, BundleError, Target

ENOUGH_S = 1200
USER = "65534"
"""Nobody."""
MOUNTS = r"""
set -e
mount --make-rprivate /
if [ -n "$MAGIC" ]; then
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    printf '%s\n' "$MAGIC" > /proc/sys/fs/binfmt_misc/register
fi
mount --bind "$1" "$1"
mount --bind "$1/opt/a folder" "$1/opt/a folder"
mount -o remount,bind,ro "$1/opt/a folder"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs -o noexec,mode=1777 none "$1/tmp"
root=$1
shift
PATH=$PATH:/usr/sbin:/sbin
chroot=$(command -v chroot)
exec env -i HOME=/home/user USER=user LOGNAME=user TERM=xterm LANG=C.UTF-8 PATH=/bin "$chroot" $USERSPEC "$root" "$@"
"""
ELF = {"aarch64": 183, "x86_64": 62}
"""The machine numbers of ELF."""


class Jail:
    """The root. `emulated`: programs of the target run in it although this machine is another."""

    def __init__(self, target: Target, cache: Path, place: Path, archive: Path) -> None:
        self.root, self._target = place / "root", target
        for name in ("bin", "proc", "dev", "tmp", "home/user", "opt/a folder"):
            (self.root / name).mkdir(parents=True)
        (self.root / "home/user").chmod(0o777)
        self.root.chmod(0o755)
        with tarfile.open(archive) as packed:
            packed.extractall(self.root / "opt/a folder", filter="tar")
        self.top = f"/opt/a folder/{name_of(target)}"
        self.program = f"{self.top}/bin/mindie-tui"
        host = next(one for one in TARGETS.values() if one.arch == platform.machine())
        self.is_native = target.arch == host.arch
        self._apts = {"own": Apt(target, cache), "host": Apt(host, cache)}
        self._unpacked = place / "tools"
        self._magic = "" if self.is_native else self._emulator()
        self._add("own", "busybox-static", "bin/busybox", "sh")
        self.emulated = not self.is_native and self._can_emulate()

    def _emulator(self) -> str:
        """What binfmt_misc is told of the target's programs: the interpreter is opened at once, the root needs none."""
        self._add("host", "qemu-user-static", f"usr/bin/qemu-{self._target.arch}-static", "qemu")
        head = b"\x7fELF\2\1\1" + bytes(9) + bytes((2, 0, ELF[self._target.arch], 0))
        mask = b"\xff" * 7 + b"\0" + b"\xff" * 8 + b"\xfe\xff\xff\xff"  # either sort of program, whatever its ABI
        first, second = ("".join(f"\\x{byte:02x}" for byte in text) for text in (head, mask))
        return f":bundle-check:M::{first}:{second}:{self.root / 'bin/qemu'}:OCF"

    def _can_emulate(self) -> bool:
        done = subprocess.run(self.words("/bin/sh", "-c", "exit 7"), capture_output=True, timeout=ENOUGH_S)
        return done.returncode == 7

    def _add(self, whose: str, package: str, inside: str, name: str) -> None:
        (self._unpacked / whose).mkdir(parents=True, exist_ok=True)
        apt = self._apts[whose]
        apt.update()
        run(["dpkg-deb", "-x", apt.fetch(apt.candidate(package)), self._unpacked / whose])
        shutil.copy2(self._unpacked / whose / inside, self.root / "bin" / name)

    def add_tools(self) -> None:
        """bash and busybox's small programs: what the demo's nodes are made of."""
        self._add("own", "bash-static", "bin/bash-static", "bash")
        shutil.copy2(self.root / "bin/sh", self.root / "bin/busybox")
        for name in self.run("/bin/busybox", "--list").split():
            if name not in ("sh", "bash", "busybox"):
                self.add_applet(name)

    def add_applet(self, name: str) -> None:
        """One of busybox's programs."""
        shutil.copy2(self.root / "bin/sh", self.root / "bin/busybox")
        if not (self.root / "bin" / name).is_symlink():
            (self.root / "bin" / name).symlink_to("busybox")

    def words(self, *words: str) -> list[str]:
        """The command line that runs this in the root: as nobody, or as the one user of a user namespace."""
        apart, userspec = ["unshare", "--mount", "--pid", "--fork", "--kill-child"], ""
        if os.geteuid() != 0 or self._magic:  # what is registered in a namespace goes with it
            apart += ["--user", "--map-root-user"]
        else:
            userspec = f"--userspec={USER}:{USER}"
        set_up = f"MAGIC='{self._magic}'\n{MOUNTS.replace('$USERSPEC', userspec)}"
        return [*apart, "sh", "-c", set_up, "sh", str(self.root), *words]

    def run(self, *words: str) -> str:
        """The standard output of a command. Raises BundleError with its last lines where it fails."""
        done = subprocess.run(self.words(*words), capture_output=True, text=True, timeout=ENOUGH_S)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise BundleError(f"{' '.join(words)} ended with {done.returncode}:\n{last}")
        return done.stdout

    def manage(self, *words: str) -> None:
        """Run a package manager of this machine on the root. Raises BundleError."""
        apart = ["unshare", "--user", "--map-root-user"] if os.geteuid() != 0 else []
        run([*apart, *words])
