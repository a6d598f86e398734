"""The one answer of `diagnose`: as text, as JSON, and as an extract that may be sent on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mindie_tui.headless.diagnose.collected import CollectedFaults
from mindie_tui.model.faults.culprit import FaultVerdict
from mindie_tui.model.faults.log_reader import SeenFault
from mindie_tui.model.faults.redact import Redactor
from mindie_tui.model.faults.table import chinese_of
from mindie_tui.model.text import few, json_escaped, one_line, size

UNKNOWN = "unknown error"
_OTHERS = 5


def as_text(
    verdict: FaultVerdict | None, logs: CollectedFaults, language: str, *, whole: bool = False
) -> Iterator[str]:
    """The answer in lines; `whole`: also what follows from the first fault, one by one."""
    lines = sum(node.lines for node in logs.nodes)
    counted = f"{lines:,} line{'' if lines == 1 else 's'}"
    read = f"{size(sum(node.bytes for node in logs.nodes))}, {counted} of {few([n.node for n in logs.nodes])}"
    if verdict is None:
        yield f"No fault found in {read}."
        return
    first = verdict.first
    title, cause, remedy = _texts(first, language)
    yield f"{verdict.node}: {title}" + (f"  ({first.seen.fault.code})" if first.seen.fault else "")
    if verdict.node != first.node:
        yield f"  reported by {first.node}"
    yield from (f"  {place.words()}" for place in verdict.places[:8])
    yield f"  when   {first.when or 'unknown'}"
    yield f"  where  {first.file}, byte {first.seen.offset:,}"
    yield from (f"  {label}  {one_line(text)}" for label, text in (("cause", cause), ("do   ", remedy)) if text)
    yield ""
    own = one_line(first.seen.line)
    yield from (f"  {'>' if one_line(line) == own else ' '} {line}" for line in first.around)
    yield ""
    if verdict.hidden:
        many = len(verdict.hidden)
        follow = "1 error follows" if many == 1 else f"{many} errors follow"
        yield f"{follow} from it" + ("" if whole else " (--all shows them)")
        yield from map(_line, verdict.hidden if whole else ())
    if verdict.others:
        many = len(verdict.others)
        yield f"{many} further error{'' if many == 1 else 's'}, later or of another cause:"
        yield from map(_line, verdict.others if whole else verdict.others[:_OTHERS])
    yield f"Read: {read}."


def _line(one: SeenFault) -> str:
    code = one.seen.fault.code if one.seen.fault else UNKNOWN
    return f"  {one.when or '-':<26}  {one.node}  {code}: {one_line(one.seen.line)[:160]}"


def _texts(one: SeenFault, language: str) -> tuple[str, str, str]:
    """Title, cause and remedy."""
    fault = one.seen.fault
    if fault is None:
        what = "a process failed" if one.seen.raised else "the log calls it an error"
        return UNKNOWN, f"No known fault fits this line; {what}.", "Read the lines around it, and those before it."
    texts = chinese_of(fault.code, one.seen.line) if language == "zh" else None
    if texts is not None and texts.cause:
        return texts.title, texts.cause, texts.remedy
    return (texts or fault).title, fault.cause_of(one.seen.line), fault.remedy


def as_json(verdict: FaultVerdict | None, logs: CollectedFaults, language: str) -> str:
    """The answer as one JSON object (docs/formats.md)."""
    said: dict[str, Any] = {"v": 1, "status": "none", "culprit": None}
    if verdict is not None:
        said["status"] = "known" if verdict.first.seen.fault is not None else "unknown"
        said["culprit"] = _as_object(verdict.first, language) | {
            "look_at": verdict.node,
            "around": list(verdict.first.around),
            "ranks": [{"rank": p.rank, "node": p.node, "npu": p.npu, "device_ip": p.device_ip} for p in verdict.places],
        }
    said["follows"] = [_as_object(one, language) for one in (verdict.hidden if verdict else ())]
    said["others"] = [_as_object(one, language) for one in (verdict.others if verdict else ())]
    said["nodes"] = [
        {"node": n.node, "files": n.files, "bytes": n.bytes, "lines": n.lines, "errors": n.errors} for n in logs.nodes
    ]
    said["notes"] = list(logs.notes)
    return json_escaped(json.dumps(said, ensure_ascii=False))


def _as_object(one: SeenFault, language: str) -> dict[str, Any]:
    title, cause, remedy = _texts(one, language)
    return {
        "code": one.seen.fault.code if one.seen.fault else None, "node": one.node, "file": one.file,
        "offset": one.seen.offset, "when": one.when, "line": one.seen.line[:2000], "title": title, "cause": cause,
        "remedy": remedy,
    }  # fmt: skip


def extract(verdict: FaultVerdict | None, logs: CollectedFaults) -> str:
    """The first fault, what stands around it, and the other errors, without what tells whose they are."""
    if verdict is None:
        return "no fault found\n"
    blocks = []
    for one in (verdict.first, *verdict.others[:20], *verdict.hidden[:20]):
        code = one.seen.fault.code if one.seen.fault else UNKNOWN
        blocks.append("\n".join((f"--- {code}, {one.node}, {one.file}, {one.when or 'no time'}", *one.around)))
    return Redactor(node.node for node in logs.nodes)("\n\n".join(blocks)) + "\n"
