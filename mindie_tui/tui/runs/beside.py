"""The pane beside a list on a wide terminal: the figures of a run, or the text of a profile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from textual.content import Content

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.report.shape import sound
from mindie_tui.model.text import printable
from mindie_tui.store import passed_over
from mindie_tui.store.json_files import read_object
from mindie_tui.store.yaml.loader import read_text
from mindie_tui.tui.text.cells import cut, say


class Shelf:
    """The files that were read for it, each once: the cursor goes over them again and again."""

    def __init__(self) -> None:
        self._reports: dict[Path, Mapping[str, Any]] = {}
        self._texts: dict[Path, list[str]] = {}

    def clear(self) -> None:
        """Read them again from here on."""
        self._reports.clear()
        self._texts.clear()

    def run(self, folder: Path, rows: int, columns: int) -> list[Content]:
        """The figures of each point and the scores, at most `rows` lines; nothing where nothing was measured."""
        if folder not in self._reports:
            path = folder / "report.json"
            try:
                self._reports[folder] = sound(read_object(path), partial(passed_over.note, path))
            except MindieTuiError:
                self._reports[folder] = {}
        from mindie_tui.tui.runs.run_figures import of_run  # not before the first frame

        return of_run(self._reports[folder], columns)[:rows]

    def profile(self, path: Path, rows: int, columns: int) -> list[Content]:
        """The beginning of a profile's file."""
        if path not in self._texts:
            try:
                self._texts[path] = read_text(path).splitlines()
            except MindieTuiError:
                self._texts[path] = []
        return [_yaml(cut(printable(line), columns)) for line in self._texts[path][:rows]]


def _yaml(line: str) -> Content:
    """A line of a profile: comments and keys are quieter than values."""
    if line.lstrip().startswith("#"):
        return say((line, "$muted"))
    key, colon, value = line.partition(": ")
    return say((key + colon, "$muted"), (value, "$foreground")) if colon else say((line, "$foreground"))
