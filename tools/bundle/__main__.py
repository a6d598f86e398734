"""`python -m tools.bundle build|packages|pins|check [ARCH...]`, as `make bundle`, `packages`, `bundle-pins` and
`bundle-check` call it."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from tools.bundle.archive import build
from tools.bundle.check import check
from tools.bundle.packages import build_packages, write_sums
from tools.bundle.pin import write_pins
from tools.bundle.targets import ROOT, TARGETS, BundleError

VARIABLE = "BUNDLE_CACHE"


def cache() -> Path:
    """Where downloads are kept. Raises BundleError where that is inside the tree."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    path = Path(os.environ.get(VARIABLE) or f"{home}/mindie-tui-bundle").expanduser().resolve()
    if path.is_relative_to(ROOT):
        raise BundleError(f"{VARIABLE}={path} is inside the tree; name a folder outside of it")
    return path


def main(words: list[str]) -> int:
    """Do what the first word says, for the architectures that follow; both where none does."""
    what, *asked = words or [""]
    if what not in ("build", "packages", "pins", "check") or set(asked) - TARGETS.keys():
        print(f"python -m tools.bundle build|packages|pins|check [{'|'.join(TARGETS)}]...", file=sys.stderr)
        return 64
    native = platform.machine()
    try:
        for arch in asked or sorted(TARGETS, key=lambda arch: arch != native):
            if what == "build":
                print(build(TARGETS[arch], cache(), ROOT / "dist"))
            elif what == "packages":
                print(*build_packages(TARGETS[arch], cache(), ROOT / "dist"), sep="\n")
            elif what == "pins":
                write_pins(TARGETS[arch], cache())
            else:
                check(TARGETS[arch], cache(), ROOT / "dist")
        if what in ("build", "packages"):
            write_sums(ROOT / "dist")
    except BundleError as error:
        print(f"bundle: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
