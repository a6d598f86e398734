"""`validate PROFILE|config.json|-`: what the rules say, without any node; one line a finding, or one JSON object."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mindie_tui.headless import arguments
from mindie_tui.headless.printing import output
from mindie_tui.headless.printing.event_lines import write_json
from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import ABSENT, Edit, edited, tokens
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.finding import Finding, Place, as_json
from mindie_tui.model.mindie.artefacts import artefacts, places as named
from mindie_tui.model.mindie.artefacts.artefacts import SECTIONS, Artefacts, Site
from mindie_tui.model.mindie.artefacts.secret import hidden_values
from mindie_tui.model.mindie.parameters import plugin_params
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.model.node import Node
from mindie_tui.model.text import one_line
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import base_config

Where = Callable[[Finding], str]
"""file:line:column of a finding's first place, or its pointer where the text does not show it."""
add_arguments = arguments.validate
MOST_NODES, MOST_DEVICES = 512, 64


def run(args: argparse.Namespace) -> int:
    """The command: 0 without an error, 1 with one, or where the document cannot be read."""
    nodes = _counted("--nodes", args.nodes, MOST_NODES)
    devices = _counted("--devices-per-node", args.devices_per_node, MOST_DEVICES)
    table = _read(args.rank_table) if args.rank_table is not None else None
    name, text = document_of(args.document)
    if text is not None and _is_config(name, text):
        judged, where = _config(name, text, table, nodes, devices, args.sets, str(args.rank_table), args.mindie or "")
        about = f"{name}: a config.json"
    else:
        judged, where, about = _profile(name, text, table, nodes, devices, args.sets, args.mindie)
    found = judge(judged)
    _print(found, where, about, judged, as_lines=args.json)
    return 1 if any(f.severity == "error" for f in found) else 0


def _counted(option: str, value: int | None, most: int) -> int | None:
    if value is not None and not 1 <= value <= most:
        raise CommandLineError(f"{option} {value} is no such number", do=f"write 1 to {most}")
    return value


def _read(path: Path) -> bytes:
    try:
        return disk.read_bytes(paths.expanded(path), base_config.MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ProfileError(f"cannot be read ({why})", file=str(path), do="name a file of this machine") from error


def document_of(given: str) -> tuple[str, bytes | None]:
    """Name and bytes of the document; no bytes for the name of a profile."""
    if given == "-":
        return "-", _standard_input()
    if "/" in given or given.endswith((".yaml", ".yml", ".json")) or paths.is_file(Path(given)):
        return given, _read(Path(given))
    return given, None


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(base_config.MOST_BYTES + 1)
    if len(data) > base_config.MOST_BYTES:
        raise ProfileError("is larger than 10 MB", file="-", do="send a profile or a config.json")
    return data


def _is_config(name: str, text: bytes) -> bool:
    """A mapping with ServerConfig or BackendConfig, and what is meant as one and is broken."""
    parsed = json_text.parse(text)
    if isinstance(parsed.value, dict):
        return "ServerConfig" in parsed.value or "BackendConfig" in parsed.value or name.endswith(".json")
    return name.endswith(".json") or text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _config(
    name: str,
    text: bytes,
    table: bytes | None,
    nodes: int | None,
    devices: int | None,
    sets: Iterable[str],
    table_name: str,
    mindie: str,
) -> tuple[Artefacts, Where]:
    site = Site(
        nodes=tuple(f"node {i + 1}" for i in range(nodes or 0)),
        devices_per_node=devices,
        environment_known=False,
        mindie=mindie,
    )
    judged = artefacts.from_texts(text, table, site=site)
    texts = (
        ("config.json", name, judged.config_text if judged.config is not ABSENT else ""),
        ("rank_table.json", table_name, judged.rank_table_text if judged.rank_table is not ABSENT else ""),
    )
    positions = {file: (called, json_text.positions(text) if text else {}) for file, called, text in texts}
    for given in sets:
        judged = _set(judged, given)
    return judged, lambda finding: _in_text(positions, finding)


def _in_text(texts: dict[str, tuple[str, dict[str, tuple[int, int]]]], finding: Finding) -> str:
    """Where it stands: file:line:column; of what is missing, where it should."""
    place = finding.places[0]
    if place.file not in texts:
        return f"{place.file}{place.pointer}"
    name, positions = texts[place.file]
    if "line" in finding.values and "column" in finding.values:  # what is said of the text itself
        return f"{name}:{finding.values['line']}:{finding.values['column']}"
    at = place.pointer
    while at and at not in positions:
        at = at.rpartition("/")[0]
    line, column = positions.get(at, (0, 0))
    return f"{name}:{line}:{column}" if line else name


def _set(judged: Artefacts, text: str) -> Artefacts:
    """The documents with `X=V`: V is JSON, else text; of a variable always text. What is no JSON at all stays so."""
    name, equals, given = text.partition("=")
    name = name.strip()
    if not equals or not name:
        raise CommandLineError(f"--set {text} has no value", do="write --set NAME=VALUE, such as --set dp=4")
    try:
        place = named.place_of(name)
    except CommandLineError as error:
        raise CommandLineError(f"--set {error.what}", do=error.do) from error
    parsed = json_text.parse(given)
    edit = Edit("replace", place.pointer, given if parsed.value is ABSENT or parsed.flaws else parsed.value)
    if place.file == "environment":
        return replace(judged, environments=tuple({**env, place.pointer[1:]: given} for env in judged.environments))
    if place.file == "rank_table.json":
        if judged.rank_table is None:
            raise CommandLineError(f"--set {text}: there is no rank table", do="name one with --rank-table")
        return judged if judged.rank_table is ABSENT else replace(judged, rank_table=edited(judged.rank_table, edit))
    if judged.config is ABSENT:
        return judged
    if plugin_params.is_inside(edit.pointer):
        edit = plugin_params.edited(judged.config, edit)
    return replace(judged, config=edited(judged.config, edit))


def _profile(
    name: str,
    text: bytes | None,
    table: bytes | None,
    nodes: int | None,
    devices: int | None,
    sets: Iterable[str],
    mindie: str | None,
) -> tuple[Artefacts, Where, str]:
    from mindie_tui.store.profiles import load as profiles

    loaded = _loaded(name, text)
    deployment = profiles.with_sets(loaded.deployment, sets)
    if mindie:
        deployment = deployment.model_copy(update={"mindie": mindie})
    output.hide(hidden_values(deployment))
    if nodes is not None:
        if deployment.serving and len(deployment.serving) != nodes:
            what = f"--nodes {nodes}: the profile names {len(deployment.serving)} nodes that serve"
            raise CommandLineError(what, do="leave --nodes out")
        if not deployment.serving:
            made = tuple(Node(name=f"node-{i + 1}") for i in range(nodes))
            deployment = deployment.model_copy(update={"nodes": (*deployment.nodes, *made)})
    table_text = table.decode(errors="replace") if table is not None else loaded.rank_table_text
    judged = artefacts.of(deployment, base_text=loaded.base_text, rank_table_text=table_text)
    if devices is not None:
        judged = replace(judged, site=replace(judged.site, devices_per_node=devices))

    def where(finding: Finding) -> str:
        place = finding.places[0]
        path = _path_in_profile(place)
        file, line, column = loaded.place(path) if path and text is None or path and name != "-" else ("", 0, 0)
        return f"{file}:{line}:{column}" if line else f"{place.file}{place.pointer}"

    count = len(deployment.serving)
    about = f"{name}: a profile, {f'{count} nodes' if count != 1 else 'one node'}" if count else f"{name}: a profile"
    return judged, where, f"{about}; base: {judged.site.base}, no node was asked"


def _loaded(name: str, text: bytes | None) -> Any:
    """The profile; one from standard input is laid into a file for as long as it is read."""
    from mindie_tui.store.profiles import load as profiles

    if name != "-":
        return profiles.load(name if text is None or "/" in name else f"./{name}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard-input.yaml"
        path.write_bytes(text or b"")
        try:
            return profiles.load(str(path))
        except ProfileError as error:
            raise ProfileError(error.what, file="-", line=error.line, column=error.column, do=error.do) from error


def _path_in_profile(place: Place) -> tuple[str | int, ...]:
    if place.file == "environment":
        return ("environment", *tokens(place.pointer))
    if place.file == "profile":
        return tuple(tokens(place.pointer))
    if place.file != "config.json":
        return ("rank_table",)
    section = max(
        (s for s in SECTIONS.items() if f"{place.pointer}/".startswith(s[1] + "/")),
        key=lambda s: len(s[1]),
        default=None,
    )
    if section is None:
        return ("parameters",)
    return ("parameters", section[0], *tokens(place.pointer[len(section[1]) :]))


def _line(event: dict[str, Any]) -> None:
    write_json({"v": 1, **event}, sys.stdout)


def _print(found: tuple[Finding, ...], where: Where, about: str, judged: Artefacts, *, as_lines: bool) -> None:
    """Findings to standard output; what they are about, with --json, to standard error."""
    counts = {severity: sum(f.severity == severity for f in found) for severity in ("error", "warning", "note")}
    if as_lines:
        print(one_line(about), file=sys.stderr)
        for finding in found:
            _line({"event": "finding", **as_json(finding)})
        _line({"event": "summary", "errors": counts["error"], "warnings": counts["warning"], "notes": counts["note"]})
        return
    print(one_line(about))
    for finding in found:
        at = where(finding) if finding.places else ""
        fixes = " or ".join(fix.label for fix in finding.fixes)
        fix = f"; fix: {fixes}" if fixes else ""
        print(one_line(f"{finding.severity} ({finding.stage}) {at}: {finding.text}{fix}  [{finding.code}]"))
    print(", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts.items()))
