"""How the checks of the way to it judge."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.preflight.evidence import Judged, Seen, unseen
from mindie_tui.model.text import few

SKEW_S = 2.0


def ssh_login(s: Seen) -> Judged:
    if s.facts is None:
        return Judged("fail", s.refused or "not connected", s.refused_do)
    address = s.facts.address or Message("this machine")
    ms = f"{s.facts.answer_ms:.0f} ms" if s.facts.answer_ms is not None else ""
    return Judged("pass", joined(address, ms, between=", "))


def clock_skew(s: Seen) -> Judged:
    """How far its clock is from the others': the one that is odd among all nodes warns, and the others do not."""
    known = {n: f.clock_offset_s for n, f in s.others.items() if n != s.node and f.clock_offset_s is not None}
    own = s.facts.clock_offset_s if s.facts else None
    if own is None:
        verdict: Verdict = "unknown" if s.facts is None or s.facts.answer_ms is None else "warn"
        return Judged(verdict, "the answer of its clock cannot be read", "see `date +%s.%N` there")
    furthest = max(known, key=lambda n: abs(known[n] - own), default=None)
    apart = abs(known[furthest] - own) if furthest is not None else abs(own)
    if apart <= SKEW_S:
        return Judged("pass", Message("{apart:.2f} s apart", apart=apart))
    clocks = sorted([own, *known.values()] if len(known) > 1 else [own, 0.0, *known.values()])
    if furthest is not None and abs(own - clocks[len(clocks) // 2]) <= SKEW_S:
        return Judged("pass", Message("{furthest} is {apart:.1f} s apart", furthest=furthest, apart=apart))
    return Judged(
        "warn",
        Message("{apart:.1f} s apart from {furthest}", apart=apart, furthest=furthest or Message("this machine")),
        "set the clocks (chronyd); logs will not line up",
    )


def nodes_reach(s: Seen) -> Judged:
    """A connection to the SSH port of every other node, from where MindIE runs; a refusal is an answer too."""
    rows = _rows(s)
    if rows is None:
        return unseen(s)
    wanted = [name for name in s.serving if name != s.node]
    told = {name: rows.get(name) for name in wanted}
    if dead := [name for name, row in told.items() if row and row.get("by") == "no_route"]:
        return Judged(
            "fail",
            Message("no way to {dead} ({said})", dead=few(dead), said=(told[dead[0]] or {}).get("said")),
            "look at `ip` of the nodes, their routes and firewalls",
        )
    silent = [name for name, row in told.items() if row is None or row.get("by") not in ("open", "refused")]
    if silent:
        return Judged(
            "unknown",
            Message("{silent} did not answer", silent=few(silent)),
            "ping it from there: a firewall may drop what we asked",
        )
    return Judged("pass", Message("{count} of {count} answer", count=len(wanted)))


def service_reach(s: Seen) -> Judged:
    """The bench asks the service at the master's address; the port is not open yet, so a refusal is an answer."""
    rows = _rows(s)
    row = rows.get("service") if rows is not None else None
    if s.master_ip is None:
        return Judged("unknown", "the address of the service is not known", "write `ip:` of the master in the profile")
    if row is None:
        return unseen(s)
    if row.get("by") == "no_route":
        return Judged(
            "fail",
            Message("no way to {master_ip} ({said})", master_ip=s.master_ip, said=row.get("said")),
            "look at `ip` of the master, routes and firewalls",
        )
    if row.get("by") not in ("open", "refused"):
        return Judged(
            "unknown",
            Message("{master_ip} did not answer", master_ip=s.master_ip),
            "curl it from there: a firewall may drop what we asked",
        )
    return Judged("pass", Message("{master_ip} answers", master_ip=s.master_ip))


def _rows(s: Seen) -> dict[str, dict[str, Any]] | None:
    """Name: how its address answered."""
    rows = s.inside.get("reach")
    if not isinstance(rows, list):
        return None
    return {row["name"]: row for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)}
