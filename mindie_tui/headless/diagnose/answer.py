"""The one answer of `diagnose`: as text, as JSON, and as an extract that may be sent on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mindie_tui.headless.diagnose.collected import CollectedFaults
from mindie_tui.model.faults.culprit import FaultVerdict
from mindie_tui.model.faults.log_reader import SeenFault
from mindie_tui.model.faults.table import chinese_of
from mindie_tui.model.message import Message, cleaned, in_language
from mindie_tui.model.runs.redaction import Redactor
from mindie_tui.model.text import few, json_escaped, one_line, size

UNKNOWN = Message("unknown error")
_OTHERS = 5


def as_text(
    verdict: FaultVerdict | None, logs: CollectedFaults, language: str, *, whole: bool = False
) -> Iterator[str]:
    """The answer in lines; `whole`: also list each error that follows from the first fault."""
    lines = sum(node.lines for node in logs.nodes)
    read = Message(
        "{size}, 1 line of {nodes}" if lines == 1 else "{size}, {lines:,} lines of {nodes}",
        size=size(sum(node.bytes for node in logs.nodes)),
        nodes=few([node.node for node in logs.nodes]),
        lines=lines,
    )
    if verdict is None:
        yield Message("No fault found in {read}.", read=read)
        return
    first = verdict.first
    title, cause, remedy = _texts(first, language)
    title = in_language(title) if first.seen.fault is None else title
    yield f"{verdict.node}: {title}" + (f"  ({first.seen.fault.code})" if first.seen.fault else "")
    if verdict.node != first.node:
        yield Message("  reported by {node}", node=first.node)
    yield from (Message("  {place}", place=place.words()) for place in verdict.places[:8])
    yield Message("  when   {when}", when=first.when) if first.when else Message("  when   unknown")
    yield Message("  where  {file}, byte {offset:,}", file=first.file, offset=first.seen.offset)
    if cause:
        yield Message("  cause  {text}", text=cleaned(cause, one_line))
    if remedy:
        yield Message("  do     {text}", text=cleaned(remedy, one_line))
    yield ""
    own = one_line(first.seen.line)
    yield from (f"  {'>' if one_line(line) == own else ' '} {line}" for line in first.around)
    yield ""
    if verdict.hidden:
        yield _follow(len(verdict.hidden), whole)
        yield from map(_line, verdict.hidden if whole else ())
    if verdict.others:
        many = len(verdict.others)
        yield (
            Message("1 further error, later or of another cause:")
            if many == 1
            else Message("{count} further errors, later or of another cause:", count=many)
        )
        yield from map(_line, verdict.others if whole else verdict.others[:_OTHERS])
    yield Message("Read: {read}.", read=read)


def _follow(count: int, whole: bool) -> str:
    """How many errors follow from the first one."""
    if whole:
        return (
            Message("1 error follows from it") if count == 1 else Message("{count} errors follow from it", count=count)
        )
    if count == 1:
        return Message("1 error follows from it (--all shows it)")
    return Message("{count} errors follow from it (--all shows them)", count=count)


def _line(one: SeenFault) -> str:
    code = one.seen.fault.code if one.seen.fault else in_language(UNKNOWN)
    return f"  {one.when or '-':<26}  {one.node}  {code}: {one_line(one.seen.line)[:160]}"


def _texts(one: SeenFault, language: str) -> tuple[str, str, str]:
    """Title, cause and remedy."""
    fault = one.seen.fault
    if fault is None:
        what = (
            Message("No known fault fits this line; a process failed.")
            if one.seen.raised
            else Message("No known fault fits this line; the log calls it an error.")
        )
        return UNKNOWN, what, Message("Read the lines before and after it in the log.")
    texts = chinese_of(fault.code, one.seen.line) if language == "zh" else None
    if texts is not None:
        return texts.title, texts.cause, texts.remedy
    return fault.title, fault.cause_of(one.seen.line), fault.remedy


def as_json(verdict: FaultVerdict | None, logs: CollectedFaults) -> str:
    """The answer as one JSON object (docs/formats.md), in English whatever the language."""
    said: dict[str, Any] = {"v": 1, "status": "none", "culprit": None}
    if verdict is not None:
        said["status"] = "known" if verdict.first.seen.fault is not None else "unknown"
        said["culprit"] = _as_object(verdict.first) | {
            "look_at": verdict.node,
            "around": list(verdict.first.around),
            "ranks": [{"rank": p.rank, "node": p.node, "npu": p.npu, "device_ip": p.device_ip} for p in verdict.places],
        }
    said["follows"] = [_as_object(one) for one in (verdict.hidden if verdict else ())]
    said["others"] = [_as_object(one) for one in (verdict.others if verdict else ())]
    said["nodes"] = [
        {"node": n.node, "files": n.files, "bytes": n.bytes, "lines": n.lines, "errors": n.errors} for n in logs.nodes
    ]
    said["notes"] = list(logs.notes)
    return json_escaped(json.dumps(said, ensure_ascii=False))


def _as_object(one: SeenFault) -> dict[str, Any]:
    title, cause, remedy = _texts(one, "en")
    return {
        "code": one.seen.fault.code if one.seen.fault else None, "node": one.node, "file": one.file,
        "offset": one.seen.offset, "when": one.when, "line": one.seen.line[:2000], "title": title, "cause": cause,
        "remedy": remedy,
    }  # fmt: skip


def extract(verdict: FaultVerdict | None, logs: CollectedFaults) -> str:
    """The first fault, the lines around it, and the other errors, without anything that identifies the site."""
    if verdict is None:
        return "no fault found\n"
    blocks = []
    for one in (verdict.first, *verdict.others[:20], *verdict.hidden[:20]):
        code = one.seen.fault.code if one.seen.fault else UNKNOWN
        blocks.append("\n".join((f"--- {code}, {one.node}, {one.file}, {one.when or 'no time'}", *one.around)))
    redactor = Redactor({"node": [node.node for node in logs.nodes]}, whole_paths=False)
    return redactor.text("\n\n".join(blocks)) + "\n"
