"""How the checks of the container, its MindIE and its ports judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.judges.seen import Judged, Seen, few, run_of, unseen


def container_up(s: Seen) -> Judged:
    state = s.facts.container_state if s.facts else None
    name, engine = s.container.name, s.container.engine
    if engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    if state is None:
        return Judged(
            "unknown",
            f"{engine} could not be asked for {name}",
            f"see `{engine} ps -a` there; sudo: true, if it needs root",
        )
    if state == "absent":
        there = s.facts.containers if s.facts else ()
        return Judged(
            "fail",
            f"there is no container {name}" + (f"; there are {few(list(there))}" if there else ""),
            "create it from your image, or set container.name",
        )
    if state != "running":
        return Judged("fail", f"{name} is {state}", f"{engine} start {name}")
    image = s.facts.image if s.facts else None
    return Judged("pass", f"{name} runs" + (f", {image.rsplit('/', 1)[-1]}" if image else ""))


def tools(s: Seen) -> Judged:
    facts = s.part("facts")
    if facts is None:
        return unseen(s)
    found = facts.get("tools")
    missing = [name for name, path in found.items() if not path] if isinstance(found, dict) else ["bash"]
    version = facts.get("python_version")
    if missing:
        return Judged("fail", f"not there: {', '.join(missing)}", "install util-linux and coreutils in the container")
    return Judged("pass", f"Python {'.'.join(map(str, version))}, setsid" if isinstance(version, list) else "setsid")


def config_writable(s: Seen) -> Judged:
    told = s.part("write")
    if told is None:
        return unseen(s)
    path = told.get("path")
    if told.get("why") == "not found":
        looked = ", ".join(map(str, told.get("looked_at") or ())) or "the default places"
        return Judged(
            "fail",
            f"no MindIE was found; looked at {looked}",
            "set container.ascend, or MIES_INSTALL_PATH in environment",
        )
    if not told.get("writable"):
        return Judged("fail", f"{path}: {told.get('why')}", "mount its folder writable, and own it")
    if not told.get("there"):
        return Judged("fail", f"{path} is not there", "see that MindIE is installed in this container")
    if told.get("link"):
        return Judged("fail", f"{path} is a symbolic link, which MindIE refuses", "put the file itself there")
    if told.get("uid") != told.get("own_uid"):
        return Judged(
            "warn",
            f"{path} belongs to uid {told.get('uid')}, we are {told.get('own_uid')}",
            "it will belong to us when it is written",
        )
    return Judged("pass", f"mode {told.get('mode')}, ours")


def ports_free(s: Seen) -> Judged:
    rows = s.inside.get("ports")
    if not isinstance(rows, list) or not rows:
        return unseen(s)
    taken = [row for row in rows if not row.get("free")]
    if not taken:
        return Judged("pass", " ".join(str(row.get("port")) for row in rows))
    if s.ours:
        return Judged("pass", f"held by our run {run_of(s)}")
    waiting = [row for row in taken if row.get("by") == "time_wait"]
    if len(waiting) == len(taken):
        numbers = " ".join(str(row.get("port")) for row in waiting)
        return Judged(
            "fail", f"{numbers}: connections of an ended service linger (TIME_WAIT)", "wait a minute, then check again"
        )
    said = ", ".join(_holder(row) for row in taken if row.get("by") != "time_wait")
    return Judged("fail", said, "end that program, or choose other ports in ServerConfig")


def _holder(row: Mapping[str, Any]) -> str:
    port = f"{row.get('name')} {row.get('port')}"
    if row.get("by") == "permission":
        return f"{port} may not be bound by this user"
    who = f"{row.get('program')}, pid {row.get('pid')}" if row.get("pid") else "another program"
    return f"{port} is taken by {who}"
