"""The files of a point in the run folder of this machine: what was sent, what grows while it runs, what it came to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from mindie_tui.remote.bench.ais_bench_start import Started
from mindie_tui.store.disk import as_store_error, open_to_append, write_atomic


class PointFiles:
    """Each method raises StoreError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._growing: dict[str, BinaryIO] = {}

    @property
    def started(self) -> bool:
        """ais_bench was started on the node."""
        return bool(self._growing)

    def begin(self, started: Started, *growing: str) -> None:
        """Keep what was sent, and open the files that grow."""
        self.keep("command.sh", started.plan.command.text)
        self.keep("config.py", started.plan.config_text)
        if started.dataset_config is not None:
            self.keep("dataset.py", started.dataset_config)
        with as_store_error(self.folder):
            for name in growing:
                self._growing[name] = self._growing.get(name) or open_to_append(self.folder / name)

    def append(self, name: str, data: bytes) -> None:
        """Add to a file that grows."""
        with as_store_error(self.folder):
            self._growing[name].write(data)
            self._growing[name].flush()

    def keep(self, name: str, text: str) -> None:
        """Write a file whole."""
        write_atomic(self.folder / name, text.encode("utf-8", "surrogateescape"))

    def keep_result(self, result: Mapping[str, Any]) -> None:
        """Write result.json."""
        self.keep("result.json", json.dumps(result, indent=2, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Close what is open."""
        for file in self._growing.values():
            with as_store_error(self.folder):
                file.close()
