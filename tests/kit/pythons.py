"""Other versions of Python that this machine may have."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ASK = "import sys; print(*sys.version_info[:2], sep='.')"


def interpreter(*versions: str) -> str:
    """The path of the first of these that is there, on PATH or in pyenv's folder; skips the test where none is."""
    for version in versions:
        root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        places = map(str, sorted(root.glob(f"{version}.*/bin")))
        for folder in (*places, *os.environ["PATH"].split(os.pathsep)):
            path = shutil.which(f"python{version}", path=folder)
            if path and subprocess.run([path, "-c", ASK], capture_output=True, text=True).stdout.strip() == version:
                return path
    pytest.skip(f"this machine has no Python {' or '.join(versions)}")
