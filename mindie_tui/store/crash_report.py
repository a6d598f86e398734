"""A fault of mindie-tui itself: one sentence for the operator, the traceback in a file for whoever fixes it."""

from __future__ import annotations

import traceback

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.text import one_line
from mindie_tui.store import disk, paths


def keep_traceback(error: BaseException) -> str:
    """Keep the traceback in fault.txt of the state folder; the sentence that says so. Never raises."""
    if isinstance(error, RuntimeError) and "home directory" in str(error):
        return "this user has no home directory; set HOME"
    try:
        path = paths.state() / "fault.txt"
        disk.make_folder(path.parent)
        disk.write_atomic(path, "".join(traceback.format_exception(error)).encode("utf-8", "replace"))
        where = Message("the details are in {path}", path=path)
    except StoreError as refused:
        where = Message("the details could not be kept: {refused}", refused=refused)
    return Message(
        "a fault of mindie-tui itself: {kind}: {error}; {where}",
        kind=type(error).__name__,
        error=one_line(str(error))[:200],
        where=where,
    )
