"""How the checks of what the launch itself needs judge."""

from __future__ import annotations

from mindie_tui.model.message import Message, joined
from mindie_tui.model.preflight.evidence import Judged, Seen, earlier, no_table, run_of, unseen
from mindie_tui.model.text import few


def earlier_service(s: Seen) -> Judged:
    told = s.part("services")
    if told is None:
        return unseen(s)
    if others := told.get("others"):
        return Judged(
            "fail",
            Message("a {label} that is not ours runs there, pid {others}", label=s.label, others=few(others)),
            "stop it where it was started; we never stop what is not ours",
        )
    if starting := [one for one in s.ours if one.get("starting")]:
        return Judged(
            "fail",
            Message(
                "our run {run} is being started there, pid {pid}",
                run=starting[0].get("run"),
                pid=starting[0].get("pid"),
            ),
            "look again in a moment",
        )
    if s.left and not s.ours:
        return _left_workers(s)
    if not s.ours:
        return _of_lock(s, told.get("lock"))
    return _of_ours(s, run_of(s))


def _of_ours(s: Seen, run: str) -> Judged:
    """What a service of ours that lives there means for the launch."""
    stopped, do = Message("it will be stopped first"), Message("mindie-tui stop {run}, or --restart", run=run)
    if s.lacking:
        there, lacking = few([name for name in s.serving if name not in s.lacking]), few(list(s.lacking))
        says = "our run {run} runs on {there} only, not on {lacking}: its start was cut off"
        found = Message(says, run=run, there=there, lacking=lacking)
        do = Message("mindie-tui stop {run}, then launch again, or --restart", run=run)
        return earlier(s, s.ours[0], found, stopped, do)
    if s.attachable:
        same = Message("our run {run} with these very files", run=run)
        return Judged("pass", joined(same, Message("launch attaches to it")))
    found = Message("our run {run} is there", run=run)
    if not s.restart:
        found = Message("our run {run} is there with other files", run=run)
    return earlier(s, s.ours[0], found, stopped, do)


def _of_lock(s: Seen, lock: object) -> Judged:
    """What the lock of a node says where no service of ours lives there."""
    if isinstance(lock, dict) and s.lock_ended:
        return Judged(
            "pass",
            joined(
                Message("none"),
                Message("run {run} ended and left its lock, the launch takes it over", run=lock.get("run")),
            ),
        )
    if isinstance(lock, dict) and isinstance(lock.get("age_s"), int | float):
        said = Message(
            "{who} works there since {since}, run {run}",
            who=lock.get("who"),
            since=lock.get("since"),
            run=lock.get("run"),
        )
        return Judged(
            "warn",
            joined(said, Message("touched {age_s:.0f} s ago", age_s=lock["age_s"])),
            "ask them; a launch is refused while they are at it",
        )
    return Judged("pass", "none")


def _left_workers(s: Seen) -> Judged:
    run = s.left[0].get("run")
    count = sum(len(one.get("workers") or ()) for one in s.left)
    many = Message("{count} of its workers still run and occupy the NPUs", count=count)
    held = many if count > 1 else Message("1 of its workers still runs and occupies the NPUs")
    found, after = (
        Message("the daemon of our run {run} is dead, {held}", run=run, held=held),
        "they will be ended first",
    )
    return earlier(s, s.left[0], found, after, Message("mindie-tui stop {run}, or --restart", run=run))


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
            Message("NPU {without} has no address (hccn_tool)", without=few(without)),
            "hccn_tool -i NPU -ip -s address A.B.C.D netmask M",
        )
    if s.facts is None or s.facts.ip is None:
        return Judged("fail", "the address of this node is not known", "write `ip:` of the node in the profile")
    if s.facts.nic is None:
        return Judged(
            "warn",
            joined(Message("no interface carries {ip}", ip=s.facts.ip), Message("GLOO_SOCKET_IFNAME stays unset")),
            "look at the node's `ip`",
        )
    mine = {n.device_ip for n in wanted}
    for name, facts in s.others.items():
        if name in s.serving and name != s.node:
            same = mine & {n.device_ip for n in facts.npus or ()}
            if same:
                return Judged(
                    "fail",
                    Message("NPU address {same} is on {name} too", same=few(sorted(map(str, same))), name=name),
                    "give each NPU its own address",
                )
    return Judged(
        "pass", Message("{count} devices, {nic} carries {ip}", count=len(wanted), nic=s.facts.nic, ip=s.facts.ip)
    )
