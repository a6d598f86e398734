"""Reads collected logs of all nodes; what was found, node by node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import CommandLineError, StoreError
from mindie_tui.model.faults.culprit import weighed
from mindie_tui.model.faults.log_reader import FileTally, LogReader, SeenFault
from mindie_tui.model.faults.node_names import nodes_of
from mindie_tui.model.message import Message
from mindie_tui.store.collected_logs import CollectedLogs


@dataclass(frozen=True, slots=True)
class NodeTally:
    """What was read of one node."""

    node: str
    files: int
    bytes: int
    lines: int
    errors: int


@dataclass(frozen=True, slots=True)
class CollectedFaults:
    """What all logs show."""

    found: tuple[SeenFault, ...]
    nodes: tuple[NodeTally, ...]
    notes: tuple[str, ...]


def read(paths: Sequence[Path], named: Sequence[tuple[str, Path]]) -> CollectedFaults:
    """Read every file below the paths, those of `named` as of their node. Raises CommandLineError for one that cannot
    be read.
    """
    tallies: list[tuple[str, FileTally]] = []
    notes: list[str] = []
    for name, path in (*(("", path) for path in paths), *named):
        logs = CollectedLogs(path)
        mine = _tallies(logs)
        if not any(tally.bytes for tally in mine):
            why = f": {logs.notes[0]}" if logs.notes else ""
            raise CommandLineError(
                Message("{path}: holds no log{why}", path=path, why=why),
                do="name a folder, a file, a .tar.gz or a .zip of logs",
            )
        nodes = nodes_of([tally.file for tally in mine], _name_of(path))
        tallies += [(name or nodes[tally.file], tally) for tally in mine]
        notes += logs.notes
    zones = Counter(tally.zone_s for _, tally in tallies if tally.zone_s is not None)
    zone_s = zones.most_common(1)[0][0] if zones else 0.0
    found = [one for node, tally in tallies for one in tally.of(node, zone_s)]
    return CollectedFaults(tuple(weighed(found)), tuple(_by_node(tallies)), tuple(notes))


def _tallies(logs: CollectedLogs) -> list[FileTally]:
    found = []
    try:
        for file, chunks in logs.files():
            reader = LogReader(file)
            for chunk in chunks:
                reader.feed(chunk)
            found.append(reader.finish())
    except StoreError as error:
        do = "name a folder, a file, a .tar.gz or a .zip"
        raise CommandLineError(error.what, where=str(logs.path), do=do) from error
    return found


def _name_of(path: Path) -> str:
    name = path.resolve().name or "logs"
    for end in (".tar.gz", ".tgz", ".tar", ".zip", ".log", ".txt"):
        name = name.removesuffix(end)
    return name


def _by_node(tallies: list[tuple[str, FileTally]]) -> list[NodeTally]:
    nodes: dict[str, list[FileTally]] = {}
    for node, tally in tallies:
        nodes.setdefault(node, []).append(tally)
    return [
        NodeTally(node, len(mine), sum(t.bytes for t in mine), sum(t.lines for t in mine), sum(t.errors for t in mine))
        for node, mine in sorted(nodes.items())
    ]
