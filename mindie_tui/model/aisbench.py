"""Settings of a bench -> the files that AISBench reads and the command that starts it; its limits as sentences.

Nothing of an installation is edited: every point has a model config of its own in a folder of its own, found by
--config-dir. Source of names and limits: ais_bench_benchmark 3.1, utils/config/build.py; facts/aisbench.md.
"""

from __future__ import annotations

import ipaddress
import json
import keyword
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model import document
from mindie_tui.model.deployment import Deployment, Performance
from mindie_tui.model.document import Json
from mindie_tui.model.shell import Command, Value, script, sh

_MODEL = "/BackendConfig/ModelDeployConfig/ModelConfig/0"
STREAMING = {"vllm_api_stream_chat": True, "vllm_api_general_chat": False}
"""The model configs that we write: whether each asks for a stream."""
CHAT, CHAT_STREAM = "VLLMCustomAPIChat", "VLLMCustomAPIChatStream"
OWN_KEYS = frozenset({"attr", "type", "abbr", "stream"})
"""Keys of the model config that we write ourselves."""
TAKEN = frozenset(
    "attr abbr type use_timestamp run_cfg request_rate batch_size summarizer_abbr pred_postprocessor min_out_len "
    "returns_tool_calls traffic_cfg".split()
)
"""Keys that AISBench 3.1 itself takes before it builds the class with the rest."""
_LOAD = frozenset({"request_rate", "batch_size"})
"""Every release takes these; a point without them would measure another load."""
WHOLE = 0.95
"""A point counts where at least this part of what was asked succeeded."""
_BIG_BATCH = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting that AISBench would refuse: its key in the profile and one sentence."""

    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"


@dataclass(frozen=True, slots=True)
class Installed:
    """What was found of an installation of AISBench. Empty: unknown, so nothing is left out."""

    version: str | None = None
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Class of a model: the parameters that it takes, those of its bases included."""
    taken: frozenset[str] = TAKEN
    """Keys that AISBench takes itself."""

    def model_class(self, streaming: bool) -> tuple[str, bool]:
        """(class, whether it wants stream=True): the newer class where it streams, else the older one."""
        if not streaming:
            return CHAT, False
        if self.classes and "stream" in self.classes.get(CHAT, frozenset()):
            return CHAT, True
        return CHAT_STREAM, False  # also where nothing is known: 3.1 only warns that it is deprecated

    def unknown(self, settings: Mapping[str, Any], model_class: str) -> list[str]:
        """Keys of `settings` that this installation would refuse; none where it is not known."""
        if model_class not in self.classes:
            return []
        known = self.classes[model_class] | self.taken | OWN_KEYS | _LOAD
        return [key for key in settings if key not in known]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one performance point is made of. Paths are relative to the point's folder on the bench node."""

    key: Mapping[str, Any]
    """What the point is: {datasets, num_prompts, batch_size, request_rate}."""
    settings: Mapping[str, Any]
    config_path: str
    config_text: str
    command: Command
    """The script: environment, then ais_bench in its place."""
    asked: int
    """Requests that were asked for."""
    notes: tuple[str, ...] = ()


def settings_of(deployment: Deployment, config: Json, service_ip: str | None) -> dict[str, Any]:
    """AISBench's settings of the performance run, with what follows the service filled in where it is absent or "".

    `config` is the service's config.json, `service_ip` the master's address. {} where the profile has no performance
    run. model follows modelName, path modelWeightPath, host_ip the master, host_port the service's port.
    """
    performance = deployment.bench.performance
    if performance is None:
        return {}
    follows = {
        "path": document.get(config, f"{_MODEL}/modelWeightPath"),
        "model": document.get(config, f"{_MODEL}/modelName"),
        "host_ip": service_ip,
        "host_port": document.get(config, "/ServerConfig/port"),
        "request_rate": 0,
        "batch_size": 1,
    }
    settings = dict(performance.settings)
    for key, value in follows.items():
        if settings.get(key) in (None, "") and value not in (None, document.ABSENT):
            settings[key] = value
    given = settings.get("generation_kwargs")
    if performance.generation_kwargs and isinstance(given, dict | None):
        settings["generation_kwargs"] = {**(given or {}), **performance.generation_kwargs}
    ordered = [*(k for k in _ORDER if k in settings), *(k for k in settings if k not in _ORDER)]
    return {key: settings[key] for key in ordered}


_ORDER = "path model request_rate retry host_ip host_port max_out_len batch_size generation_kwargs".split()
"""The order of AISBench's own file."""
_PREFIX = "bench.performance.settings."
_RANGES: dict[str, tuple[type, float, float]] = {
    "request_rate": (float, 0, 64000),
    "retry": (int, 0, 1000),
    "max_out_len": (int, 1, 131072),
    "batch_size": (int, 1, 100000),
    "host_port": (int, 1, 65535),
}


def problems(performance: Performance, settings: Mapping[str, Any],
             api_key_env: str | None = None) -> tuple[Problem, ...]:
    """What AISBench would refuse, or would wreck its own files with; () where all is good.

    `settings` as `settings_of` gives them. AISBench itself says these things minutes later, some with exit status 0.
    """
    found = list(_ranges(settings))
    if performance.models not in STREAMING:
        names = " or ".join(STREAMING)
        found.append(Problem("bench.performance.models", f"{performance.models} is not known here; write {names}"))
    for key in ("datasets", "summarizer"):
        name = getattr(performance, key)
        if not name or not all(part.isidentifier() for part in name.replace("-", "_").split(".")):
            found.append(Problem(f"bench.performance.{key}", f"{name!r} is no name of a config of AISBench"))
    found += [Problem(_PREFIX + key, "is written by the bench itself; take it out")
              for key in sorted(OWN_KEYS & set(settings))]
    if "api_key" in settings:
        found.append(Problem(_PREFIX + "api_key", "a key has no place in a profile; take it out"))
    if api_key_env:
        found.append(Problem("bench.api_key_env", "not yet: the bench sends no key; take it out"))
    for key, value in settings.items():
        if not _name(key):
            found.append(Problem(_PREFIX + key, "is no name that AISBench could know"))
        elif not _plain(value):
            found.append(Problem(_PREFIX + key, "holds a number that is not finite"))
    for key in ("path", "model", "host_ip"):
        value = settings.get(key)
        if not isinstance(value, str) or not value:
            found.append(Problem(_PREFIX + key, f"is needed as text, and nothing tells it here; found {_shown(value)}"))
    if isinstance(host := settings.get("host_ip"), str) and host and not _address(host):
        found.append(Problem(_PREFIX + "host_ip", f"{host!r} is no IPv4 or IPv6 address; AISBench resolves no names"))
    if not isinstance(settings.get("generation_kwargs", {}), dict):
        found.append(Problem(_PREFIX + "generation_kwargs", "must be a mapping, such as {temperature: 0.5}"))
    return tuple(found)


def _ranges(settings: Mapping[str, Any]) -> Sequence[Problem]:
    found = []
    for key, (kind, low, high) in _RANGES.items():
        if key not in settings:
            continue
        value = settings[key]
        number = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            what = "a whole number" if kind is int else "a number"
            found.append(Problem(_PREFIX + key, f"must be {what} from {low} to {high}; found {_shown(value)}"))
    return found


def _name(key: str) -> bool:
    return key.isidentifier() and not keyword.iskeyword(key)


def _plain(value: Any) -> bool:
    """Whether a JSON value reads back from its repr: no inf, no nan."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _plain(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_plain(item) for item in value)
    return value is None or isinstance(value, bool | int | str)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


def _address(text: str) -> bool:
    if text == "localhost":
        return True
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def config_text(models: str, settings: Mapping[str, Any], installed: Installed = Installed()) -> str:
    """The model config: a Python file that AISBench executes, so each value is the repr of a JSON value."""
    name, stream = installed.model_class(STREAMING.get(models, True))
    lines = ['attr="service",', f"type={name},", f'abbr={models.replace("_", "-")!r},']
    lines += ["stream=True,"] if stream else []
    for key, value in settings.items():
        if key == "generation_kwargs" and isinstance(value, dict) and all(_name(k) for k in value):
            lines += ["generation_kwargs=dict("] + [f"    {k}={v!r}," for k, v in value.items()] + ["),"]
        else:
            lines.append(f"{key}={value!r},")
    body = "\n".join(f"        {line}" for line in lines)
    return (
        "# Written by mindie-tui for one run; nothing of the installation was edited.\n"
        f"from ais_bench.benchmark.models import {name}\n\n"
        f"models = [\n    dict(\n{body}\n    )\n]\n"
    )


CONFIG_DIR, WORK_DIR = "conf", "out"


def plan(deployment: Deployment, settings: Mapping[str, Any], *, set_env: Sequence[str] = (),
         own_datasets: bool = False, installed: Installed = Installed()) -> Plan:
    """What one performance point writes and runs.

    `set_env` are the environment files of the container that exist; `own_datasets` says that the point's folder has
    ais_bench/datasets of its own. ValueError where the profile has no performance run.
    """
    performance = deployment.bench.performance
    if performance is None:
        raise ValueError("the profile has no bench.performance")
    name, _ = installed.model_class(STREAMING.get(performance.models, True))
    unknown = installed.unknown(settings, name)
    notes = [f"{key} was left out: AISBench {installed.version or 'here'} does not know it" for key in unknown]
    kept = {key: value for key, value in settings.items() if key not in unknown}
    if isinstance(batch := kept.get("batch_size"), int) and batch > _BIG_BATCH:
        notes.append(f"batch_size {batch} in one process (--debug) may limit the load; AISBench advises {_BIG_BATCH}")
    return Plan(
        key={
            "datasets": performance.datasets,
            "num_prompts": performance.num_prompts,
            "batch_size": kept.get("batch_size"),
            "request_rate": kept.get("request_rate"),
        },
        settings=kept,
        config_path=f"{CONFIG_DIR}/models/{performance.models}.py",
        config_text=config_text(performance.models, kept, installed),
        command=_command(deployment.bench.command, performance, set_env, own_datasets),
        asked=performance.num_prompts,
        notes=tuple(notes),
    )


def _command(command: str, performance: Performance, set_env: Sequence[str], own_datasets: bool) -> Command:
    """The seed's command, with a config folder and a work folder of its own, run in the point's folder.

    What the script is given goes on to AISBench: --reuse.
    AISBench obeys HTTP_PROXY, also towards the service; it needs a current folder that it can write.
    """
    words: list[Value] = [
        command, "--models", performance.models, "--datasets", performance.datasets, "--mode", "perf",
        "--summarizer", performance.summarizer, "--debug", "--num-prompts", performance.num_prompts,
    ]
    lines: list[Command | str] = [
        "#!/usr/bin/env bash",
        "# Written by mindie-tui: one performance point of AISBench.",
        'cd "$(dirname "$0")" || exit 1',
        *(sh("if [ -r {0} ]; then source {0}; fi", path) for path in set_env),
        "unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY",
        "export no_proxy='*' NO_PROXY='*'",
    ]
    if own_datasets:
        lines.append('export AIS_BENCH_DATASETS_CACHE="$PWD"')
    lines.append(sh('exec {} -w "$PWD"/{} --config-dir "$PWD"/{} "$@"', words, WORK_DIR, CONFIG_DIR))
    return script(*lines, "")
