"""How the checks of the weights judge."""

from __future__ import annotations

from mindie_tui.model.judges.seen import Judged, Seen, few, unseen


def weights_present(s: Seen) -> Judged:
    told = s.part("weights")
    if s.weights is None:
        return Judged("fail", "modelWeightPath is not set", "set it to the folder of the weights on the nodes")
    if told is None:
        return unseen(s)
    if not told.get("there"):
        what = "is a file, not a folder" if told.get("file") else "is not there"
        return Judged(
            "fail",
            f"{s.weights} {what}",
            "set modelWeightPath to the folder of the weights, and mount it into the container",
        )
    if not told.get("config"):
        return Judged("fail", f"{s.weights} holds no config.json", "copy the model's small files beside the weights")
    return Judged("pass", f"{told.get('shards')} safetensors")


def weights_complete(s: Seen) -> Judged:
    told = s.part("weights")
    if told is None:
        return unseen(s) if s.weights is not None else Judged("fail", "modelWeightPath is not set")
    if not told.get("there"):
        return Judged("fail", f"{s.weights} is not there", "see weights_present")
    missing, short, broken = told.get("missing") or [], told.get("short") or [], told.get("broken_indexes") or []
    shards, wanted = told.get("shards"), told.get("wanted")
    if missing:
        return Judged(
            "fail",
            f"{wanted - len(missing)} of {wanted} safetensors; missing {few(missing)}",
            f"copy them from a node that has them: rsync -P NODE:{s.weights}/ {s.weights}/",
        )
    if short:
        return Judged(
            "fail", f"cut short: {few(short)}", "copy them again; their own headers name more bytes than they hold"
        )
    if broken:
        return Judged("fail", f"{few(broken)} cannot be read", "copy the index again")
    if not shards:
        return Judged("fail", "no safetensors are there", "MindIE loads safetensors; convert or copy them")
    if not wanted:
        return (
            Judged("pass", "one file, no index")
            if shards == 1
            else Judged(
                "unknown",
                f"{shards} safetensors and no index to count them by",
                "copy *.safetensors.index.json beside them",
            )
        )
    if told.get("looked_into") != shards:
        return Judged(
            "pass", f"{wanted} of {wanted} safetensors are there; {told.get('looked_into')} looked into in time"
        )
    return Judged("pass", f"{wanted} of {wanted} safetensors, all whole")
