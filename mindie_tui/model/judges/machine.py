"""How the checks of the machine: NPUs, memory, disk judge."""

from __future__ import annotations

from mindie_tui.model.judges.seen import Judged, Seen, few, run_of, unseen

BUSY_MB = 8192
"""HBM in use from which an NPU counts as busy: on an idle A3 the driver keeps about 6 GB a die."""
DISK_FAIL, DISK_WARN = 200 << 20, 5 << 30
"""Bytes free where logs and the run's files are written."""


def npus_healthy(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    if npus is None:
        return Judged("unknown", "npu-smi gave no table of NPUs", "run `npu-smi info` there")
    by_id = {npu.id: npu for npu in npus}
    wanted = s.npu_ids if s.npu_ids is not None else tuple(by_id)
    missing = [i for i in wanted if i not in by_id]
    if missing:
        return Judged(
            "fail",
            f"npu-smi shows {len(npus)} NPUs, not {few(missing)}",
            "set npuDeviceIds to what is there, or repair it",
        )
    ill = {i: by_id[i].health for i in wanted if by_id[i].health.upper() != "OK"}
    if ill:
        return Judged(
            "fail",
            ", ".join(f"NPU {i} {word or 'without a health'}" for i, word in ill.items()),
            "see `npu-smi info -t health -i NPU`; leave it out of npuDeviceIds, or repair it",
        )
    spare = [npu.id for npu in npus if npu.id not in wanted and npu.health.upper() != "OK"]
    if spare:
        return Judged("warn", f"{len(wanted)} NPUs OK; NPU {few(spare)}, not used, is not")
    return Judged("pass", f"{len(wanted)} NPUs OK")


def hbm_free(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    wanted = [n for n in npus or () if s.npu_ids is None or n.id in s.npu_ids]
    if not wanted or any(n.hbm_used_mb is None or not n.hbm_total_mb for n in wanted):
        return Judged("unknown", "npu-smi shows no HBM in use", "run `npu-smi info` there")
    busy = [n for n in wanted if (n.hbm_used_mb or 0) >= BUSY_MB]
    if busy and s.ours:
        return Judged("pass", f"in use by our run {run_of(s)}")
    if busy:
        most = max(busy, key=lambda n: n.hbm_used_mb or 0)
        who = f" ({most.processes[0]} MB)" if most.processes else ""
        return Judged(
            "fail",
            f"NPU {few([n.id for n in busy])} busy: {(most.hbm_used_mb or 0) / 1024:.0f} GiB on NPU {most.id}{who}",
            "end what runs there, or leave those NPUs out of npuDeviceIds",
        )
    free = min((n.hbm_total_mb or 0) - (n.hbm_used_mb or 0) for n in wanted) / 1024
    return Judged("pass", f"{free:.0f} GiB free on each")


def disk(s: Seen) -> Judged:
    facts = s.part("facts")
    free = ((facts or {}).get("home_disk") or {}).get("free")
    if not isinstance(free, int):
        return unseen(s)
    text = f"{free / (1 << 30):.1f} GiB free for logs"
    if free < DISK_FAIL:
        return Judged("fail", text, "make room where $HOME stands inside the container")
    return (
        Judged("warn", text, "make room where $HOME stands inside the container")
        if free < DISK_WARN
        else Judged("pass", text)
    )
