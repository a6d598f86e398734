"""The machines that a bundle is made for, and what goes into it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = "python3.11"
"""The Python of the bundle: Debian bookworm's."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One file of a registry: nothing else is taken under its name."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Target:
    """A machine's architecture, under each of its names."""

    arch: str
    debian: str
    loader: str
    """The file name of its ld.so."""
    platforms: tuple[str, ...]
    """The platforms of the wheels, oldest first; all are older than the bundle's C library."""

    @property
    def triplet(self) -> str:
        """The folder of its libraries in Debian."""
        return f"{self.arch}-linux-gnu"

    @property
    def pins(self) -> Path:
        """The file with the versions and hashes of all that goes in."""
        return HERE / f"pins-{self.arch}.json"

    def read_pins(self) -> tuple[list[Pin], list[Pin]]:
        """Debian's packages, and wheels."""
        values = json.loads(self.pins.read_text(encoding="utf-8"))
        return [Pin(**one) for one in values["debian"]], [Pin(**one) for one in values["wheels"]]


def _platforms(arch: str) -> tuple[str, ...]:
    return tuple(f"{name}_{arch}" for name in ("manylinux2014", "manylinux_2_17", "manylinux_2_28", "manylinux_2_34"))


TARGETS = {
    "x86_64": Target("x86_64", "amd64", "ld-linux-x86-64.so.2", _platforms("x86_64")),
    "aarch64": Target("aarch64", "arm64", "ld-linux-aarch64.so.1", _platforms("aarch64")),
}

DEBIAN = (
    "libc6", "libgcc-s1", "python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libexpat1", "zlib1g",
    "libssl3", "libffi8", "libbz2-1.0", "liblzma5", "libuuid1", "libcrypt1", "libncursesw6", "libtinfo6",
    "ncurses-base", "libsqlite3-0", "base-files", "gcc-12-base",
)  # fmt: skip
"""base-files holds the texts of the common licences, gcc-12-base the licence of libgcc; no more is taken of both."""
WHEELS = (
    "annotated-types", "asyncssh", "bcrypt", "cffi", "cryptography", "importlib_metadata", "lazy-importer",
    "linkify-it-py", "markdown-it-py", "mdit-py-plugins", "mdurl", "platformdirs", "pycparser", "pydantic",
    "pydantic_core", "pygal", "Pygments", "PyYAML", "rich", "textual", "typing-inspection", "typing_extensions",
    "zipp",
)  # fmt: skip
"""What mindie-tui needs, by the names of constraints.txt."""


class BundleError(Exception):
    """One sentence for who builds: what is wrong, where, what to do."""
