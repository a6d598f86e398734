"""Packs a bundle's folder: the same bytes for the same pins and the same commit."""

from __future__ import annotations

import lzma
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from mindie_tui import __version__
from tools.bundle.fetch import run
from tools.bundle.targets import ROOT, BundleError, Target
from tools.bundle.tree import lay_out

MOST_BYTES = 60 * 1000 * 1000


def name_of(target: Target) -> str:
    """The folder at the top, and the archive without its ending."""
    return f"mindie-tui-{__version__}-linux-{target.arch}"


def build(target: Target, cache: Path, to: Path) -> Path:
    """Make the archive in the folder `to`; its path. Raises BundleError."""
    cache.mkdir(parents=True, exist_ok=True)
    to.mkdir(exist_ok=True)
    archive = to / f"{name_of(target)}.tar.xz"
    with tempfile.TemporaryDirectory(dir=cache) as place:
        top = Path(place) / name_of(target)
        top.mkdir()
        lay_out(target, cache, top)
        _pack(top, archive, stamp())
    if (size := archive.stat().st_size) > MOST_BYTES:
        raise BundleError(f"{archive.name} has {size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are allowed")
    return archive


def stamp() -> int:
    """Seconds since 1970: SOURCE_DATE_EPOCH, else the time of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdecimal() else int(run(["git", "-C", ROOT, "log", "-1", "--format=%ct"]))


def _pack(top: Path, archive: Path, stamp: int) -> None:
    """Paths in order, one owner, one time. xz with 32 MB to unpack: a small jump host has them."""
    part = archive.with_suffix(".part")
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 25}]
    with lzma.open(part, "wb", filters=filters) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in [top, *sorted(top.rglob("*"))]:
            entry = tar.gettarinfo(str(path), arcname=str(path.relative_to(top.parent)))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = stamp
            if entry.isreg():
                with path.open("rb") as file:
                    tar.addfile(entry, file)
            else:
                tar.addfile(entry)
    shutil.move(part, archive)
