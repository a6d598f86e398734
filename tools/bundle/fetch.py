"""Brings Debian's packages and wheels into a cache outside of the tree, with apt and pip as this machine has them.

apt runs beside the machine's own: with its own lists, for another architecture too, and nothing is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.bundle.targets import BundleError, Pin, Target

ENOUGH_S = 900


def sha256(path: Path) -> str:
    """The hash of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(words: Sequence[str | Path], *, cwd: Path | None = None) -> str:
    """The standard output of a program. Raises BundleError with its last line where it fails."""
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=ENOUGH_S)
    except FileNotFoundError:
        raise BundleError(f"{words[0]} is not installed; install it") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}").splitlines()[-1]
        raise BundleError(f"{' '.join(map(str, words[:3]))}: {last}")
    return done.stdout


class Apt:
    """apt for one architecture, with lists of its own in the cache; its sources are the machine's."""

    def __init__(self, target: Target, cache: Path) -> None:
        self.packages = cache / target.debian
        state = cache / f"apt-{target.debian}"
        for folder in (state / "lists/partial", state / "archives/partial", self.packages):
            folder.mkdir(parents=True, exist_ok=True)
        (state / "status").touch()
        self._is_fresh = False
        self._options = [
            f"APT::Architecture={target.debian}",
            f"APT::Architectures={target.debian}",
            f"Dir::State={state}",
            f"Dir::State::status={state / 'status'}",
            f"Dir::Cache={state}",
            "APT::Sandbox::User=root",
        ]

    def _words(self, *words: str) -> list[str]:
        return ["apt-get", *(word for option in self._options for word in ("-o", option)), *words]

    def update(self) -> None:
        """Read the lists, once."""
        if not self._is_fresh:
            run(self._words("-q", "update"))
            self._is_fresh = True

    def candidate(self, name: str) -> Pin:
        """The newest file of a package, as the lists name it."""
        line = run(self._words("--print-uris", "download", name), cwd=self.packages).split()
        _, file, _, digest = line[:4]
        return Pin(name, file.split("_")[1].replace("%3a", ":"), digest.removeprefix("SHA256:"))

    def fetch(self, pin: Pin) -> Path:
        """The package's file. Raises BundleError where the mirrors have this version no more."""
        path = self.packages / f"{pin.name}-{pin.sha256[:16]}.deb"
        if not path.is_file():
            self.update()
            with tempfile.TemporaryDirectory(dir=self.packages) as folder:
                try:
                    run(self._words("-q", "download", f"{pin.name}={pin.version}"), cwd=Path(folder))
                except BundleError as error:
                    do = "`make bundle-pins` takes the newest versions; look at what they change"
                    raise BundleError(f"{pin.name} {pin.version}: {error}; {do}") from None
                (found,) = Path(folder).glob("*.deb")
                _check(found, pin)
                found.rename(path)
        _check(path, pin)
        return path


def fetch_wheel(target: Target, cache: Path, pin: Pin) -> Path:
    """The wheel of a pin. Raises BundleError where the index has it no more."""
    folder = cache / f"wheels-{target.arch}" / pin.sha256[:16]
    if not (found := sorted(folder.glob("*.whl"))):
        folder.mkdir(parents=True, exist_ok=True)
        asked = folder / "wanted.txt"
        asked.write_text(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}\n", encoding="utf-8")
        _pip(target, folder, "--require-hashes", "-r", str(asked))
        found = sorted(folder.glob("*.whl"))
    _check(found[0], pin)
    return found[0]


def newest_wheel(target: Target, cache: Path, name: str, constraints: Path) -> Pin:
    """The wheel of a project in the version that the tests run with."""
    folder = cache / "pins"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        _pip(target, Path(place), "-c", str(constraints), name)
        (found,) = Path(place).glob("*.whl")
        return Pin(name, found.name.split("-")[1], sha256(found))


def _pip(target: Target, folder: Path, *words: str) -> None:
    platforms = [f"--platform={name}" for name in target.platforms]
    python = ["--only-binary=:all:", "--implementation=cp", "--python-version=3.11", "--abi=cp311", "--abi=abi3"]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    run([*pip, *python, "--abi=none", *platforms, "-d", str(folder), *words])


def _check(path: Path, pin: Pin) -> None:
    if sha256(path) != pin.sha256:
        path.unlink()
        raise BundleError(f"{pin.name} {pin.version}: the file that came has another hash; it was removed, try again")
