"""The end of this process once its terminal is gone: a time by which it has ended, whatever else it waits for."""

from __future__ import annotations

import contextlib
import math
import signal
import time

GONE_S = 4.5
"""From the loss of the terminal to the end of the process, at most."""
_ends_at = math.inf


def hurry(seconds: float = GONE_S) -> None:
    """End the process within so many seconds; an earlier call wins. From any thread.

    The timer is the kernel's: it ends the process (SIGALRM) even where Python itself waits and cannot be woken.
    """
    global _ends_at
    if _ends_at < math.inf:
        return
    _ends_at = time.monotonic() + seconds
    with contextlib.suppress(ValueError):  # outside the main thread; nobody here changes it from its default
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def hurry_on_hangup(seconds: float = GONE_S) -> None:
    """Make SIGHUP start the time of the end at once, even while a write to a blocked terminal holds up the event loop.

    Call it after the loop's own handler for SIGHUP is set: that handler is called as well, once the loop continues.
    """
    signal.signal(signal.SIGHUP, lambda *_: hurry(seconds))
    signal.siginterrupt(signal.SIGHUP, True)  # the loop has asked for writes that go on; Python itself repeats them


def is_ending() -> bool:
    """Whether the terminal is gone and the time for the end is running."""
    return _ends_at < math.inf


def time_for(wanted: float, *, kept: float = 1.0) -> float:
    """Seconds for one task: `wanted`, or what is left of the end's time when `kept` seconds stay for the rest."""
    return max(min(wanted, _ends_at - time.monotonic() - kept), 0.0)


def stay() -> None:
    """Take the end back; for tests."""
    global _ends_at
    _ends_at = math.inf
    signal.setitimer(signal.ITIMER_REAL, 0)
