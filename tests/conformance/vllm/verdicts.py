"""The judge against verdicts of the real EngineArgs and AscendConfig: the same verdict, and the named key among the
places. No memory of cases, no other judge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.finding import Finding
from mindie_tui.model.vllm_ascend.arguments.table import by_dest, by_name
from mindie_tui.model.vllm_ascend.rules.command import KnownPaths, ServeCommand, WeightsShape
from mindie_tui.model.vllm_ascend.rules.judge import judge
from mindie_tui.model.vllm_ascend.rules.view import VARIABLE_OF_KEY

HERE = Path(__file__).parent
CONTEXTS, MODELS = "additional_config_contexts.json", "models.json"
EXISTS = "/data/maps/exists.json"
"""The one path that existed for the real code besides the models."""
NPUS = 16
JUDGED = ("arguments", "configuration")
"""Stages that the real code reached: it never started a worker."""
_WORD = re.compile(r"--[a-z][\w-]*|\b[A-Za-z]\w*_\w*")
_HEAD = re.compile(r"^(?:Value error, |Assertion failed, )?(\w+): (?:Input|Unexpected)")
_UNKNOWN = re.compile(r"Config has no attribute '(\w+)'|unrecognized arguments: -*([\w-]+)")
_BETWEEN = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Verdict:
    """One record: what the real code said, what we say."""

    record: dict[str, Any]
    errors: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        return bool(self.errors) == (self.record["verdict"] == "reject") and self.names_the_place is not False

    @property
    def names_the_place(self) -> bool | None:
        """Whether a flag, key or variable that the real text names is among our places; None where it names none."""
        if self.record["verdict"] != "reject" or not self.errors:
            return None
        named = named_in(self.record["error"], self._tokens())
        return bool(named & places_of(self.errors)) if named else None

    def _tokens(self) -> set[str]:
        """The keys, flags and variables of the record itself, which a text may name though no table has them."""
        given = (*_keys(self.record.get("additional_config")), *self.record.get("argv", ()))
        return {_same(word) for word in (*given, *self.record.get("env", {}))}


def verdicts(path: Path) -> Iterator[Verdict]:
    """Every record of a file, judged. Contexts and models are looked for beside the file, then here."""
    contexts, models = _beside(path, CONTEXTS), _beside(path, MODELS)
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        if line.strip():
            record = json.loads(line)
            command = command_of(record, contexts, models)
            found = judge(command)
            yield Verdict(record, tuple(f for f in found if f.severity == "error" and f.stage in JUDGED))


def command_of(record: dict[str, Any], contexts: dict[str, Any], models: dict[str, Any]) -> ServeCommand:
    """The command of a record: its own, or that of its context with the record's additional_config."""
    context = contexts.get(record.get("context", ""), {})
    argv = list(record["argv"] if "argv" in record else context["argv"])
    if "argv" not in record and "additional_config" in record:
        argv += ["--additional-config", json.dumps(record["additional_config"])]
    elif "argv" not in record and "additional_config_text" in record:
        argv += ["--additional-config", record["additional_config_text"]]
    elif "argv" not in record:
        argv += record["additional_config_args"]
    folders = {f"/models/{name}": name for name in models}
    model = next((folders[word] for word in argv if word in folders), None)
    return ServeCommand(
        argv=tuple(argv),
        environment={**context.get("env", {}), **record.get("env", {})},
        device=str(record.get("device") or context.get("device", "")).lstrip("_"),
        weights=weights_of(models[model]) if model else None,
        devices=NPUS,
        paths=KnownPaths(frozenset({EXISTS, *folders}), closed=True),
        files={},
    )


def weights_of(shape: dict[str, Any]) -> WeightsShape:
    """A row of models.json: config.json, and whether quant_model_description.json is beside it."""
    config = {key: value for key, value in shape.items() if not key.endswith(".json")}
    return WeightsShape(config, shape.get("quant_model_description.json"))


def named_in(text: str, own: set[str]) -> set[str]:
    """The flags, keys and variables that a text of the real code names, each in one spelling; "tensor parallel size"
    names --tensor-parallel-size."""
    said = {_same(word) for found in _UNKNOWN.findall(text) for word in found if word}
    said |= {_same(word) for word in _HEAD.findall(text)} | {text.strip("'")} & (own | KEYS)
    words = {_same(word) for word in _WORD.findall(text)}
    known = {*map(_same, by_dest()), *map(_same, by_name()), *KEYS, *VARIABLE_OF_KEY.values(), *own}
    spaced = f" {_BETWEEN.sub(' ', re.sub(r'[^A-Za-z_ -]', ' ', text)).lower()} "
    phrases = {name for name in by_dest() if "_" in name and f" {name.replace('_', ' ')} " in spaced}
    return words & known | phrases | said


def places_of(findings: tuple[Finding, ...]) -> set[str]:
    """Every step of every place, each in one spelling; a key also by its variable."""
    steps = {_same(step) for f in findings for place in f.places for step in document.tokens(place.pointer)}
    files = {place.file for f in findings for place in f.places}
    return steps | {VARIABLE_OF_KEY[step] for step in steps if step in VARIABLE_OF_KEY} | files


def _same(word: str) -> str:
    return word.lstrip("-").replace("-", "_").partition("=")[0]


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)


def _beside(path: Path, name: str) -> dict[str, Any]:
    file = path.parent / name
    found: dict[str, Any] = json.loads((file if file.exists() else HERE / name).read_text(encoding="utf-8"))
    return found


KEYS = frozenset(
    "additional_config enable_kv_nz enable_reduce_sample layer_sharding mega_moe_max_tokens recompute_scheduler_enable "
    "dynamic_eplb eplb_config finegrained_tp_config profiling_chunk_config rejection_sampler_config enabled "
    "sparse_json_location".split()
)
"""Keys of additional_config whose group the real code checks where the document has none of them."""
