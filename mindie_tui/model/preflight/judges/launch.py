"""How the checks of what the launch itself needs judge."""

from __future__ import annotations

from mindie_tui.model.preflight.evidence import Judged, Seen, earlier, no_table, run_of, unseen
from mindie_tui.model.text import few


def earlier_service(s: Seen) -> Judged:
    told = s.part("services")
    if told is None:
        return unseen(s)
    if others := told.get("others"):
        return Judged(
            "fail",
            f"a MindIE that is not ours runs there, pid {few(others)}",
            "stop it where it was started; we never stop what is not ours",
        )
    if starting := [one for one in s.ours if one.get("starting")]:
        return Judged(
            "fail", f"our run {starting[0].get('run')} is being started there, pid {starting[0].get('pid')}",
            "look again in a moment",
        )  # fmt: skip
    if s.left and not s.ours:
        return _left_workers(s)
    lock = told.get("lock")
    if isinstance(lock, dict) and not s.ours and s.lock_ended:
        return Judged("pass", f"none; run {lock.get('run')} ended and left its lock, the launch takes it over")
    if isinstance(lock, dict) and not s.ours and isinstance(lock.get("age_s"), int | float):
        said = f"{lock.get('who')} works there since {lock.get('since')}, run {lock.get('run')}"
        return Judged(
            "warn", f"{said}; touched {lock['age_s']:.0f} s ago",
            "ask them; a launch is refused while they are at it",
        )  # fmt: skip
    if not s.ours:
        return Judged("pass", "none")
    if s.lacking:
        there = [name for name in s.serving if name not in s.lacking]
        found = f"our run {run_of(s)} runs on {few(there)} only, not on {few(list(s.lacking))}: its start was cut off"
        do = f"mindie-tui stop {run_of(s)}, then launch again; or --restart"
        return earlier(s, s.ours[0], found, "it will be stopped first", do)
    if s.attachable:
        return Judged("pass", f"our run {run_of(s)} with these very files; launch attaches to it")
    found = f"our run {run_of(s)} is there" + (" with other files" if not s.restart else "")
    return earlier(s, s.ours[0], found, "it will be stopped first", f"mindie-tui stop {run_of(s)}, or --restart")


def _left_workers(s: Seen) -> Judged:
    run = s.left[0].get("run")
    count = sum(len(one.get("workers") or ()) for one in s.left)
    held = f"{count} workers of it are left and hold the NPUs"
    held = held if count > 1 else "1 worker of it is left and holds the NPUs"
    found, after = f"the daemon of our run {run} is dead, {held}", "they will be ended first"
    return earlier(s, s.left[0], found, after, f"mindie-tui stop {run}, or --restart")


def rank_table(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    if npus is None:
        return no_table(s)
    wanted = [n for n in npus if s.npu_ids is None or n.id in s.npu_ids]
    if not wanted:
        return Judged("fail", "no NPU is used here", "set npuDeviceIds to what `npu-smi info` shows there")
    without = [n.id for n in wanted if not n.device_ip]
    if without:
        return Judged(
            "fail",
            f"NPU {few(without)} has no address (hccn_tool)",
            "hccn_tool -i NPU -ip -s address A.B.C.D netmask M",
        )
    if s.facts is None or s.facts.ip is None:
        return Judged("fail", "the address of this node is not known", "write `ip:` of the node in the profile")
    if s.facts.nic is None:
        return Judged(
            "warn", f"no interface carries {s.facts.ip}; GLOO_SOCKET_IFNAME stays unset", "look at the node's `ip`"
        )
    mine = {n.device_ip for n in wanted}
    for name, facts in s.others.items():
        if name in s.serving and name != s.node:
            same = mine & {n.device_ip for n in facts.npus or ()}
            if same:
                return Judged(
                    "fail",
                    f"NPU address {few(sorted(map(str, same)))} is on {name} too",
                    "give every NPU an address of its own",
                )
    return Judged("pass", f"{len(wanted)} devices, {s.facts.nic} carries {s.facts.ip}")
