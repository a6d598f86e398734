"""A folder for the demo's programs: a temporary one from which the kernel can start them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def find_program_folder(folders: Iterable[Path | str] | None = None) -> str:
    """The first folder that can be written and whose file system is not mounted noexec.

    By default the temporary directory, then /var/tmp and the user's cache. The temporary directory where none is
    found: the programs that cannot start then say so themselves.
    """
    for folder in _usual() if folders is None else folders:
        if os.access(folder, os.W_OK | os.X_OK) and not os.statvfs(folder).f_flag & os.ST_NOEXEC:
            return str(folder)
    return tempfile.gettempdir()


def _usual() -> Iterable[Path | str]:
    yield tempfile.gettempdir()
    yield "/var/tmp"
    home = Path(os.path.expanduser("~"))
    yield from (home / ".cache", home)
