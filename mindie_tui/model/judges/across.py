"""How the checks judge that look at the answers of all nodes together; a pure function over them."""

from __future__ import annotations

from collections.abc import Callable

from mindie_tui.model import readings_hccn as hccn
from mindie_tui.model.events import Verdict
from mindie_tui.model.judges.seen import Judged, Seen, few


def equal(s: Seen, of: Callable[[Seen], str | None], *, what: str, do: str, see: str, bad: Verdict = "fail") -> Judged:
    """Whether a node has what most nodes have, the master's where there is no most.

    `what` is it, `see` what to look at where it could not be seen. A node with nobody to compare with is unknown.
    """
    own = of(s)
    if own is None:
        return Judged("unknown", f"{what} could not be seen", see)
    known = {n: value for n in s.serving if n in s.peers and (value := of(s.peers[n])) is not None}
    if len(known) < 2:
        return Judged("unknown", f"{own}; no other node told its own", "see what the other nodes say")
    values = list(known.values())
    common = max(values, key=values.count)  # the first of the most
    if own != common:
        holder = next(name for name, value in known.items() if value == common)
        return Judged(bad, f"{own}, {holder} has {common}", do)
    silent = [name for name in s.serving if name not in known]
    return Judged("pass", own + (f"; not known of {few(silent)}" if silent else ""))


def driver_equal(s: Seen) -> Judged:
    return equal(
        s,
        lambda seen: seen.facts.driver if seen.facts else None,
        what="the driver's version",
        do="install the same Ascend driver on all nodes",
        see="see /usr/local/Ascend/driver/version.info there",
    )


def firmware_equal(s: Seen) -> Judged:
    return equal(
        s,
        lambda seen: seen.facts.firmware if seen.facts else None,
        what="the firmware's version",
        do="install the same firmware on all nodes",
        see="see /usr/local/Ascend/firmware/version.info there",
    )


def cann_equal(s: Seen) -> Judged:
    return equal(
        s,
        lambda seen: seen.facts.cann if seen.facts else None,
        what="CANN's version",
        do="use the same image on all nodes",
        see="see ascend-toolkit/latest/version.cfg inside the container, or set container.ascend",
    )


def mindie_equal(s: Seen) -> Judged:
    def own(seen: Seen) -> str | None:
        facts = seen.facts
        return f"{facts.mindie} ({facts.layout})" if facts and facts.mindie and facts.layout else None

    return equal(
        s,
        own,
        what="MindIE's version",
        do="use the same image on all nodes",
        see="see mindie/latest/version.info inside the container, or set container.ascend",
    )


def image_equal(s: Seen) -> Judged:
    if s.container.engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    return equal(
        s,
        lambda seen: seen.facts.image_id.removeprefix("sha256:")[:12] if seen.facts and seen.facts.image_id else None,
        what="the image",
        do="load the same image on all nodes, and create the container of it",
        see=f"{s.container.engine} inspect -f '{{{{.Image}}}}' {s.container.name}",
        bad="warn",
    )


def arch_equal(s: Seen) -> Judged:
    """An image for another machine runs under emulation, where no NPU is."""
    machine, inside = (s.machine.get("arch") or "").strip() or None, (s.part("around") or {}).get("arch")
    if machine and isinstance(inside, str) and inside != machine:
        return Judged("fail", f"the image is for {inside}, the node is {machine}", "load the image for this machine")
    return equal(
        s,
        lambda seen: (seen.machine.get("arch") or "").strip() or None,
        what="the architecture",
        do="serve from nodes of one architecture",
        see="see `uname -m` there",
    )


def hccn_tls(s: Seen) -> Judged:
    """The switch of all NPUs of all nodes must be the same; MindIE's guide has it 0."""

    def switches(seen: Seen) -> dict[int, str | None]:
        told = hccn.tls_switches(seen.machine.get("hccn_tls"))
        wanted = seen.npu_ids if seen.npu_ids is not None else tuple(told)
        return {number: told.get(number) for number in wanted}

    own = switches(s)
    if not own or None in own.values():
        return Judged("unknown", "hccn_tool showed no TLS switch", "hccn_tool -i NPU -tls -g")
    if len(set(own.values())) > 1:
        ones = [number for number, value in own.items() if value == "1"]
        return Judged("fail", f"on for NPU {few(ones)} alone", "hccn_tool -i NPU -tls -s enable 0, on all")
    found = equal(
        s,
        lambda seen: (
            f"switch {next(iter(values))}" if len(values := set(switches(seen).values()) - {None}) == 1 else None
        ),
        what="the TLS switch",
        do="hccn_tool -i NPU -tls -s enable 0, on all NPUs of all nodes",
        see="hccn_tool -i NPU -tls -g",
    )
    if found.verdict == "pass" and "1" in own.values():
        return Judged("warn", "switch 1 on all; MindIE's guide has 0", "hccn_tool -i NPU -tls -s enable 0, on all")
    return found


def weights_equal(s: Seen) -> Judged:
    """Sizes of all files first, then what the small JSON files hold: other sampling defaults can hang a service."""
    told = s.part("weights")
    if told is None or not told.get("there"):
        return Judged("unknown", s.why_not_inside or "the weights are not there", "see weights_present")
    own = _files(s)
    others = {name: _files(peer) for name in s.serving if name != s.node and (peer := s.peers.get(name)) is not None}
    others = {name: files for name, files in others.items() if files is not None}
    if own is None or not others:
        return Judged("unknown", "no other node told of its weights", "see what the other nodes say")
    everyone = {s.node: own, **others}
    names = sorted(set().union(*everyone.values()))
    odd, example = [], ""
    for file in names:
        values = [everyone[name].get(file) for name in s.serving if name in everyone]
        common = max(values, key=values.count)
        if own.get(file) != common:
            holder = next(name for name in s.serving if name in everyone and everyone[name].get(file) == common)
            odd.append(file)
            example = example or _apart(file, own.get(file), common, holder)
    if odd:
        more = f"; {len(odd) - 1} more" if len(odd) > 1 else ""
        return Judged("fail", example + more, f"rsync -c the files from one node to all: {s.weights}/")
    silent = [name for name in s.serving if name not in everyone]
    return Judged("pass", f"{len(own)} files" + (f"; not known of {few(silent)}" if silent else " the same"))


def _files(s: Seen) -> dict[str, tuple[object, object]] | None:
    """File: (size, hash where it was taken)."""
    told = s.part("weights") or {}
    sizes, hashes = told.get("sizes"), told.get("hashes")
    if not told.get("there") or not isinstance(sizes, dict) or not isinstance(hashes, dict):
        return None
    return {name: (size, hashes.get(name)) for name, size in sizes.items()}


def _apart(file: str, own: tuple[object, object] | None, common: tuple[object, object] | None, holder: str) -> str:
    if own is None:
        return f"{file} is on {holder}, not here"
    if common is None:
        return f"{file} is not on {holder}"
    return f"{file} differs from {holder}'s" + (f": {own[0]} and {common[0]} bytes" if own[0] != common[0] else "")
