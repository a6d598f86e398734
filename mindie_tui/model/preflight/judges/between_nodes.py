"""How the checks judge that look at the answers of all nodes together; a pure function over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.nodes import hccn
from mindie_tui.model.preflight.evidence import Judged, Seen
from mindie_tui.model.text import few


@dataclass(frozen=True, slots=True)
class Sameness:
    """What all nodes should have the same of."""

    of: Callable[[Seen], str | None]
    """What a node has; None where that was not seen."""
    what: str
    """Its name in a sentence."""
    do: str
    """What to do where a node has another one."""
    see: str
    """What to look at where it could not be seen."""
    bad: Verdict = "fail"
    lacking: Verdict = "unknown"
    """Where the nodes have `answered` and only do not have it, as many images have no version file."""
    answered: Callable[[Seen], bool] = lambda seen: seen.answered


def equal(s: Seen, same: Sameness) -> Judged:
    """Whether a node has what most nodes have, the master's where there is no most.

    A node with nobody to compare with is unknown.
    """
    own = same.of(s)
    known = {n: value for n in s.serving if n in s.peers and (value := same.of(s.peers[n])) is not None}
    if own is None:
        if not same.answered(s):
            return Judged("unknown", Message("{what} could not be seen", what=same.what), same.see)
        return Judged(same.lacking, _not_known(s, same.what, known), same.see)
    silent = [name for name in s.serving if name not in known]
    if len(known) < 2:
        mute = next((name for name in silent if name not in s.peers or not same.answered(s.peers[name])), None)
        verdict = same.lacking if mute is None else "unknown"
        return Judged(
            verdict,
            joined(own, Message("not known on {silent}", silent=few(silent))),
            Message("see what the other nodes say"),
            mute or silent[0],
        )
    common = Counter(known.values()).most_common(1)[0][0]  # the first of the most
    if own != common:
        holder = next(name for name, value in known.items() if value == common)
        return Judged(same.bad, Message("{own}, {holder} has {common}", own=own, holder=holder, common=common), same.do)
    return Judged("pass", joined(own, Message("not known of {silent}", silent=few(silent)) if silent else ""))


def _not_known(s: Seen, what: str, known: Mapping[str, str]) -> str:
    others = {name: value for name, value in known.items() if name != s.node}
    if others:
        name, value = next(iter(others.items()))
        return joined(
            Message("{what} is not known here", what=what), Message("{name} has {value}", name=name, value=value)
        )
    return (
        Message("{what} is not known on either node", what=what)
        if len(s.serving) == 2
        else Message("{what} is not known on any node", what=what)
    )


def _inside(s: Seen) -> bool:
    return s.part("facts") is not None


def driver_equal(s: Seen) -> Judged:
    same = Sameness(
        lambda seen: seen.facts.driver if seen.facts else None,
        what=Message("the driver's version"),
        do="install the same Ascend driver on all nodes",
        see="see /usr/local/Ascend/driver/version.info there",
        lacking="warn",
    )
    return equal(s, same)


def firmware_equal(s: Seen) -> Judged:
    same = Sameness(
        lambda seen: seen.facts.firmware if seen.facts else None,
        what=Message("the firmware's version"),
        do="install the same firmware on all nodes",
        see="see /usr/local/Ascend/firmware/version.info there",
        lacking="warn",
    )
    return equal(s, same)


def cann_equal(s: Seen) -> Judged:
    same = Sameness(
        lambda seen: seen.facts.cann if seen.facts else None,
        what=Message("CANN's version"),
        do="use the same image on all nodes",
        see="see ascend-toolkit/latest/version.cfg inside the container, or set container.ascend",
        lacking="warn",
        answered=_inside,
    )
    return equal(s, same)


def mindie_equal(s: Seen) -> Judged:
    def own(seen: Seen) -> str | None:
        facts = seen.facts
        return f"{facts.mindie} ({facts.layout})" if facts and facts.mindie and facts.layout else None

    same = Sameness(
        own,
        what=Message("MindIE's version"),
        do="use the same image on all nodes",
        see="see mindie/latest/version.info inside the container, or set container.ascend",
        lacking="warn",
        answered=_inside,
    )
    return equal(s, same)


def vllm_equal(s: Seen) -> Judged:
    same = Sameness(
        lambda seen: ", ".join(seen.facts.packages) if seen.facts and seen.facts.packages else None,
        what=Message("the software"),
        do="use the same image on all nodes",
        see="run `pip show vllm vllm-ascend torch-npu` inside the container",
        lacking="warn",
        answered=_inside,
    )
    return equal(s, same)


def image_equal(s: Seen) -> Judged:
    if s.container.engine == "none":
        return Judged("pass", Message("the login is where {engine} runs", engine=s.label))
    same = Sameness(
        lambda seen: seen.facts.image_id.removeprefix("sha256:")[:12] if seen.facts and seen.facts.image_id else None,
        what=Message("the image"),
        do="load the same image on all nodes, and create the container of it",
        see=f"{s.container.engine} inspect -f '{{{{.Image}}}}' {s.container.name}",
        bad="warn",
        lacking="warn",
    )
    return equal(s, same)


def arch_equal(s: Seen) -> Judged:
    """An image for another machine runs under emulation, where no NPU is."""
    machine, inside = (s.machine.get("arch") or "").strip() or None, (s.part("around") or {}).get("arch")
    if machine and isinstance(inside, str) and inside != machine:
        return Judged(
            "fail",
            Message("the image is for {inside}, the node is {machine}", inside=inside, machine=machine),
            "load the image for this machine",
        )
    same = Sameness(
        lambda seen: (seen.machine.get("arch") or "").strip() or None,
        what=Message("the architecture"),
        do="serve from nodes of one architecture",
        see="see `uname -m` there",
    )
    return equal(s, same)


def hccn_tls(s: Seen) -> Judged:
    """The switch of all NPUs of all nodes must be the same; MindIE's guide has it 0: that decides a tie."""
    own, do = _switches(s), Message("on all NPUs of all nodes: {command}", command="hccn_tool -i NPU -tls -s enable 0")
    if not own or None in own.values():
        return Judged("unknown", "hccn_tool showed no TLS switch", "hccn_tool -i NPU -tls -g")
    everyone = {name: _switches(s.peers[name]) for name in s.serving if name in s.peers} | {s.node: own}
    values = [value for switches in everyone.values() for value in switches.values() if value is not None]
    common = max(("0", "1"), key=values.count)  # the first of the most
    odd = [number for number, value in own.items() if value != common]
    if odd and len(odd) < len(own):
        return Judged(
            "fail",
            Message("on for NPU {odd} alone", odd=few(odd))
            if common == "0"
            else Message("off for NPU {odd} alone", odd=few(odd)),
            do,
        )
    if odd:
        holder = next((name for name, switches in everyone.items() if common in switches.values()), "")
        return Judged(
            "fail",
            Message("switch {own}, {holder} has switch {common}", own=own[odd[0]], holder=holder, common=common),
            do,
        )
    told = {name: switches for name, switches in everyone.items() if any(switches.values())}
    silent = [name for name in s.serving if name not in told]
    if len(told) < 2:
        see = "see what the other nodes say"
        return Judged(
            "unknown",
            joined(Message("switch {common}", common=common), Message("not known on {silent}", silent=few(silent))),
            see,
            next(iter(silent), ""),
        )
    others = [name for name, switches in told.items() if set(switches.values()) - {common, None}]
    found = joined(
        Message("switch {common}", common=common), Message("{others} differs", others=few(others)) if others else ""
    )
    if common == "1":
        all_one = joined(Message("switch 1 on all"), Message("{engine}'s guide has 0", engine=s.label))
        return Judged("warn", found if others else all_one, do)
    return Judged("pass", joined(found, Message("not known of {silent}", silent=few(silent)) if silent else ""))


def _switches(s: Seen) -> dict[int, str | None]:
    """NPU: its switch, None where it was not shown; of the NPUs that are used."""
    told = hccn.tls_switches(s.machine.get("hccn_tls"))
    return {number: told.get(number) for number in (s.npu_ids if s.npu_ids is not None else tuple(told))}


def weights_equal(s: Seen) -> Judged:
    """Sizes of all files first, then what the small JSON files hold: other sampling defaults can hang a service."""
    told = s.part("weights")
    if told is None or not told.get("there"):
        return Judged("unknown", s.why_not_inside or "the weights are not there", "see weights_present")
    own = _files(s)
    peers = {name: s.peers.get(name) for name in s.serving if name != s.node}
    others = {name: files for name, peer in peers.items() if peer is not None and (files := _files(peer)) is not None}
    if not told.get("shards") and not own:
        return Judged(
            "unknown", Message("{weights} contains no files to compare", weights=s.weights), "see weights_present"
        )
    if own is None or not others:
        silent = [name for name in s.serving if name != s.node]
        found = (
            Message("not known on {silent}", silent=few(silent)) if own is not None else "its files could not be seen"
        )
        because = silent[0] if silent and own is not None else ""
        return Judged("unknown", found, "see what the other nodes say", because)
    everyone = {s.node: own, **others}
    silent = [name for name in s.serving if name not in everyone]
    same: str = Message("{count} files the same", count=len(own))
    if silent:
        same = joined(Message("{count} files", count=len(own)), Message("not known of {silent}", silent=few(silent)))
    if 2 * sum(files == own for files in everyone.values()) > len(everyone):
        return Judged("pass", same)  # as most nodes have them: sixty nodes need no look at each file
    names = sorted({file for files in everyone.values() for file in files})
    odd, example = [], ""
    for file in names:
        values = [everyone[name].get(file) for name in s.serving if name in everyone]
        common = max(values, key=values.count)
        if own.get(file) != common:
            holder = next(name for name in s.serving if name in everyone and everyone[name].get(file) == common)
            odd.append(file)
            example = example or _apart(file, own.get(file), common, holder)
    if odd:
        more = Message("{count} more", count=len(odd) - 1) if len(odd) > 1 else ""
        return Judged(
            "fail",
            joined(example, more),
            Message("rsync -c the files from one node to all: {weights}/", weights=s.weights),
        )
    return Judged("pass", same)


def _files(s: Seen) -> dict[str, tuple[object, object]] | None:
    """File: (size, hash where it was taken)."""
    told = s.part("weights") or {}
    sizes, hashes = told.get("sizes"), told.get("hashes")
    if not told.get("there") or not isinstance(sizes, dict) or not isinstance(hashes, dict):
        return None
    return {name: (size, hashes.get(name)) for name, size in sizes.items()}


def _apart(file: str, own: tuple[object, object] | None, common: tuple[object, object] | None, holder: str) -> str:
    if own is None:
        return Message("{file} is on {holder}, not here", file=file, holder=holder)
    if common is None:
        return Message("{file} is not on {holder}", file=file, holder=holder)
    if own[0] == common[0]:
        return Message("{file} differs from {holder}'s", file=file, holder=holder)
    return Message(
        "{file} differs from {holder}'s: {own} and {common} bytes",
        file=file,
        holder=holder,
        own=own[0],
        common=common[0],
    )
