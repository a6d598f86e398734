"""Folders of files: written with bytes that are the same each time, and compared by their hashes."""

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, sizes: Mapping[str, int]) -> Path:
    """The folder, with a file of each size; the bytes are random, yet the same each time."""
    dice = random.Random(7)
    for name, size in sizes.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dice.randbytes(size))
    return folder


def digests(folder: Path | str) -> dict[str, str]:
    """Path below the folder -> SHA-256, of every file there."""
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
