"""How the checks of the container, its MindIE and its ports judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mindie_tui.model.documents.document import ABSENT, get
from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.mindie.parameters import visible_npus
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.model.nodes.container_creation import shm_gib
from mindie_tui.model.preflight.evidence import Judged, Seen, run_of, unseen
from mindie_tui.model.shell import sh
from mindie_tui.model.text import few


def container_up(s: Seen) -> Judged:
    state = s.facts.container_state if s.facts else None
    name, engine = s.container.name, s.container.engine
    if engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    if state is None:
        why, do = (s.facts.container_why, s.facts.container_do) if s.facts else ("", "")
        return Judged("unknown", why or f"{engine} could not be asked for {name}", do or f"see `{engine} ps -a` there")
    if state == "absent":
        there = s.facts.containers if s.facts else ()
        return Judged(
            "fail",
            f"there is no container {name}" + (f"; there are {few(list(there))}" if there else ""),
            "it is not created yet: create it (step 1), or run replay"
            if s.container.create
            else "set container.create: true with an image, or container.name to one that is there",
        )
    if state != "running":
        return Judged("fail", f"{name} is {state}", sh("{} start {}", s.container.words, name).text)
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
        return Judged("pass", f"held by our run {run_of(s)}")
    closing = [row for row in taken if row.get("by") in CLOSING]
    if len(closing) == len(taken):
        waiting = [str(row.get("port")) for row in closing if row.get("by") == "time_wait"]
        said = [f"{' '.join(waiting)}: connections of an ended service linger (TIME_WAIT)"] if waiting else []
        half = [row for row in closing if row.get("by") == "closing"]
        do = "wait a minute, then check again"
        if half:
            peers = few(list(dict.fromkeys(str(row.get("peer")) for row in half)))
            do = f"no program holds it: the kernel ends it, at once when {peers} answers; see `ss -tan`, check again"
        return Judged("fail", ", ".join([*said, *map(_lingers, half)]), do)
    holders = ", ".join(_holder(row) for row in taken if row.get("by") not in CLOSING)
    return Judged("fail", holders, "end that program, or choose other ports in ServerConfig")


def _lingers(row: Mapping[str, Any]) -> str:
    """A connection that no process has any more."""
    return f"{row.get('port')}: a connection of an ended service with {row.get('peer')} lingers ({row.get('state')})"


def _holder(row: Mapping[str, Any]) -> str:
    port = f"{row.get('name')} {row.get('port')}"
    if row.get("by") == "permission":
        return f"{port} may not be bound by this user"
    who = f"{row.get('program')}, pid {row.get('pid')}" if row.get("pid") else "another program"
    peer = f", by its connection with {row['peer']} ({row.get('state')})" if row.get("peer") else ""
    return f"{port} is taken by {who}{peer}"


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
            "fail", f"owner uid {told.get('uid')}, the daemon will be {mine}", f"chown {mine} {told.get('path')}"
        )
    if mode & ~0o640 or foreign:
        also = f", owner uid {told.get('uid')}" if foreign else ""
        return Judged("warn", f"mode {told['mode']}{also}; it becomes 640 and ours", f"chmod 640 {told.get('path')}")
    return Judged("pass", f"mode {told['mode']}, ours")


# -- what the container was given


def container_rights(s: Seen) -> Judged:
    """With rw in place of rwm npu-smi and torch.npu.set_device fail inside."""
    if s.container.engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    told = read.rights(s.machine.get("container"))
    if told is None:
        return Judged(
            "unknown", "the devices of the container could not be seen", _inspect(s, "{{.HostConfig.Devices}}")
        )
    own = visible_npus.devices(told)
    if own is not None and (unlike := _numbers(s, own)) is not None:
        return unlike
    if told["privileged"]:
        return Judged("pass", "privileged")
    if told["visible"] is not None and (told["runtime"] == "ascend" or not told["devices"]):
        return _by_runtime(s, told["visible"], own)
    numbers = s.machine_npus if s.machine_npus is not None else s.npu_ids or ()
    wanted = [*(f"davinci{number}" for number in numbers), "davinci_manager", "hisi_hdc", "devmm_svm"]
    if not told["told"]:
        return Judged("unknown", f"{s.container.engine} tells no devices", "run `npu-smi info` inside the container")
    absent = [name for name in wanted if name not in told["devices"]]
    if absent:
        return Judged("fail", f"without {few(absent)}", "create the container with --device /dev/NAME:/dev/NAME:rwm")
    if "" in (told["devices"][name] for name in wanted):
        found = f"{s.container.engine} tells the devices without their rights"
        return Judged("unknown", found, "run `npu-smi info` inside the container: it fails with rw")
    weak = [name for name in wanted if set(told["devices"][name]) < set("rwm")]
    if weak:
        found = f"{weak[0]} is {told['devices'][weak[0]]}" + (f"; {len(weak)} of them" if weak[1:] else "")
        return Judged("fail", found, "create the container with --device /dev/NAME:/dev/NAME:rwm")
    return Judged("pass", f"{len(wanted)} devices, rwm")


def _numbers(s: Seen, own: tuple[int, ...]) -> Judged | None:
    """A fault where npuDeviceIds are the machine's numbers: a container that has some NPUs counts them from 0."""
    mine = visible_npus.inside(s.npu_ids or (), s.runtime_visible)
    if mine is None:
        listed, count = visible_npus.ranges(s.npu_ids or ()), len(s.runtime_visible or ())
        found = f"npuDeviceIds {listed}: {visible_npus.RUNTIME} leaves {count}, which count from 0"
        return Judged("fail", found, f"set npuDeviceIds to numbers below {count}, or take the variable out")
    if all(n < len(own) for n in mine) or not set(mine) <= set(own):
        return None
    found = f"npuDeviceIds {visible_npus.ranges(mine)} are the machine's; the container counts its {len(own)} from 0"
    return Judged("fail", found, f"set npuDeviceIds to {visible_npus.ranges(range(len(own)))}, or give it all NPUs")


def _by_runtime(s: Seen, text: str, own: tuple[int, ...] | None) -> Judged:
    """The Ascend runtime gives the devices of ASCEND_VISIBLE_DEVICES, "0-3,6", with all rights."""
    if own is None:
        return Judged("unknown", f"ASCEND_VISIBLE_DEVICES is {text}", "run `npu-smi info` inside the container")
    numbers = s.machine_npus if s.machine_npus is not None else s.npu_ids or ()
    absent = [number for number in numbers if number not in own]
    if absent:
        return Judged("fail", f"ASCEND_VISIBLE_DEVICES {text} is without {few(absent)}", "create it with all of them")
    return Judged("pass", f"ASCEND_VISIBLE_DEVICES {text}")


def container_net(s: Seen) -> Judged:
    """Without the network of the machine the other nodes and the bench do not find the service."""
    if s.container.engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    told = read.rights(s.machine.get("container"))
    unseen_is: Verdict = "unknown" if len(s.serving) > 1 else "warn"  # one node serves itself in any network
    if told is None:
        return Judged(unseen_is, "its network could not be seen", _inspect(s, "{{.HostConfig.NetworkMode}}"))
    network = told["network"]
    if network == "host":
        return Judged("pass", "host")
    addresses = (s.part("facts") or {}).get("addresses")
    pairs = [p for p in addresses if isinstance(p, list) and len(p) == 2] if isinstance(addresses, list) else []
    ip = s.facts.ip if s.facts else None
    if not network:  # nerdctl tells no mode
        if carrier := read.interface_of(ip, None, pairs) if pairs else None:
            return Judged("pass", f"its {carrier} carries {ip}")
        return Judged(unseen_is, "its network could not be seen", _inspect(s, "{{.HostConfig.NetworkMode}}"))
    if ip and ip in (pair[1] for pair in pairs):
        return Judged("pass", f"{network}, which carries {ip}")
    verdict: Verdict = "fail" if len(s.serving) > 1 else "warn"
    return Judged(verdict, f"its network is {network}, not host", "create the container with --net=host")


def shm_size(s: Seen) -> Judged:
    """MindIE's guide: 1, 2, 3, 5, 9 GiB of /dev/shm for dp 1, 2, 4, 8, 16."""
    told = (s.part("facts") or {}).get("shm")
    total = told.get("total") if isinstance(told, dict) else None
    if not isinstance(total, int):
        return unseen(s)
    dp = get(s.config, f"{MODEL}/dp") if s.config is not None else ABSENT
    dp, wanted = (dp if type(dp) is int and dp > 0 else 1), shm_gib(dp)
    text = f"{total / (1 << 30):.1f} GiB; dp {dp} wants {wanted}"
    if total < wanted << 30:
        fails = total < 1 << 30  # docker's own 64 MiB
        return Judged("fail" if fails else "warn", text, f"create the container with --shm-size={wanted}g")
    return Judged("pass", text)


def shm_residue(s: Seen) -> Judged:
    """What a dead service left in /dev/shm; the start takes it away where it may."""
    told = s.part("around")
    left = told.get("residue") if told else None
    if not isinstance(left, list) or s.part("services") is None:
        return unseen(s)
    rows = [row for row in left if isinstance(row, list) and len(row) == 2]
    if s.ours or (s.part("services") or {}).get("others"):
        return Judged("pass", f"{len(rows)} in use")
    if not rows:
        return Judged("pass", "none")
    own = told.get("uid") if told else None
    foreign = [name for name, uid in rows if own != 0 and uid != own]
    if foreign:
        found = f"{few(foreign)} of another user stands in /dev/shm"
        return Judged("fail", found, f"as that user: {sh('rm -- {}', f'/dev/shm/{foreign[0]}')}")
    if held := _held(s):
        name, pid = next(iter(held.items()))
        more = f"; {len(held) - 1} more" if len(held) > 1 else ""
        return Judged("warn", f"{name} in /dev/shm is held by pid {pid}{more}", "see what that process is, and end it")
    if not removable(s):
        found = f"{len(rows)} in /dev/shm, which other containers may use too"
        return Judged("warn", found, sh("fuser -v {}", [f"/dev/shm/{name}" for name, _ in rows[:3]]).text)
    return Judged("warn", f"{len(rows)} left in /dev/shm by an ended service", "the start removes them")


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
        return Judged("fail", f"the profile's environment sets {few(exported)}", "take it out of environment")
    if found:
        return Judged("warn", f"{few(found)} set; start and bench unset them", "take them out of the container")
    return Judged("pass", "none")


_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")


def _inspect(s: Seen, template: str) -> str:
    return sh("{} inspect -f {} {}", s.container.engine, template, s.container.name).text
