"""The event that says what a failed start failed by, out of the verdict over all logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mindie_tui.model.events.launch import ServiceCulprit
from mindie_tui.model.faults.culprit import FaultVerdict
from mindie_tui.model.faults.log_reader import SeenFault
from mindie_tui.model.launch.log_recogniser import UNRECOGNISED

_MOST = 20
_LONGEST = 500
_MOST_RANKS = 8


def culprit_event(verdict: FaultVerdict) -> ServiceCulprit:
    """What happened first, where, why and what to do; texts in English."""
    first, fault = verdict.first, verdict.first.seen.fault
    return ServiceCulprit(
        verdict.node,
        fault.code if fault else UNRECOGNISED,
        first.seen.line[:_LONGEST],
        tuple(line[:_LONGEST] for line in first.around),
        fault.title if fault else "",
        fault.cause_of(first.seen.line) if fault else "",
        fault.remedy if fault else "",
        first.node,
        {"file": first.file, "offset": first.seen.offset},
        first.when,
        tuple(
            {"rank": place.rank, "node": place.node, "npu": place.npu, "device_ip": place.device_ip}
            for place in verdict.places[:_MOST_RANKS]
        ),
        _told(verdict.hidden),
        len(verdict.hidden),
        _told(verdict.others),
    )


def _told(many: Sequence[SeenFault]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "node": one.node,
            "code": one.seen.fault.code if one.seen.fault else UNRECOGNISED,
            "line": one.seen.line[:_LONGEST],
            "when": one.when,
        }
        for one in many[:_MOST]
    )
