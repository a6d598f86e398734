"""`validate PROFILE|config.json|-`: what the rules say, without any node; one line a finding, or one JSON object."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from mindie_tui.headless.documents.config_document import read_config
from mindie_tui.headless.documents.given import Given, ReadDocument, document_of, read
from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.finding import Finding, as_json, localized_label, localized_text
from mindie_tui.model.language import in_force, translation
from mindie_tui.model.message import Message, either, in_language
from mindie_tui.model.text import one_line

MOST_NODES, MOST_DEVICES = 512, 64


def run(args: argparse.Namespace) -> int:
    """The command: 0 without an error, 1 with one, or where the document cannot be read."""
    document = _read(_given(args))
    found = document.engine.judge(document.artefacts)
    _print(found, document, as_lines=args.json)
    return 1 if any(f.severity == "error" for f in found) else 0


def _given(args: argparse.Namespace) -> Given:
    nodes = _checked("--nodes", args.nodes, MOST_NODES)
    devices = _checked("--devices-per-node", args.devices_per_node, MOST_DEVICES)
    table = read(args.rank_table) if args.rank_table is not None else None
    name, text = document_of(args.document)
    return Given(name, text, table, str(args.rank_table), nodes, devices, tuple(args.sets), args.mindie)


def _read(given: Given) -> ReadDocument:
    if given.is_config:
        return read_config(given)
    from mindie_tui.headless.documents.profile_document import read_profile  # YAML and its shape, for a profile alone

    return read_profile(given)


def _checked(option: str, value: int | None, most: int) -> int | None:
    if value is not None and not 1 <= value <= most:
        raise CommandLineError(
            Message("{option} {value} is out of range", option=option, value=value),
            do=Message("write 1 to {most}", most=most),
        )
    return value


def _line(event: Mapping[str, Any]) -> None:
    write_json({"v": 1, **event}, sys.stdout)


def _print(found: tuple[Finding, ...], document: ReadDocument, *, as_lines: bool) -> None:
    """Findings to standard output; what they are about, with --json, to standard error."""
    counts = {severity: sum(f.severity == severity for f in found) for severity in ("error", "warning", "note")}
    if as_lines:
        print(one_line(document.about), file=sys.stderr)
        for finding in found:
            _line({"event": "finding", **as_json(finding)})
        _line({"event": "summary", "errors": counts["error"], "warnings": counts["warning"], "notes": counts["note"]})
        return
    print(one_line(in_language(document.about)))
    for finding in found:
        print(one_line(in_language(_sentence(finding, document.where(finding) if finding.places else ""))))
    if in_force() == "en":
        print(", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts.items()))
        return
    says = "{errors} errors, {warnings} warnings, {notes} notes"
    print(in_language(Message(says, errors=counts["error"], warnings=counts["warning"], notes=counts["note"])))


def _sentence(finding: Finding, at: str) -> Message:
    """A finding as a line; `at` is its place."""
    values = {
        "severity": translation(finding.severity, "severity") or finding.severity,
        "stage": finding.stage,
        "at": at,
        "text": localized_text(finding),
        "code": finding.code,
    }
    if not finding.fixes:
        return Message("{severity} ({stage}) {at}: {text}  [{code}]", **values)
    fixes = in_language(either([localized_label(fix.label) for fix in finding.fixes]))
    return Message("{severity} ({stage}) {at}: {text}; fix: {fixes}  [{code}]", **values, fixes=fixes)
