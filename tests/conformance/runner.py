"""Turns a case into artefacts, has them judged, compares with MindIE's verdict; no memory of cases, no other judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts, Files, Site
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.judge import judge

HERE = Path(__file__).parent
WEIGHTS, TABLE = "/data/weights/model", "/data/rank_table.json"
WORLD = Files(present=frozenset((WEIGHTS, WEIGHTS + "/config.json", TABLE)), closed=True)
"""All that exists outside the documents of a start-up case."""


@dataclass(frozen=True)
class Outcome:
    """One case: what MindIE said, what we say."""

    case: dict[str, Any]
    errors: tuple[Finding, ...]
    """Those of the case's stage."""

    @property
    def agrees(self) -> bool:
        return bool(self.errors) == (self.case["verdict"] == "reject")

    @property
    def names_the_field(self) -> bool | None:
        """Whether a place of the first error is a patched pointer, a prefix or a child of one, or the variable of an
        env case; None where the case does not count."""
        changed = [patch["path"] for patch in self.case.get("patch", []) + self.case.get("rank_table_patch", [])]
        variables = [f"/{name}" for name in self.case.get("env", {})]
        if self.case["verdict"] != "reject" or "raw" in self.case or not (changed or variables):
            return None
        if not self.errors:
            return False
        return any(_related(place.pointer, to) for place in self.errors[0].places for to in changed + variables)


def _related(one: str, other: str) -> bool:
    other = other.removesuffix("/-")
    return one == other or one.startswith(other + "/") or other.startswith(one + "/") or one == ""


def outcomes(path: Path, bases: Path | None = None) -> Iterator[Outcome]:
    """Every case of a file, judged. `bases` is the folder of the base configurations; beside the file if None."""
    folder = bases or path.parent / "bases"
    for line in path.read_text(encoding="utf-8-sig").split("\n"):  # not splitlines(): a text may hold U+2028
        if line.strip():
            case = json.loads(line)
            if "parallel" in case:
                yield Outcome(case, _errors(parallel(case), "workers"))
            else:
                yield Outcome(case, _errors(startup(case, folder), "start"))


def _errors(judged: Artefacts, stage: str) -> tuple[Finding, ...]:
    return tuple(f for f in judge(judged) if f.stage == stage and f.severity == "error")


def startup(case: dict[str, Any], bases: Path) -> Artefacts:
    """What the daemon of a start-up case sees."""
    base = json.loads((bases / f"{case['base']}.json").read_text(encoding="utf-8"))
    text = case.get("raw")
    if text is None:
        text = json.dumps(patched(base["config"], case.get("patch", [])), ensure_ascii=False)
    table = base.get("rank_table")
    env = {"RANK_TABLE_FILE": TABLE, "MIES_CONTAINER_IP": "10.0.0.1"} if table else {}
    env = {name: value for name, value in {**env, **case.get("env", {})}.items() if value != ""}
    return artefacts.from_texts(
        text.replace("@WEIGHTS@", WEIGHTS),
        json.dumps(patched(table, case.get("rank_table_patch", []))) if table else None,
        environments=(env,),
        site=Site(nodes=("node",), files=WORLD),
    )


def parallel(case: dict[str, Any]) -> Artefacts:
    """The default configuration on the nodes of a parallel case, with its sizes in ModelConfig."""
    config = json.loads(DEFAULT_CONFIG)
    backend, per_node, nodes = config["BackendConfig"], case["devices_per_node"], case["nodes"]
    backend |= {"multiNodesInferEnabled": nodes > 1, "npuDeviceIds": [list(range(per_node))]}
    model = backend["ModelDeployConfig"]["ModelConfig"][0]
    model |= {"worldSize": per_node, **case["parallel"]}
    if options := case.get("parallel_options"):
        model["models"] = {"deepseekv2": {"parallel_options": options}}
    site = Site(
        nodes=tuple(f"n{i}" for i in range(nodes)),
        devices_per_node=per_node,
        environment_known=False,
    )
    return artefacts.from_texts(json.dumps(config), site=site)


def patched(value: Any, patch: list[dict[str, Any]]) -> Any:
    """A document after an RFC 6902 patch of add, remove and replace."""
    value = json.loads(json.dumps(value))
    for operation in patch:
        *way, last = document.tokens(operation["path"]) or [""]
        if not document.tokens(operation["path"]):
            value = operation.get("value")
            continue
        holder = value
        for token in way:
            holder = holder[int(token)] if isinstance(holder, list) else holder[token]
        if isinstance(holder, list):
            at = len(holder) if last == "-" else int(last)
            if operation["op"] == "add":
                holder.insert(at, operation["value"])
            elif operation["op"] == "remove":
                del holder[at]
            else:
                holder[at] = operation["value"]
        elif operation["op"] == "remove":
            del holder[last]
        else:
            holder[last] = operation["value"]
    return value
