"""How the checks of the container, its MindIE and its ports judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.message import Message, joined
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.model.preflight.evidence import Judged, Seen, run_of, unseen
from mindie_tui.model.shell import sh
from mindie_tui.model.text import few
from mindie_tui.model.vllm_ascend.versions import misfits


def container_up(s: Seen) -> Judged:
    state = s.facts.container_state if s.facts else None
    name, engine = s.container.name, s.container.engine
    if engine == "none":
        return Judged("pass", Message("the login is where {engine} runs", engine=s.label))
    if state is None:
        why, do = (s.facts.container_why, s.facts.container_do) if s.facts else ("", "")
        return Judged(
            "unknown",
            why or Message("{engine} could not be asked for {name}", engine=engine, name=name),
            do or Message("see `{engine} ps -a` there", engine=engine),
        )
    if state == "absent":
        there = s.facts.containers if s.facts else ()
        return Judged(
            "fail",
            joined(
                Message("there is no container {name}", name=name),
                Message("there are {there}", there=few(list(there))) if there else "",
            ),
            "it is not created yet: create it (step 1), or run replay"
            if s.container.create
            else "set container.create: true with an image, or container.name to one that is there",
        )
    if state != "running":
        return Judged("fail", f"{name} is {state}", sh("{} start {}", s.container.words, name).text)
    image = (s.facts.image or "").rsplit("/", 1)[-1] if s.facts else ""
    return Judged(
        "pass", Message("{name} runs, {image}", name=name, image=image) if image else Message("{name} runs", name=name)
    )


def tools(s: Seen) -> Judged:
    facts = s.part("facts")
    if facts is None:
        return unseen(s)
    found = facts.get("tools")
    missing = [name for name, path in found.items() if not path] if isinstance(found, dict) else ["bash"]
    version = facts.get("python_version")
    if missing:
        return Judged(
            "fail",
            Message("not there: {names}", names=", ".join(missing)),
            "install util-linux and coreutils in the container",
        )
    return Judged(
        "pass",
        Message("Python {version}, setsid", version=".".join(map(str, version)))
        if isinstance(version, list)
        else "setsid",
    )


def vllm_versions(s: Seen) -> Judged:
    """vLLM-Ascend, vLLM, torch-npu and CANN fit each other, by vLLM-Ascend's own table."""
    if s.part("facts") is None or s.facts is None:
        return unseen(s)
    ascend, engine = s.facts.package("vllm-ascend"), s.facts.package("vllm")
    if not s.facts.daemon:
        return Judged("fail", "there is no `vllm` inside the container", "use an image of vLLM-Ascend")
    if ascend is None:
        return Judged(
            "fail" if engine else "warn",
            "the package vllm-ascend was not found, without which vLLM sees no NPU",
            "use an image of vLLM-Ascend, or run `pip install vllm-ascend` there",
        )
    found = misfits(ascend, engine, s.facts.package("torch-npu"), s.facts.cann)
    if found is None:
        return Judged("pass", Message("vLLM-Ascend {release}, which the table does not have", release=ascend))
    if first := next(found, None):
        return Judged("warn", first, "use the image of that release")
    return Judged("pass", Message("vLLM-Ascend {release}, vLLM {engine}", release=ascend, engine=engine or "?"))


def config_writable(s: Seen) -> Judged:
    told = s.part("write")
    if told is None:
        return unseen(s)
    path = told.get("path")
    if told.get("why") == "not found":
        looked = ", ".join(map(str, told.get("looked_at") or ())) or Message("the default places")
        return Judged(
            "fail",
            Message("no MindIE was found; looked at {looked}", looked=looked),
            "set container.ascend, or MIES_INSTALL_PATH in environment",
        )
    if not told.get("writable"):
        return Judged("fail", f"{path}: {told.get('why')}", "mount its folder writable, and own it")
    if not told.get("there"):
        return Judged(
            "fail", Message("{path} does not exist", path=path), "see that MindIE is installed in this container"
        )
    if told.get("link"):
        return Judged(
            "fail", Message("{path} is a symbolic link, which MindIE refuses", path=path), "put the file itself there"
        )
    if told.get("uid") != told.get("own_uid"):
        return Judged(
            "warn",
            Message(
                "{path} belongs to uid {uid}, we are {own_uid}",
                path=path,
                uid=told.get("uid"),
                own_uid=told.get("own_uid"),
            ),
            "it will belong to us when it is written",
        )
    return Judged("pass", Message("mode {mode}, ours", mode=told.get("mode")))


CLOSING = ("time_wait", "closing")
"""What holds a port without any process."""


def ports_free(s: Seen) -> Judged:
    rows = s.inside.get("ports")
    if not isinstance(rows, list) or not rows:
        return unseen(s)
    taken = [row for row in rows if not row.get("free")]
    if not taken:
        return Judged("pass", " ".join(str(row.get("port")) for row in rows))
    if s.ours:
        return Judged("pass", Message("held by our run {run}", run=run_of(s)))
    closing = [row for row in taken if row.get("by") in CLOSING]
    if len(closing) == len(taken):
        waiting = [str(row.get("port")) for row in closing if row.get("by") == "time_wait"]
        ports = " ".join(waiting)
        said = (
            [Message("{ports}: connections of a service that has ended are still closing (TIME_WAIT)", ports=ports)]
            if waiting
            else []
        )
        half = [row for row in closing if row.get("by") == "closing"]
        do = "wait a minute, then check again"
        if half:
            peers = few(list(dict.fromkeys(str(row.get("peer")) for row in half)))
            do = Message(
                "no program holds it: the kernel closes it, at once when {peers} answers; see `ss -tan`, "
                "then check again",
                peers=peers,
            )
        return Judged("fail", joined(*said, *map(_lingers, half), between=", "), do)
    holders = joined(*(_holder(row) for row in taken if row.get("by") not in CLOSING), between=", ")
    return Judged("fail", holders, "end that program, or choose another port")


def _lingers(row: Mapping[str, Any]) -> str:
    """A connection that no process has any more."""
    return Message(
        "{port}: a connection of a service that has ended, to {peer}, is still closing ({state})",
        port=row.get("port"),
        peer=row.get("peer"),
        state=row.get("state"),
    )


def _holder(row: Mapping[str, Any]) -> str:
    port = f"{row.get('name')} {row.get('port')}"
    if row.get("by") == "permission":
        return Message("{port} may not be bound by this user", port=port)
    who: str = Message("another program")
    if row.get("pid"):
        who = Message("{program}, pid {pid}", program=row.get("program"), pid=row.get("pid"))
    if row.get("peer"):
        return Message(
            "{port} is taken by {who}, by its connection with {peer} ({state})",
            port=port,
            who=who,
            peer=row["peer"],
            state=row.get("state"),
        )
    return Message("{port} is taken by {who}", port=port, who=who)


def config_mode(s: Seen) -> Judged:
    """MindIE refuses more than 640 and another owner than the daemon's; what we write has both."""
    told = s.part("write")
    if told is None or not isinstance(told.get("mode"), str):
        return (
            unseen(s)
            if told is None
            else Judged("unknown", "there is no config.json to look at", "see config_writable")
        )
    try:
        mode = int(told["mode"], 8)
    except ValueError:
        return unseen(s)
    mine, foreign = told.get("own_uid"), told.get("uid") != told.get("own_uid")
    if foreign and mine != 0:
        return Judged(
            "fail",
            Message("owner uid {uid}, the daemon will be {mine}", uid=told.get("uid"), mine=mine),
            f"chown {mine} {told.get('path')}",
        )
    if mode & ~0o640 or foreign:
        also: str = Message("mode {mode}", mode=told["mode"])
        if foreign:
            also = Message("mode {mode}, owner uid {uid}", mode=told["mode"], uid=told.get("uid"))
        return Judged("warn", joined(also, Message("it becomes 640 and ours")), f"chmod 640 {told.get('path')}")
    return Judged("pass", Message("mode {mode}, ours", mode=told["mode"]))


def shm_residue(s: Seen) -> Judged:
    """What a dead service left in /dev/shm; the start takes it away where it may."""
    told = s.part("around")
    left = told.get("residue") if told else None
    if not isinstance(left, list) or s.part("services") is None:
        return unseen(s)
    rows = [row for row in left if isinstance(row, list) and len(row) == 2]
    if s.ours or (s.part("services") or {}).get("others"):
        return Judged("pass", Message("{count} in use", count=len(rows)))
    if not rows:
        return Judged("pass", "none")
    own = told.get("uid") if told else None
    foreign = [name for name, uid in rows if own != 0 and uid != own]
    if foreign:
        found = Message("{foreign} of another user is in /dev/shm", foreign=few(foreign))
        return Judged(
            "fail", found, Message("as that user: {command}", command=sh("rm -- {}", f"/dev/shm/{foreign[0]}"))
        )
    if held := _held(s):
        name, pid = next(iter(held.items()))
        more = Message("{count} more", count=len(held) - 1) if len(held) > 1 else ""
        return Judged(
            "warn",
            joined(Message("{name} in /dev/shm is held by pid {pid}", name=name, pid=pid), more),
            "see what that process is, and end it",
        )
    if not removable(s):
        found = Message("{count} in /dev/shm, which other containers may use too", count=len(rows))
        return Judged("warn", found, sh("fuser -v {}", [f"/dev/shm/{name}" for name, _ in rows[:3]]).text)
    return Judged(
        "warn",
        Message("{count} left in /dev/shm by a service that has ended", count=len(rows)),
        "the start removes them",
    )


def _held(s: Seen) -> dict[str, int]:
    """Name in /dev/shm: the pid of a living process that has it open or mapped."""
    held = (s.part("around") or {}).get("held")
    rows = [row for row in held if isinstance(row, list) and len(row) == 2] if isinstance(held, list) else []
    return {name: pid for name, pid in rows}


def removable(s: Seen) -> tuple[str, ...]:
    """MindIE's names in /dev/shm that no living process uses, where every process that could is to be seen.

    None of them where /dev/shm is shared with the machine or with another container, or a service runs.
    """
    told, services = s.part("around") or {}, s.part("services")
    left, unseen = told.get("residue"), told.get("unseen")
    if services is None or s.ours or services.get("others") or not isinstance(left, list):
        return ()
    if not isinstance(unseen, list) or not isinstance(told.get("held"), list):
        return ()  # nobody looked
    if s.container.engine != "none":
        rights = read.rights(s.machine.get("container"))
        if rights is None or rights["ipc"] not in ("private", "none"):
            return ()
    held, own = _held(s), told.get("uid")
    rows = [row for row in left if isinstance(row, list) and len(row) == 2]
    return tuple(
        name
        for name, uid in rows
        if isinstance(name, str) and name not in held and uid not in unseen and own in (0, uid)
    )


def proxies(s: Seen) -> Judged:
    """gRPC and AISBench honour them; the start script and the bench's unset them."""
    told = s.part("around")
    found = told.get("proxies") if told else None
    if not isinstance(found, list):
        return unseen(s)
    exported = [name for name in _PROXIES if name in s.environment or name.upper() in s.environment]
    if exported:
        return Judged(
            "fail",
            Message("the profile's environment sets {exported}", exported=few(exported)),
            "take it out of environment",
        )
    if found:
        return Judged(
            "warn",
            joined(Message("{found} set", found=few(found)), Message("start and bench unset them")),
            "take them out of the container",
        )
    return Judged("pass", "none")


_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")
