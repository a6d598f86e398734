"""A JSON object as a line on standard output, for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from mindie_tui.headless.printing.output import without_secrets
from mindie_tui.store.json_files import json_line


def write_json(value: Mapping[str, Any], out: TextIO) -> None:
    """One object as a line, byte for byte as events.jsonl has it: UTF-8, whatever the locale says."""
    line = json_line(without_secrets(value))
    binary = getattr(out, "buffer", None)
    if binary is None:
        out.write(line.decode())
    else:
        out.flush()
        binary.write(line)
        binary.flush()
    out.flush()
