"""How the checks of the machine: NPUs, memory, disk judge."""

from __future__ import annotations

from collections.abc import Mapping

from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.nodes import hccn, npu_smi as read
from mindie_tui.model.preflight.evidence import Judged, Seen, no_table, other_operator, run_of, unseen
from mindie_tui.model.text import few

BUSY_MB = 8192
"""HBM in use from which an NPU counts as busy: on an idle A3 the driver keeps about 6 GB a die."""
DISK_FAIL, DISK_WARN = 200 << 20, 5 << 30
"""Bytes free where logs and the run's files are written."""


def _used(s: Seen, there: tuple[int, ...]) -> tuple[int, ...]:
    """The machine's numbers of the NPUs that are used; all that are there where that is not known."""
    if s.npu_ids is None:
        return there
    return s.machine_npus if s.machine_npus is not None else s.npu_ids


def npus_healthy(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    if npus is None:
        return no_table(s)
    by_id = {npu.id: npu for npu in npus}
    wanted = _used(s, tuple(by_id))
    if not wanted:
        return Judged("fail", "no NPU is used here", "set npuDeviceIds to what `npu-smi info` shows there")
    missing = [i for i in wanted if i not in by_id]
    if missing:
        return Judged(
            "fail",
            Message("npu-smi shows {count} NPUs, not {missing}", count=len(npus), missing=few(missing)),
            "set npuDeviceIds to what is there, or repair it",
        )
    ill = {i: by_id[i].health for i in wanted if by_id[i].health.upper() != "OK"}
    if ill:
        return Judged(
            "fail",
            ", ".join(f"NPU {i} {word or '?'}" for i, word in ill.items()),
            "see `npu-smi info -t health -i NPU`; leave it out of npuDeviceIds, or repair it",
        )
    spare = [npu.id for npu in npus if npu.id not in wanted and npu.health.upper() != "OK"]
    if spare:
        return Judged(
            "warn",
            joined(
                Message("{count} NPUs OK", count=len(wanted)),
                Message("NPU {spare}, not used, is not", spare=few(spare)),
            ),
        )
    return Judged("pass", Message("{count} NPUs OK", count=len(wanted)))


def hbm_free(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    used = _used(s, tuple(npu.id for npu in npus or ()))
    wanted = [n for n in npus or () if n.id in used]
    if not wanted or any(n.hbm_used_mb is None or not n.hbm_total_mb for n in wanted):
        return Judged("unknown", "npu-smi shows no HBM in use", "run `npu-smi info` there")
    busy = [n for n in wanted if (n.hbm_used_mb or 0) >= BUSY_MB]
    if busy and s.ours:
        return Judged("pass", Message("in use by our run {run}", run=run_of(s)))
    if busy and s.left:
        run = s.left[0].get("run")
        held = Message(
            "NPU {ids} busy: workers left over from our run {run} occupy the memory",
            ids=few([n.id for n in busy]),
            run=run,
        )
        if s.restart:
            return Judged("pass", joined(held, Message("they will be ended first")))
        who = other_operator(s, s.left[0])
        return Judged(
            "fail",
            held,
            Message("ask {who}, who started it", who=who)
            if who
            else Message("mindie-tui stop {run}, or --restart", run=run),
        )
    if busy:
        most = max(busy, key=lambda n: n.hbm_used_mb or 0)
        ids, gib, id = few([n.id for n in busy]), (most.hbm_used_mb or 0) / 1024, most.id
        who = _heaviest(most.processes) if most.processes else ""
        found = Message("NPU {ids} busy: {gib:.0f} GiB on NPU {id}", ids=ids, gib=gib, id=id)
        if who:
            found = Message("NPU {ids} busy: {gib:.0f} GiB on NPU {id} ({who} MB)", ids=ids, gib=gib, id=id, who=who)
        return Judged("fail", found, "end what runs there, or leave those NPUs out of npuDeviceIds")
    free = min((n.hbm_total_mb or 0) - (n.hbm_used_mb or 0) for n in wanted) / 1024
    return Judged("pass", Message("{free:.0f} GiB free on each", free=free))


def _heaviest(processes: tuple[str, ...]) -> str:
    """Of "pid name MB" the one with the most, and how many more there are."""

    def size(process: str) -> int:
        last = process.rpartition(" ")[2]
        return int(last) if last.isdecimal() else 0

    name, _, megabytes = max(processes, key=size).rpartition(" ")
    if len(processes) == 1:
        return f"{name} {megabytes}"
    return Message(
        "{name} and {count} more, the largest with {megabytes}",
        name=name,
        count=len(processes) - 1,
        megabytes=megabytes,
    )


def disk(s: Seen) -> Judged:
    facts = s.part("facts")
    free = ((facts or {}).get("home_disk") or {}).get("free")
    if not isinstance(free, int):
        return unseen(s)
    text = Message("{gib:.1f} GiB free for logs", gib=free / (1 << 30))
    if free < DISK_FAIL:
        return Judged("fail", text, "free space where $HOME is inside the container")
    return (
        Judged("warn", text, "free space where $HOME is inside the container")
        if free < DISK_WARN
        else Judged("pass", text)
    )


# -- what hccn_tool says of the NPUs' own network ports


def _of_each(s: Seen, told: Mapping[int, str | None]) -> dict[int, str | None]:
    """The answer of each NPU that is used; None where it gave none."""
    return {number: told.get(number) for number in _used(s, tuple(told))}


def hccn_link(s: Seen) -> Judged:
    links = _of_each(s, hccn.links(s.machine.get("hccn_link")))
    if down := [number for number, word in links.items() if word == "DOWN"]:
        return Judged(
            "fail",
            Message("NPU {down} has no link", down=few(down)),
            "look at its cable, optical module and switch port",
        )
    if not links or None in links.values():
        return Judged("unknown", "hccn_tool showed no link", "hccn_tool -i NPU -link -g")
    return Judged("pass", Message("{count} links UP", count=len(links)))


def hccn_health(s: Seen) -> Judged:
    """Success of the ping to the detected address; MindIE would still start without."""
    health = _of_each(s, hccn.net_health(s.machine.get("hccn_health")))
    bad = {number: word for number, word in health.items() if word not in (None, "Success")}
    if bad:
        number, word = next(iter(bad.items()))
        more = Message("{count} more", count=len(bad) - 1) if len(bad) > 1 else ""
        worst: Verdict = "fail" if "Fault" in bad.values() else "warn"
        return Judged(
            worst, joined(f"NPU {number}: {word}", more), "see `hccn_tool -i NPU -netdetect -g` and the gateway"
        )
    if not health or None in health.values():  # MindIE would start: a warning, where hccn_tool was asked at all
        verdict: Verdict = "warn" if s.machine.get("hccn_health") else "unknown"
        return Judged(verdict, "hccn_tool showed no health", "hccn_tool -i NPU -net_health -g")
    return Judged("pass", Message("{count} NPUs: Success", count=len(health)))


def hccn_conf(s: Seen) -> Judged:
    """Addresses that are not in /etc/hccn.conf, or others there, are lost at the next boot."""
    conf = hccn.hccn_conf(s.machine.get("hccn_conf"))
    addresses = _of_each(s, hccn.device_ips(s.machine.get("hccn")))
    if conf is None or not any(addresses.values()):
        verdict: Verdict = "warn" if any(addresses.values()) else "unknown"
        return Judged(verdict, "the addresses could not be compared", "cat /etc/hccn.conf; hccn_tool -i NPU -ip -g")
    other = {n: conf[n] for n, ip in addresses.items() if n in conf and conf[n] != ip}
    if other:
        number, told = next(iter(other.items()))
        more = Message("{count} more", count=len(other) - 1) if len(other) > 1 else ""
        address, told = addresses[number] or Message("without an address"), told or Message("no address")
        found = Message("NPU {number} is {address}, in hccn.conf {told}", number=number, address=address, told=told)
        return Judged(
            "fail",
            joined(found, more),
            Message("set the right one: {command}", command="hccn_tool -i NPU -ip -s address A.B.C.D netmask M"),
        )
    absent = [number for number, ip in addresses.items() if ip and number not in conf]
    if absent:
        return Judged(
            "warn",
            Message("NPU {absent} not in /etc/hccn.conf: lost at the next boot", absent=few(absent)),
            "write them there",
        )
    known = sum(ip is not None for ip in addresses.values())
    return Judged("pass", Message("{known} addresses as in /etc/hccn.conf", known=known))


def host_memory(s: Seen) -> Judged:
    """MindIE's FAQ wants 1.3 times the weights, over all nodes."""
    told, free = s.part("weights") or {}, read.meminfo(s.machine.get("memory"))
    size = told.get("bytes")
    if free is None or not isinstance(size, int) or not size or not told.get("there"):
        return Judged("unknown", "memory or weights could not be seen", "grep MemAvailable /proc/meminfo")
    gib = Message("{gib:.0f} GiB available", gib=free / (1 << 30))
    if s.ours:
        return Judged("pass", joined(gib, Message("our run {run} is loaded", run=run_of(s))))
    share = size / max(len(s.serving), 1)
    if free < share * 1.3:
        found = joined(gib, Message("1.3 x the weights of a node are {gib:.0f}", gib=share * 1.3 / (1 << 30)))
        return Judged(
            "fail" if free < share else "warn", found, "stop what occupies the memory, or serve from more nodes"
        )
    return Judged("pass", gib)
