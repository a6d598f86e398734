"""Settings of a bench -> the files that AISBench reads and the command that starts it; its limits as sentences.

Nothing of an installation is edited: every point has a model config of its own in a folder of its own, found by
--config-dir. Source of names and limits: ais_bench_benchmark 3.1, utils/config/build.py; docs/developers/aisbench.md.
"""

from __future__ import annotations

import keyword
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.bench.aisbench import lengths
from mindie_tui.model.bench.aisbench.settings import complaint, shown
from mindie_tui.model.deployment import Accuracy, Deployment, Performance
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Json
from mindie_tui.model.message import Message
from mindie_tui.model.shell import Command, Value, script, sh

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


def too_few(success: int, asked: int, why: str) -> str:
    """The sentence for a point with fewer successes than WHOLE of the requests; `why` may be ""."""
    counts = {"success": success, "asked": asked, "share": WHOLE}
    if not why:
        return Message("only {success} of {asked} requests succeeded, {share:.0%} are needed", **counts)
    return Message("only {success} of {asked} requests succeeded, {share:.0%} are needed: {why}", why=why, **counts)


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

    def key_parameter(self, model_class: str) -> str | None:
        """The parameter by which a key reaches the service: api_key, headers in 3.0; None where none does (2025)."""
        if model_class not in self.classes:
            return "api_key"
        return next((name for name in ("api_key", "headers") if name in self.classes[model_class]), None)

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
    files: Mapping[str, str] = field(default_factory=dict)
    """Further files of the point's folder: the config of a generated data set."""


def settings_of(
    deployment: Deployment,
    service: Mapping[str, Json],
    service_ip: str | None,
    part: Performance | Accuracy | None = None,
) -> dict[str, Any]:
    """AISBench's settings of `part`, with what follows the service filled in where it is absent or "".

    `service` is its modelName, modelWeightPath and port, `service_ip` the master's address; `part` is the performance
    run if absent, {} where the profile has none. model follows modelName, path modelWeightPath, host_ip the master,
    host_port the service's port.
    """
    part = part or deployment.bench.performance
    if part is None:
        return {}
    follows = {
        "path": service.get("modelWeightPath"),
        "model": service.get("modelName"),
        "host_ip": service_ip,
        "host_port": service.get("port"),
        "request_rate": 0,
        "batch_size": 1,
    }
    settings = dict(part.settings)
    for key, value in follows.items():
        if settings.get(key) in (None, "") and value not in (None, document.ABSENT):
            settings[key] = value
    given = settings.get("generation_kwargs")
    if part.generation_kwargs and isinstance(given, dict | None):
        settings["generation_kwargs"] = {**(given or {}), **part.generation_kwargs}
    ordered = [*(k for k in _ORDER if k in settings), *(k for k in settings if k not in _ORDER)]
    return {key: settings[key] for key in ordered}


_ORDER = "path model request_rate retry host_ip host_port max_out_len batch_size generation_kwargs".split()
"""The order of AISBench's own file."""
_NEEDED = ("path", "model", "host_ip")


def problems(part: Performance | Accuracy, settings: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What AISBench would refuse, or would wreck its own files with; () where all is good.

    `settings` as `settings_of` gives them. AISBench itself says these things minutes later, some with exit status 0.
    """
    where = "bench.accuracy" if isinstance(part, Accuracy) else "bench.performance"
    prefix = f"{where}.settings."
    found = []
    for key, value in settings.items():
        said = complaint(key, value) if key not in _NEEDED or isinstance(value, str) and value else None
        if not _name(key):
            found.append(Problem(prefix + key, "is no name that AISBench could know"))
        elif not _plain(value):
            found.append(Problem(prefix + key, "holds a number that is not finite"))
        elif key == "api_key":
            found.append(
                Problem(
                    prefix + key,
                    "a key has no place in a profile; take it out, and write "
                    "bench.api_key_env: the name of the variable that holds it",
                )
            )
        elif key in OWN_KEYS:
            found.append(Problem(prefix + key, "is written by the bench itself; take it out"))
        elif said:
            found.append(Problem(prefix + key, said))
    for key in _NEEDED:
        value = settings.get(key)
        if not isinstance(value, str) or not value:
            found.append(
                Problem(
                    prefix + key,
                    Message("must be text, and cannot be derived here; found {value}", value=shown(value)),
                )
            )
    if part.models not in STREAMING:
        names = " or ".join(STREAMING)
        found.append(
            Problem(
                f"{where}.models", Message("{models} is not known here; write {names}", models=part.models, names=names)
            )
        )
    if isinstance(part, Accuracy):
        configs = [(f"{where}.runs[{at}].datasets", run.datasets) for at, run in enumerate(part.runs)]
    else:
        configs = [(f"{where}.{key}", getattr(part, key)) for key in ("datasets", "summarizer")]
    for key, name in configs:
        if not name or not all(piece.isidentifier() for piece in name.replace("-", "_").split(".")):
            found.append(Problem(key, Message("{name!r} is not the name of a config of AISBench", name=name)))
    return tuple(found)


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


KEY_VARIABLE = "MINDIE_TUI_BENCH_KEY"
"""Holds the key in ais_bench's environment, and nowhere else."""
KEY_MODULE, KEY_CLASS, KEY_FOLDER = "mindie_tui_key", "WithKey", "key"


def key_module(name: str, parameter: str) -> str:
    """A model class that takes the key from the environment: AISBench keeps each value of a config in files of its
    own, the class only by its name."""
    value = f'os.environ["{KEY_VARIABLE}"]'
    if parameter == "headers":
        value = f'{{"Content-Type": "application/json", "Authorization": "Bearer " + {value}}}'
    return (
        "# Written by mindie-tui for one run.\nimport os\n\n"
        f"from ais_bench.benchmark.models import {name}\nfrom ais_bench.benchmark.registry import MODELS\n\n\n"
        f"@MODELS.register_module(force=True)\nclass {KEY_CLASS}({name}):\n"
        f"    def __init__(self, **kwargs):\n        super().__init__(**dict(kwargs, {parameter}={value}))\n"
    )


def config_text(
    models: str, settings: Mapping[str, Any], installed: Installed = Installed(), keyed: bool = False
) -> str:
    """The model config: a Python file that AISBench executes, so each value is the repr of a JSON value.

    `keyed`: the class is the one of `key_module`, which adds the service's key.
    """
    name, stream = installed.model_class(STREAMING.get(models, True))
    source = KEY_MODULE if keyed else "ais_bench.benchmark.models"
    name = KEY_CLASS if keyed else name
    lines = ['attr="service",', f"type={name},", f"abbr={models.replace('_', '-')!r},"]
    lines += ["stream=True,"] if stream else []
    for key, value in settings.items():
        if key == "generation_kwargs" and isinstance(value, dict) and all(_name(k) for k in value):
            lines += ["generation_kwargs=dict("] + [f"    {k}={v!r}," for k, v in value.items()] + ["),"]
        else:
            lines.append(f"{key}={value!r},")
    body = "\n".join(f"        {line}" for line in lines)
    return (
        "# Written by mindie-tui for one run; nothing of the installation was edited.\n"
        f"from {source} import {name}\n\n"
        f"models = [\n    dict(\n{body}\n    )\n]\n"
    )


CONFIG_DIR, WORK_DIR = "conf", "out"


def kept_settings(models: str, settings: Mapping[str, Any], installed: Installed) -> tuple[dict[str, Any], list[str]]:
    """(what this installation takes, a note for each key that it does not know)."""
    name, _ = installed.model_class(STREAMING.get(models, True))
    unknown = installed.unknown(settings, name)
    notes: list[str] = [
        Message("{key} was left out: AISBench {version} does not know it", key=key, version=installed.version or "here")
        for key in unknown
    ]
    return {key: value for key, value in settings.items() if key not in unknown}, notes


def plan(
    deployment: Deployment,
    settings: Mapping[str, Any],
    *,
    set_env: Sequence[str] = (),
    own_datasets: bool = False,
    installed: Installed = Installed(),
) -> Plan:
    """What one performance point writes and runs.

    `set_env` are the environment files of the container that exist; `own_datasets` says that the point's folder has
    ais_bench/datasets of its own. ValueError where the profile has no performance run.
    """
    performance = deployment.bench.performance
    if performance is None:
        raise ValueError("the profile has no bench.performance")
    keyed = deployment.bench.api_key_env is not None
    kept, notes = kept_settings(performance.models, settings, installed)
    if isinstance(batch := kept.get("batch_size"), int) and batch > _BIG_BATCH:
        notes.append(
            Message(
                "batch_size {batch} in one process (--debug) may limit the load; AISBench advises {BIG_BATCH}",
                batch=batch,
                BIG_BATCH=_BIG_BATCH,
            )
        )
    pair = lengths.of(performance)
    return Plan(
        key={
            "datasets": performance.datasets,
            "num_prompts": performance.num_prompts,
            "batch_size": kept.get("batch_size"),
            "request_rate": kept.get("request_rate"),
            **(lengths.key(pair) if pair is not None else {}),
        },
        settings=kept,
        config_path=f"{CONFIG_DIR}/models/{performance.models}.py",
        config_text=config_text(performance.models, kept, installed, keyed),
        command=command(_words(deployment.bench.command, performance), set_env, own_datasets, keyed),
        asked=performance.num_prompts,
        notes=tuple(notes),
        files={f"{CONFIG_DIR}/datasets/{lengths.NAME}.py": lengths.config_text(pair, performance.num_prompts)}
        if pair is not None
        else {},
    )


def _words(command: str, performance: Performance) -> list[Value]:
    return [
        command,
        "--models",
        performance.models,
        "--datasets",
        performance.datasets,
        "--mode",
        "perf",
        "--summarizer",
        performance.summarizer,
        "--debug",
        "--num-prompts",
        performance.num_prompts,
    ]


def command(words: list[Value], set_env: Sequence[str], own_datasets: bool, keyed: bool = False) -> Command:
    """The seed's command, with its own config folder and work folder, run in the point's folder.

    Arguments of the script are passed on to AISBench: --reuse. AISBench obeys HTTP_PROXY even for the service, and it
    needs a writable current folder.
    """
    lines: list[Command | str] = [
        "#!/usr/bin/env bash",
        "# Written by mindie-tui: one run of AISBench.",
        'cd "$(dirname "$0")" || exit 1',
        *(sh("if [ -r {0} ]; then source {0}; fi", path) for path in set_env),
        "unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY",
        "export no_proxy='*' NO_PROXY='*'",
    ]
    if own_datasets:
        lines.append('export AIS_BENCH_DATASETS_CACHE="$PWD"')
    if keyed:
        lines.append(sh('export PYTHONPATH="$PWD"/{}"${{PYTHONPATH:+:$PYTHONPATH}}"', KEY_FOLDER))
    lines.append(sh('exec {} -w "$PWD"/{} --config-dir "$PWD"/{} "$@"', words, WORK_DIR, CONFIG_DIR))
    return script(*lines, "")
