"""Runs on the bench node: looks at an AISBench installation, starts one point of it, ends it.

Arguments: VERB. Standard input after the program: one JSON object. Answer: one JSON object behind the nonce.

look  {command, root}       {command, python, version, package, classes: {name: [parameters]}, taken, datasets,
                             dataset_names}
start {run, point, files, links, under, needs, config, env}    {folder, pid, start_time, printed, dataset_config} or
                             {error, do}
again {run, point, files, needs, env}    the same: an accuracy run goes on where it stopped (`command.sh --reuse`)
stop  {run, point, tables_s}           {stopped: [{point, how}]}; point null: all points of the run

Nothing starts while another load of ours runs on this node. bench/keeper.py says how a point runs.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mindie_tui.on_node.bench.folder import copy_config, full, link_all, missing, write_files
from mindie_tui.on_node.bench.group import (
    TERM_S,
    end_group,
    keeper_lives,
    leader_lives,
    members,
    read_record,
    wait_until_gone,
)
from mindie_tui.on_node.bench.installation import look
from mindie_tui.on_node.bench.keeper import start_keeper
from mindie_tui.on_node.shared.runs import OURS, RUNS
from mindie_tui.on_node.shared.small_files import Json, write_json


def main() -> None:
    nonce, verb = sys.argv[3], sys.argv[4]
    os.umask(0o077)
    asked = json.loads(sys.stdin.buffer.read() or b"{}")
    try:
        answer = VERBS[verb](asked)
    except OSError as error:
        place = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        answer = {"error": place, "do": "make room in " + OURS + " and let it be writable"}
    print("\n" + nonce, json.dumps(answer), flush=True)


class PointToStart(NamedTuple):
    """A point to start.

    `links` {path in the folder: target}; `under` [folder, path]: every entry of that folder is linked there as well.
    `needs` [[path, one of these patterns in it or null, what it is, what to do]] must be there. `config` {package,
    name, paths: {data set: folder}}: the data set's config, of which a copy with absolute paths is written. `env` is
    for the bench alone and stands in no file.
    """

    run: str
    point: str
    files: Mapping[str, str]
    needs: Sequence[tuple[str, str | None, str, str]]
    links: Mapping[str, str] | None = None
    under: Sequence[str] = ()
    config: Json | None = None
    env: Mapping[str, str] | None = None

    @property
    def folder(self) -> str:
        return os.path.join(RUNS, self.run, "bench", self.point)


def start(point: PointToStart) -> Json:
    """Write the files, link the data sets, start `command.sh` of the files; answers when it runs."""
    refused = missing(point.needs) or busy(point.run)
    if refused:
        return refused
    folder = point.folder
    shutil.rmtree(folder, ignore_errors=True)
    write_files(folder, point.files)
    os.makedirs(os.path.join(folder, "out"), 0o700)
    link_all(folder, point.links or {}, point.under)
    copied = copy_config(folder, **point.config) if point.config else None
    return full(folder) or dict(start_keeper(folder, [], point.env), printed=0, dataset_config=copied)


def again(point: PointToStart) -> Json:
    """Go on with an accuracy run: what is answered stays. Refused where its folder is gone."""
    folder = point.folder
    if not os.path.isdir(os.path.join(folder, "out")):
        return {"error": "there is nothing to go on with in " + folder, "do": "start it from the beginning"}
    refused = missing(point.needs) or busy(point.run)
    if refused:
        return refused
    for name in ("exit.json", "stopped"):
        if os.path.exists(os.path.join(folder, name)):
            os.unlink(os.path.join(folder, name))
    write_files(folder, point.files)
    log = os.path.join(folder, "output.log")
    printed = os.path.getsize(log) if os.path.exists(log) else 0
    return full(folder) or dict(start_keeper(folder, ["--reuse"], point.env), printed=printed)


def busy(run: str) -> Json | None:
    """Why nothing may start now: another load of ours runs on this node. What a dead one of `run` left is ended."""
    for path in sorted(glob.glob(os.path.join(RUNS, "*", "bench", "*", "bench.json"))):
        folder = os.path.dirname(path)
        record = read_record(folder) or {}
        if not {"pid", "start_time", "session"} <= set(record) or not members(record):
            continue
        owner = os.path.basename(os.path.dirname(os.path.dirname(folder)))
        if not keeper_lives(record) and owner == run:
            end_group(record)
        elif keeper_lives(record) and not leader_lives(record):
            wait_until_gone(record)  # its keeper ends the rest
        if members(record):
            what = f"{os.path.basename(folder)} of run {owner} still sends requests from here, process {record['pid']}"
            return {"error": what, "do": f"wait for its end, or end it: kill -TERM -- -{record['pid']}"}
    return None


def stop(run: str, point: str | None, tables_s: float = 0, term_s: float = TERM_S) -> Json:
    """TERM, after `term_s` KILL, to the groups of the run's points that still run; then the tables of what was done."""
    home = os.path.join(RUNS, run, "bench")
    stopped = []
    for name in sorted(os.listdir(home)) if os.path.isdir(home) else []:
        record = read_record(os.path.join(home, name))
        if (point and name != point) or not record or not members(record):
            continue
        write_json(os.path.join(home, name, "stopped"), {"tables_s": tables_s})
        stopped.append({"point": name, "how": end_group(record, term_s)})
    until = time.monotonic() + tables_s + 2
    for one in stopped if tables_s else ():
        folder = os.path.join(home, one["point"])
        while not os.path.exists(os.path.join(folder, "exit.json")) and time.monotonic() < until:
            time.sleep(0.05)
    return {"stopped": stopped}


VERBS = {
    "look": lambda asked: look(**asked),
    "start": lambda asked: start(PointToStart(**asked)),
    "again": lambda asked: again(PointToStart(**asked)),
    "stop": lambda asked: stop(**asked),
}

if __name__ == "__main__":
    main()
