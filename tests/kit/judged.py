"""Configurations for the tests of the rules: the bases of the conformance cases, changed field by field."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.model.documents.document import ABSENT, Edit, edited
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts, Files, Site
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.model.mindie.rules.rule import place

BASES = Path(__file__).parents[1] / "conformance" / "bases"
WEIGHTS = "/data/weights/deepseek"


def base(name: str = "a3-double") -> dict[str, Any]:
    """Config and rank table of a base, the weights' folder filled in."""
    documents: dict[str, Any] = json.loads((BASES / f"{name}.json").read_text().replace("@WEIGHTS@", WEIGHTS))
    return documents


def made(
    name: str = "a3-double",
    changes: dict[str, Any] | None = None,
    *,
    table: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
    site: Site | None = None,
    **more: Any,
) -> Artefacts:
    """A base with fields set by name or pointer; ABSENT takes a key out. Sites of two nodes for a3-double."""
    documents = base(name)
    config, rank_table = documents["config"], copy.deepcopy(documents["rank_table"])
    for at, value in (changes or {}).items():
        config = edited(config, edit(place(at).pointer, value))
    for at, value in (table or {}).items():
        rank_table = edited(rank_table, edit(at, value))
    servers = documents["rank_table"]["server_list"] if documents["rank_table"] else [{"container_ip": "10.0.0.1"}]
    ips = [server["container_ip"] for server in servers]
    common = {"RANK_TABLE_FILE": "/root/rank_table.json"} if rank_table else {}
    known = Site(nodes=tuple(f"n{i + 1}" for i in range(len(ips))), ips=tuple(ips), bench_node="n1")
    return Artefacts(
        config_text="",
        config=config,
        rank_table=rank_table,
        rank_table_text="" if rank_table else None,
        environments=tuple({"MIES_CONTAINER_IP": ip, **common, **(env or {})} for ip in ips),
        site=site or known,
        **more,
    )


def fleet(nodes: int, per: int, **alike: str) -> Artefacts:
    """A rank table of nodes with the same addresses on each, as a fleet behind one address shows them."""
    servers, rank = [], 0
    for node in range(nodes):
        devices = []
        for npu in range(per):
            devices.append({"device_id": str(npu), "device_ip": f"10.1.0.{npu + 1}", "rank_id": str(rank)} | alike)
            rank += 1
        ip = f"10.0.{node // 250}.{node % 250 + 1}"
        servers.append({"server_id": ip, "container_ip": ip, "device": devices})
    ips = [str(server["container_ip"]) for server in servers]
    table = {"version": "1.0", "server_count": str(nodes), "server_list": servers, "status": "completed"}
    return artefacts.from_texts(
        json.dumps(base("a3-double")["config"]),
        json.dumps(table),
        environments=tuple({"MIES_CONTAINER_IP": ip, "RANK_TABLE_FILE": "/root/t.json"} for ip in ips),
        site=Site(nodes=tuple(f"n{i}" for i in range(nodes)), ips=tuple(ips)),
    )


def asking(**settings: Any) -> Bench:
    """A bench whose performance run is told these settings by hand."""
    return Bench(performance=Performance(settings=settings))


def edit(at: str, value: Any) -> Edit:
    return Edit("remove", at) if value is ABSENT else Edit("replace", at, value)


def found(*args: Any, **kwargs: Any) -> dict[str, Finding]:
    """Findings of `made(...)` by code, the first of each."""
    result: dict[str, Finding] = {}
    for finding in judge(made(*args, **kwargs)):
        result.setdefault(finding.code, finding)
    return result


def errors(*args: Any, **kwargs: Any) -> list[str]:
    """Codes of the errors of `made(...)`, in their order."""
    return [f.code for f in judge(made(*args, **kwargs)) if f.severity == "error"]


CONFIG_POINTERS = tuple(f.pointer for f in catalogue.CONFIG)
CLOSED = Files(present=frozenset((WEIGHTS, WEIGHTS + "/config.json")), closed=True)

__all__ = ["ABSENT", "CLOSED", "CONFIG_POINTERS", "artefacts", "asking", "base", "errors", "fleet", "found", "made"]


def let_pass(changes: dict[str, Any], code: str) -> Finding:
    """What is said of changes that MindIE's daemon takes: a warning or a note, and no error of its own."""
    finding = found("a3-double", changes)[code]
    assert finding.severity in ("warning", "note")
    assert not [one for one in errors("a3-double", changes) if one.startswith("start")]
    return finding
