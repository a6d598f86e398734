"""`diagnose PATH...`: which fault of which node came first in collected logs, why, and what to do."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mindie_tui.headless.diagnose import answer, collected
from mindie_tui.headless.documents.given import read
from mindie_tui.headless.printing.output import complain
from mindie_tui.model import language
from mindie_tui.model.documents import json_text
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.faults import culprit
from mindie_tui.model.faults.ranks import RankPlace, ranks_of
from mindie_tui.model.message import Message, in_language, phrase
from mindie_tui.store import disk

FAULT = 1


def run(args: argparse.Namespace) -> int:
    """The command: 0 where no log shows a fault, 1 for a known or an unknown one. Raises CommandLineError (64)."""
    if not args.paths and not args.node:
        raise CommandLineError("no logs are named", do="name a folder, a file, a .tar.gz or a .zip of logs")
    table = _rank_table(args.rank_table) if args.rank_table is not None else None
    logs = collected.read(args.paths, args.node)
    places = _places(table, [tally.node for tally in logs.nodes])
    verdict = culprit.judge(logs.found, places)
    if args.json:
        print(answer.as_json(verdict, logs))
    else:
        for line in answer.as_text(verdict, logs, language.in_force(), whole=args.all):
            print(in_language(line))
    for note in logs.notes:
        complain(Message("note: {note}", note=phrase(note)))
    if args.extract is not None:
        _write(args.extract, answer.extract(verdict, logs))
    elif verdict is not None and verdict.first.seen.fault is None and not args.json:
        print(in_language("To share it without addresses and names, write an extract with: --extract extract.txt"))
    return FAULT if verdict is not None else 0


def _rank_table(path: Path) -> Any:
    try:
        parsed = json_text.parse(read(path))
    except ProfileError as error:
        raise CommandLineError(str(error)) from error
    if not isinstance(parsed.value, dict) or not isinstance(parsed.value.get("server_list"), list):
        raise CommandLineError(
            Message("{path}: is not a rank table", path=path), do="name a JSON file with server_list"
        )
    return parsed.value


def _places(table: Any, nodes: list[str]) -> tuple[RankPlace, ...]:
    """The ranks; a server is the node whose name holds its address, else by order where the numbers agree."""
    if table is None:
        return ()
    servers = [str(server.get("server_id", "")) for server in table["server_list"] if isinstance(server, Mapping)]
    names = {
        server: node for server in servers for node in nodes if server and server in (node, node.replace("_", "."))
    }
    if not names and len(servers) == len(nodes):
        names = dict(zip(servers, nodes, strict=True))
    return ranks_of(table, names)


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise CommandLineError(f"{path} exists", do="name a file that does not exist")
    with disk.as_store_error(path):
        disk.write_atomic(path, text.encode())
    complain(Message("written: {path}. Read it once before you send it.", path=path))
