"""What a profile tells the bench, as fields of the table: AISBench's settings, what is run, sweep and objective.

The settings themselves are declared in `aisbench_settings`; here stands where each is in a profile, and how one is
read and changed. A pointer begins with /bench; a value that the service fills in is said by `follows`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from mindie_tui.model.bench.aisbench.config import STREAMING
from mindie_tui.model.bench.aisbench.settings import GENERATION, SETTINGS, UNKNOWN, Number, Setting
from mindie_tui.model.deployment import Accuracy, AccuracyRun, Bench, Objective, Performance, Sweep
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Bool, Choice, Field, Int, Kind, Text, Wrong

_M = TypeVar("_M", bound=BaseModel)

FILE = "profile"
PARTS = ("performance", "accuracy")
"""The sections of the table, beside `bench`."""
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Kind):
    """Several numbers, each within limits: 100, 200, 400."""

    whole: bool = True
    low: float = 0
    high: float = 0

    def words(self) -> str:
        return f"{'ints' if self.whole else 'numbers'}, {self.low:g} to {self.high:.0f}, with commas"

    def _good(self, item: Json) -> bool:
        return type(item) in ((int,) if self.whole else (int, float)) and self.low <= item <= self.high

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, list) or not all(type(item) in (int, float) for item in value):
            return Wrong("type")
        return None if value and all(map(self._good, value)) else Wrong("range")

    def accepts(self, value: Json) -> bool:
        return isinstance(value, list)

    def parse(self, text: str) -> Json:
        return Kind.parse(self, text if text.lstrip()[:1] == "[" else f"[{text}]") if text.strip() else []

    def show(self, value: Json) -> str:
        listed = isinstance(value, list) and all(type(item) in (int, float) for item in value)
        return ", ".join(map(str, value)) if listed else Kind.show(self, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Kind):
    """Accuracy runs as the command line has them: gsm8k_..., mmlu_... --merge-ds."""

    def words(self) -> str:
        return "dataset configs with commas, each with --merge-ds or without"

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, list):
            return Wrong("type")
        good = all(isinstance(run, dict) and re.fullmatch(_NAME, str(run.get("datasets", ""))) for run in value)
        return None if good else Wrong("range")

    def accepts(self, value: Json) -> bool:
        return isinstance(value, list)

    def parse(self, text: str) -> Json:
        runs = []
        for part in filter(None, (part.strip() for part in text.split(","))):
            words = part.split()
            name = " ".join(word for word in words if word != "--merge-ds")
            runs.append({"datasets": name, "merge_ds": "--merge-ds" in words})
        return runs

    def show(self, value: Json) -> str:
        if not isinstance(value, list):
            return Kind.show(self, value)
        return ", ".join(f"{r['datasets']}{' --merge-ds' if r.get('merge_ds') else ''}" for r in value)


@dataclass(frozen=True, slots=True)
class BenchField:
    """One field of the bench. `follows` names what of the service fills it where the profile is silent."""

    field: Field
    follows: str = ""


AISBENCH = "facts of ais_bench_benchmark 3.1"
_PROFILE = "the profile's format"
_OF_CONFIG = Text(pattern=_NAME, rule="the name of a config of AISBench")


def _one(
    at: str, section: str, kind: Kind, default: Json, en: str, zh: str, source: str = AISBENCH, follows: str = ""
) -> BenchField:
    return BenchField(Field(at, section, kind, default, en, zh, source, FILE), follows)


def _declared(part: str, setting: Setting) -> BenchField:
    at = f"/bench/{part}/{setting.part}/{setting.name}"
    return _one(at, part, setting.kind, setting.default, setting.en, setting.zh, AISBENCH, setting.follows)


def _head(part: str) -> Iterable[BenchField]:
    at = f"/bench/{part}"
    if part == "performance":
        yield _one(f"{at}/measured", part, Bool(), False, "Whether performance is measured.", "是否测试性能", _PROFILE)
        yield _one(
            f"{at}/models",
            part,
            Choice(of=tuple(STREAMING)),
            "vllm_api_stream_chat",
            "AISBench's --models: how the service is asked; only a stream shows TTFT and TPOT.",
            "ais_bench --models：性能测试用流式 vllm_api_stream_chat",
        )
        yield _one(
            f"{at}/datasets",
            part,
            _OF_CONFIG,
            "gsm8k_gen_0_shot_cot_str_perf",
            "AISBench's --datasets: what is asked.",
            "ais_bench --datasets：性能测试的数据集配置",
        )
        yield _one(
            f"{at}/summarizer",
            part,
            _OF_CONFIG,
            "default_perf",
            "AISBench's --summarizer: default_perf, or stable_stage for the full load alone.",
            "ais_bench --summarizer：default_perf，或只统计满载阶段的 stable_stage",
        )
        yield _one(
            f"{at}/num_prompts",
            part,
            Int(low=1),
            20,
            "AISBench's --num-prompts: requests of one run.",
            "ais_bench --num-prompts：请求条数",
        )
    else:
        yield _one(f"{at}/measured", part, Bool(), False, "Whether accuracy is measured.", "是否测试精度", _PROFILE)
        yield _one(
            f"{at}/models",
            part,
            Choice(of=tuple(STREAMING)),
            "vllm_api_general_chat",
            "AISBench's --models: how the service is asked.",
            "ais_bench --models：精度测试用 vllm_api_general_chat",
        )
        yield _one(
            f"{at}/runs",
            part,
            Runs(),
            ABSENT,
            "AISBench's --datasets, one command each: gsm8k_gen_0_shot_cot_chat_prompt, "
            "mmlu_gen_0_shot_cot_chat_prompt --merge-ds.",
            "ais_bench --datasets，每项一条命令，可带 --merge-ds",
        )


def _load() -> Iterable[BenchField]:
    at, limits = "/bench/performance", Number(low=0)
    yield _one(
        f"{at}/sweep/batch_size",
        "performance",
        Numbers(low=1, high=100000),
        ABSENT,
        "Concurrencies that are measured one after the other.",
        "依次测试的并发数列表",
        _PROFILE,
    )
    yield _one(
        f"{at}/sweep/request_rate",
        "performance",
        Numbers(whole=False, low=0, high=64000),
        ABSENT,
        "Request rates that are measured one after the other.",
        "依次测试的请求频率列表",
        _PROFILE,
    )
    for name in Objective.model_fields:
        if name == "over":
            continue
        metric, percentile, _ = name.split("_")
        yield _one(
            f"{at}/objective/{name}",
            "performance",
            limits,
            ABSENT,
            f"The highest load is sought that keeps {metric.upper()} {percentile} below so many milliseconds.",
            f"搜索满足 {metric.upper()} {percentile} 不超过该值（ms）的最大负载",
            _PROFILE,
        )
    yield _one(
        f"{at}/objective/over",
        "performance",
        Choice(of=("batch_size", "request_rate")),
        "batch_size",
        "What the search raises: concurrency or request rate.",
        "搜索的变量：并发数或请求频率",
        _PROFILE,
    )


_GENERAL = (
    _one(
        "/bench/node",
        "bench",
        Text(),
        ABSENT,
        "Node whose container runs ais_bench; absent: the master.",
        "运行 ais_bench 的节点，缺省为主节点",
        _PROFILE,
    ),
    _one("/bench/command", "bench", Text(), "ais_bench", "The program, or its path.", "ais_bench 命令或路径", _PROFILE),
    _one(
        "/bench/root",
        "bench",
        Text(pattern="/.*", rule="an absolute path"),
        "/opt/package/benchmark",
        "Where AISBench stands in the container; it is read, never edited.",
        "AISBench 所在目录，只读",
        _PROFILE,
    ),
)
FIELDS: tuple[BenchField, ...] = (
    *_GENERAL,
    *_head("performance"),
    *(_declared("performance", s) for s in (*SETTINGS, *GENERATION)),
    *_load(),
    *_head("accuracy"),
    *(_declared("accuracy", s) for s in (*SETTINGS, *GENERATION)),
)
"""In the order of AISBench's own files, performance first."""
BY_POINTER: Mapping[str, BenchField] = {one.field.pointer: one for one in FIELDS}
_EMPTY: Mapping[str, type[BaseModel]] = {
    "performance": Performance,
    "accuracy": Accuracy,
    "sweep": Sweep,
    "objective": Objective,
}


def own_keys(bench: Bench) -> tuple[BenchField, ...]:
    """Settings that the profile gives and nobody declared: AISBench's other keys, handed on as they are."""
    found = []
    for part in PARTS:
        given = getattr(bench, part)
        for group in ("settings", "generation_kwargs"):
            for key in getattr(given, group, ()):
                at = f"/bench/{part}/{group}{document.pointer(key)}"
                if at not in BY_POINTER:
                    found.append(own_key(at))
    return tuple(found)


def own_key(at: str) -> BenchField:
    """The field of a setting that nobody declared."""
    en, zh = "Not a setting that is known here; AISBench judges it.", "未声明的设置项，由 AISBench 判断"
    return _one(at, document.tokens(at)[1], UNKNOWN, ABSENT, en, zh, "")


_FOLLOWED = {
    "modelName": "/BackendConfig/ModelDeployConfig/ModelConfig/0/modelName",
    "modelWeightPath": "/BackendConfig/ModelDeployConfig/ModelConfig/0/modelWeightPath",
    "port": "/ServerConfig/port",
}


def followed(one: BenchField, config: Json, environment: Mapping[str, str]) -> Json:
    """What fills a field where the profile is silent: the service's own value; ABSENT where it is not known."""
    if one.follows in _FOLLOWED:
        return document.get(config, _FOLLOWED[one.follows])
    return environment.get(one.follows, ABSENT) if one.follows else ABSENT


def effective(bench: Bench, one: BenchField, config: Json, environment: Mapping[str, str]) -> Json:
    """What AISBench is told: what the profile says, else what follows the service, else AISBench's own default."""
    value = value_of(bench, one.field.pointer)
    if value is ABSENT or (one.follows and value in (None, "")):
        value = followed(one, config, environment)
    return one.field.default if value is ABSENT else value


def value_of(bench: Bench, pointer: str) -> Json:
    """What stands at a pointer: the profile's, else the format's own default; ABSENT where there is neither."""
    steps = document.tokens(pointer)[1:]
    if steps[1:] == ["measured"]:
        return getattr(bench, steps[0]) is not None
    value: Any = bench
    for at, step in enumerate(steps):
        if not isinstance(value, BaseModel):
            return document.get(value, document.pointer(*steps[at:]))
        value = getattr(value, step, None)
        if value is None:
            return ABSENT
    if isinstance(value, tuple):
        value = [item.model_dump() if isinstance(item, BaseModel) else item for item in value]
        return value or ABSENT
    return value


def given(bench: Bench, pointer: str) -> bool:
    """Whether the profile names it."""
    steps = document.tokens(pointer)[1:]
    if steps[1:] == ["measured"]:
        return getattr(bench, steps[0]) is not None
    value: Any = bench
    for at, step in enumerate(steps):
        if not isinstance(value, BaseModel):
            return document.get(value, document.pointer(*steps[at:])) is not ABSENT
        if step not in value.model_fields_set:
            return False
        value = getattr(value, step)
    return value is not None


def edited(bench: Bench, edit: Edit) -> Bench:
    """The bench with one value changed. What the format's shape would refuse may stand in it: the rules name it."""
    steps = document.tokens(edit.pointer)[1:]
    if steps[1:] == ["measured"]:
        part = steps[0]
        now = getattr(bench, part)
        on = edit.op != "remove" and edit.value is True
        return bench if on == (now is not None) else _with(bench, part, _EMPTY[part]() if on else None)
    changed = _edited(bench, steps, edit)
    assert isinstance(changed, Bench)
    return changed


def _edited(value: Any, steps: Sequence[str], edit: Edit) -> Any:
    if not isinstance(value, BaseModel):
        return document.edited(value, Edit(edit.op, document.pointer(*steps), edit.value))
    head, rest = steps[0], steps[1:]
    if rest:
        there = getattr(value, head)
        if there is None and edit.op == "remove":
            return value
        inner = _edited(_EMPTY[head]() if there is None else there, rest, edit)
        empty = head in ("sweep", "objective") and inner == _EMPTY[head]()
        return _without(value, head) if empty else _with(value, head, inner)
    if edit.op == "remove":
        return _without(value, head)
    new = edit.value
    if head == "runs" and isinstance(new, list):
        new = [AccuracyRun.model_construct(**run) if isinstance(run, dict) else run for run in new]
    return _with(value, head, tuple(new) if isinstance(new, list) else new)


def _with(model: _M, name: str, value: Any) -> _M:
    return model.model_copy(update={name: value})


def _without(model: BaseModel, name: str) -> BaseModel:
    """The field at its default again, as if it had never been named."""
    kept = {key: getattr(model, key) for key in type(model).model_fields if key != name}
    return type(model).model_construct(_fields_set=model.model_fields_set - {name}, **kept)
