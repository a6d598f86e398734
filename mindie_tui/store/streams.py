"""The standard streams of this process: opened where the caller closed them, let go of where nobody reads them."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

_STREAMS = (("stdin", 0, os.O_RDONLY, "r"), ("stdout", 1, os.O_WRONLY, "w"), ("stderr", 2, os.O_WRONLY, "w"))


def open_closed() -> None:
    """A stream that was closed before the start (`>&-`) leads nowhere from now on.

    Otherwise Python has None in its place, and the next file or connection that is opened would get its number and
    receive what is printed.
    """
    for name, number, flags, mode in _STREAMS:
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, flags)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            stream = os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def let_go(out: TextIO) -> None:
    """Nobody reads `out` any more, or its disk is full: what is still written to it leads nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
