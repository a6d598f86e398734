"""How the checks of the way to it judge."""

from __future__ import annotations

from mindie_tui.model.judges.seen import Judged, Seen

SKEW_S = 2.0


def ssh_login(s: Seen) -> Judged:
    if s.facts is None:
        return Judged("fail", s.refused or "not connected", s.refused_do)
    ms = f", {s.facts.answer_ms:.0f} ms" if s.facts.answer_ms is not None else ""
    return Judged("pass", f"{s.facts.address or 'this machine'}{ms}")


def clock_skew(s: Seen) -> Judged:
    known = {n: f.clock_offset_s for n, f in s.others.items() if n != s.node and f.clock_offset_s is not None}
    own = s.facts.clock_offset_s if s.facts else None
    if own is None:
        return Judged("unknown", "its clock gave nothing that can be read", "see `date +%s.%N` there")
    furthest = max(known, key=lambda n: abs(known[n] - own), default=None)
    apart = abs(known[furthest] - own) if furthest is not None else abs(own)
    if apart > SKEW_S:
        return Judged(
            "warn",
            f"{apart:.1f} s apart from {furthest or 'this machine'}",
            "set the clocks (chronyd); logs will not line up",
        )
    return Judged("pass", f"{apart:.2f} s apart")
