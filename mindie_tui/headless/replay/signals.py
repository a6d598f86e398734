"""The signals that end a command in good order, and the status that says so."""

from __future__ import annotations

import signal

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def ends_at() -> tuple[signal.Signals, ...]:
    """The signals that end a walk; not HUP where the caller wants it to outlive its terminal, as `nohup` does."""
    return tuple(n for n in SIGNALS if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN)
