"""How a run of AISBench starts on its node: inspect the installation, write files, find the data, pass the key.

Performance points and accuracy runs start alike; only their plans differ.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.aisbench.config import Installed, Plan
from mindie_tui.model.bench.datasets import is_of
from mindie_tui.model.deployment import Accuracy, Performance
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.secret import HIDDEN
from mindie_tui.model.mindie.rules.profile_values import is_folder_name
from mindie_tui.remote.transport.node_program import Program, program

if TYPE_CHECKING:
    from mindie_tui.remote.context import Context

TOKENIZER = r"^token|^vocab|^spiece|\.model$|\.tiktoken$"
"""Every folder that a tokenizer can be loaded from contains one of these names."""
LOOK_S = 60.0
"""Seconds for the bench node to look at its AISBench, or to write files and fork: a line that hangs, else."""
_DATASETS = "ais_bench/datasets"


class StartRefusal(Exception):
    """Why the point does not start: sentence, what to do. Nothing runs on the node."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do


@dataclass(frozen=True, slots=True)
class Started:
    """ais_bench runs on the node."""

    plan: Plan
    installed: Installed
    folder: str
    """The point's folder on the node."""
    python: str
    """The interpreter of ais_bench; "" where its command names none."""
    printed: int
    """Bytes of output.log that an earlier part of the run wrote."""
    dataset_config: str | None
    """The copy of the data set's config with absolute paths."""


Make = Callable[[tuple[str, ...], bool, Installed], Plan]
"""(environment files, whether the folder has data of its own, installation) -> the plan."""


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """What ais_bench is to measure as one point, before its node was asked."""

    node: str
    name: str
    part: Performance | Accuracy
    datasets: str
    settings: Mapping[str, Any]
    """What AISBench's config will hold."""
    make: Make


async def start(ctx: Context, point: PlannedPoint, *, again: bool = False) -> Started:
    """Start ais_bench on the point's node; `again`: an accuracy run continues where it stopped.

    Raises StartRefusal where it cannot start, LinkError where the node does not answer.
    """
    _refuse_what_cannot_run(ctx, point)
    key = api_key(ctx)
    look, installed = await _installation(ctx, point.node)
    data = _data(ctx, look, point.datasets)
    fact = ctx.facts.get(point.node)
    plan = point.make(fact.set_env if fact else (), bool(data.links or data.under), installed)
    files = {"command.sh": plan.command.text, plan.config_path: plan.config_text}
    files |= plan.files
    files |= _key_files(point.part, installed, key)
    question: dict[str, Any] = {
        "run": ctx.run.id,
        "point": point.name,
        "files": files,
        "needs": _needs(point, data.links),
        "env": {aisbench.KEY_VARIABLE: key} if key else {},
    }
    if not again:
        question |= {"links": data.links, "under": data.under, "config": data.config}
    answer = await _ask(ctx, point.node, "again" if again else "start", question)
    if "error" in answer:
        raise StartRefusal(f"{point.node}: {answer['error']}", str(answer.get("do") or ""))
    return Started(
        plan=plan,
        installed=installed,
        folder=str(answer["folder"]),
        python=str(look.get("python") or ""),
        printed=int(answer.get("printed") or 0),
        dataset_config=answer.get("dataset_config"),
    )


def _refuse_what_cannot_run(ctx: Context, point: PlannedPoint) -> None:
    """Raises StartRefusal where the profile alone shows that it cannot be measured; no node is contacted."""
    if found := aisbench.problems(point.part, point.settings):
        raise StartRefusal("; ".join(str(problem) for problem in found), "correct it in the profile")
    if HIDDEN in json.dumps([point.settings, point.part.generation_kwargs], default=str):
        do = "write it into the profile again, or use api_key_env"
        raise StartRefusal("a secret among its settings was not kept", do)
    for name in ctx.deployment.bench.datasets:
        if not is_folder_name(name):
            raise StartRefusal(
                Message("bench.datasets: {name} is not a folder name", name=name), "write one without / and .."
            )


async def _installation(ctx: Context, node: str) -> tuple[Mapping[str, Any], Installed]:
    """The node's AISBench. Raises StartRefusal where there is none, LinkError."""
    bench = ctx.deployment.bench
    look = await _ask(ctx, node, "look", {"command": bench.command, "root": bench.root})
    if not look.get("command"):
        raise StartRefusal(
            Message("{command} was not found inside the container of {node}", command=bench.command, node=node),
            "set bench.command to its path, or choose another bench.node",
        )
    installed = Installed(
        look.get("version"),
        {name: frozenset(keys) for name, keys in look.get("classes", {}).items()},
        frozenset(look.get("taken") or aisbench.TAKEN),
    )
    return look, installed


def api_key(ctx: Context) -> str | None:
    """The service's key, out of this machine's environment; None where the profile names no variable for it."""
    name = ctx.deployment.bench.api_key_env
    if name is None:
        return None
    if not (key := os.environ.get(name)):
        do = Message("export {name}, or take bench.api_key_env out", name=name)
        raise StartRefusal(Message("the variable {name} holds no key on this machine", name=name), do)
    return key


def _key_files(part: Performance | Accuracy, installed: Installed, key: str | None) -> dict[str, str]:
    if key is None:
        return {}
    name, _ = installed.model_class(aisbench.STREAMING.get(part.models, True))
    parameter = installed.key_parameter(name)
    if parameter is None:
        raise StartRefusal(
            Message("AISBench {version} sends no key to the service", version=installed.version or "there"),
            "take bench.api_key_env out, or set bench.command to a newer ais_bench",
        )
    return {f"{aisbench.KEY_FOLDER}/{aisbench.KEY_MODULE}.py": aisbench.key_module(name, parameter)}


@dataclass(frozen=True, slots=True)
class _Data:
    """The paths of a point's data sets on the node; empty where AISBench finds them by itself."""

    links: Mapping[str, str] = field(default_factory=dict)
    """Name below the point's folder -> the folder that the profile names."""
    under: Sequence[str] = ()
    """The installation's folder of data sets, and the name below which the point's folder shows it."""
    config: Mapping[str, Any] | None = None
    """Whose config of the data set gets absolute paths."""


def _data(ctx: Context, look: Mapping[str, Any], datasets: str) -> _Data:
    """The paths of the data.

    Links in the point's folder, ais_bench/datasets/NAME: releases that know AIS_BENCH_DATASETS_CACHE look below it,
    older ones below the current folder. They serve configs that take their paths from elsewhere.
    """
    paths = {name: dataset.path for name, dataset in ctx.deployment.bench.datasets.items()}
    installed = [str(name) for name in look.get("dataset_names", [])]
    if not any(is_of(datasets, name) for name in (*paths, *installed)):
        return _Data()
    known = {name: f"{look['datasets']}/{name}" for name in installed} | paths
    config = {"package": look["package"], "name": datasets, "paths": known} if look.get("package") else None
    links = {f"{_DATASETS}/{name}": path for name, path in paths.items()}
    return _Data(links, [str(look["datasets"]), _DATASETS] if installed else [], config)


def _needs(point: PlannedPoint, links: Mapping[str, str]) -> list[list[str | None]]:
    """What must be there, or minutes of requests end without tables."""
    where = "bench.accuracy" if isinstance(point.part, Accuracy) else "bench.performance"
    do = Message("set {where}.settings.path to the weights folder as the bench node sees it", where=where)
    needs: list[list[str | None]] = [[point.settings["path"], TOKENIZER, "a tokenizer", do]]
    for link, path in links.items():
        name = link.rsplit("/", 1)[1]
        if is_of(point.datasets, name):
            needs.append(
                [
                    path,
                    None,
                    Message("the data set {name}", name=name),
                    Message("put it there, or correct bench.datasets.{name}.path", name=name),
                ]
            )
    return needs


async def _ask(ctx: Context, node: str, verb: str, question: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of bench_run on the node to `verb`. Raises LinkError, after LOOK_S where it does not answer."""
    return await bench_run(ctx, node, verb, question).one(ctx.fleet.inside(node), timeout=LOOK_S)


def bench_run(ctx: Context, node: str, verb: str, question: Mapping[str, Any]) -> Program:
    """The program bench_run for the node: `verb` with its JSON."""
    fact = ctx.facts.get(node)
    payload = json.dumps(question).encode()
    return program("bench_run", verb, python=fact.python if fact else None, payload=payload)


def service_ip(ctx: Context) -> str | None:
    """The master's address as the bench reaches it: the profile's `ip`, else where SSH reached it."""
    master = next(node for node in ctx.deployment.serving)
    fact = ctx.facts.get(master.name)
    return master.ip or (fact.ip if fact else None)
