"""Where a start leaves logs besides its output: MindIE's own folder, and CANN's."""

from __future__ import annotations

from collections.abc import Mapping

_VARIABLES = ("ASCEND_PROCESS_LOG_PATH", "MINDIE_LOG_PATH")
_USUAL = ("~/ascend/log", "~/mindie/log")


def log_folders(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The folders, those that the environment of a start names first; absolute or below the home of who starts it."""
    named = (environment.get(name, "") for name in _VARIABLES)
    return tuple(dict.fromkeys((*(path for path in named if path.startswith(("/", "~"))), *_USUAL)))
