"""The bench settings of a profile as fields of the table: AISBench's settings, point, sweep and objective.

`aisbench_settings` declares the settings; this module knows where each is in a profile, and how it is read and changed.
A pointer begins with /bench; `follows` names a value that is derived from the service.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from mindie_tui.model.bench.aisbench.config import STREAMING
from mindie_tui.model.bench.aisbench.settings import GENERATION, SETTINGS, UNKNOWN, Number
from mindie_tui.model.bench.kinds import CONFIG_NAME, NumberList, Runs
from mindie_tui.model.deployment import Accuracy, AccuracyRun, Bench, Objective, Performance, RequestLimits, Sweep
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Bool, Choice, Field, Int, Kind, Text

_M = TypeVar("_M", bound=BaseModel)

FILE = "profile"
PARTS = ("performance", "accuracy")
"""The sections of the table, beside `bench`."""


@dataclass(frozen=True, slots=True)
class BenchField:
    """One field of the bench. `follows` names what of the service fills it where the profile is silent."""

    field: Field
    follows: str = ""


AISBENCH = "facts of ais_bench_benchmark 3.1"
_PROFILE = "the profile's format"


@dataclass(frozen=True, slots=True)
class _Part:
    """What the fields of one part of the bench have in common."""

    pointer: str
    section: str
    source: str = AISBENCH

    def field(self, name: str, kind: Kind, default: Json, en: str, zh: str, follows: str = "") -> BenchField:
        at = f"{self.pointer}/{name}"
        return BenchField(Field(at, self.section, kind, default, en, zh, self.source, FILE), follows)

    def settings(self) -> Iterable[BenchField]:
        """AISBench's own settings."""
        for one in (*SETTINGS, *GENERATION):
            yield self.field(f"{one.part}/{one.name}", one.kind, one.default, one.en, one.zh, one.follows)


_BENCH = _Part("/bench", "bench", _PROFILE)
_PERFORMANCE, _ACCURACY = (_Part(f"/bench/{part}", part) for part in PARTS)
_OWN_PERFORMANCE, _OWN_ACCURACY = (replace(part, source=_PROFILE) for part in (_PERFORMANCE, _ACCURACY))
"""What is no setting of AISBench, but of the profile's own format."""


def _performance() -> Iterable[BenchField]:
    yield _OWN_PERFORMANCE.field("measured", Bool(), False, "Whether performance is measured.", "是否测试性能")
    yield _PERFORMANCE.field(
        "models",
        Choice(of=tuple(STREAMING)),
        "vllm_api_stream_chat",
        "AISBench's --models: how the service is asked; only a stream shows TTFT and TPOT.",
        "ais_bench --models：性能测试用流式 vllm_api_stream_chat",
    )
    yield _PERFORMANCE.field(
        "datasets",
        CONFIG_NAME,
        "gsm8k_gen_0_shot_cot_str_perf",
        "AISBench's --datasets: what is asked.",
        "ais_bench --datasets：性能测试的数据集配置",
    )
    yield _PERFORMANCE.field(
        "summarizer",
        CONFIG_NAME,
        "default_perf",
        "AISBench's --summarizer: default_perf, or stable_stage for the full load alone.",
        "ais_bench --summarizer：default_perf，或只统计满载阶段的 stable_stage",
    )
    yield _PERFORMANCE.field(
        "num_prompts",
        Int(low=1),
        20,
        "AISBench's --num-prompts: requests of one run.",
        "ais_bench --num-prompts：请求条数",
    )


def _accuracy() -> Iterable[BenchField]:
    yield _OWN_ACCURACY.field("measured", Bool(), False, "Whether accuracy is measured.", "是否测试精度")
    yield _ACCURACY.field(
        "models",
        Choice(of=tuple(STREAMING)),
        "vllm_api_general_chat",
        "AISBench's --models: how the service is asked.",
        "ais_bench --models：精度测试用 vllm_api_general_chat",
    )
    yield _ACCURACY.field(
        "runs",
        Runs(),
        ABSENT,
        "AISBench's --datasets, one command each: gsm8k_gen_0_shot_cot_chat_prompt, "
        "mmlu_gen_0_shot_cot_chat_prompt --merge-ds.",
        "ais_bench --datasets，每项一条命令，可带 --merge-ds",
    )


def _request_limits(part: str, beside: str) -> Iterable[BenchField]:
    """The limits that each request should meet."""
    for name in RequestLimits.model_fields:
        metric = name.removesuffix("_ms").upper()
        yield _OWN_PERFORMANCE.field(
            f"{part}/{name}",
            Number(low=0),
            ABSENT,
            f"What {metric} of each request should be below, in ms{beside}; the report says how many requests meet it.",
            f"每个请求的 {metric} 上限（ms），报告给出满足的比例",
        )


def _loads() -> Iterable[BenchField]:
    """The sweep's loads, and the search's limits."""
    yield _OWN_PERFORMANCE.field(
        "sweep/batch_size",
        NumberList(low=1, high=100000),
        ABSENT,
        "Concurrencies that are measured one after the other.",
        "依次测试的并发数列表",
    )
    yield _OWN_PERFORMANCE.field(
        "sweep/request_rate",
        NumberList(whole=False, low=0, high=64000),
        ABSENT,
        "Request rates that are measured one after the other.",
        "依次测试的请求频率列表",
    )
    yield from _request_limits("slo", "")
    yield from _request_limits("objective", " with attainment")
    yield _OWN_PERFORMANCE.field(
        "objective/attainment",
        Number(low=0, high=100),
        ABSENT,
        "The highest load is sought at which so many per cent of the requests meet ttft_ms, tpot_ms and e2el_ms.",
        "搜索满足 ttft_ms、tpot_ms 和 e2el_ms 的请求比例不低于该值（%）的最大负载",
    )
    for name in Objective.model_fields:
        if name.count("_") != 2:
            continue
        metric, percentile, _ = name.split("_")
        yield _OWN_PERFORMANCE.field(
            f"objective/{name}",
            Number(low=0),
            ABSENT,
            f"The highest load is sought that keeps {metric.upper()} {percentile} below so many milliseconds.",
            f"搜索满足 {metric.upper()} {percentile} 不超过该值（ms）的最大负载",
        )
    yield _OWN_PERFORMANCE.field(
        "objective/over",
        Choice(of=("batch_size", "request_rate")),
        "batch_size",
        "What the search raises: concurrency or request rate.",
        "搜索的变量：并发数或请求频率",
    )


_GENERAL = (
    _BENCH.field(
        "node",
        Text(),
        ABSENT,
        "Node whose container runs ais_bench; absent: the master.",
        "运行 ais_bench 的节点，缺省为主节点",
    ),
    _BENCH.field("command", Text(), "ais_bench", "The program, or its path.", "ais_bench 命令或路径"),
    _BENCH.field(
        "root",
        Text(pattern="/.*", rule="an absolute path"),
        "/opt/package/benchmark",
        "Where AISBench stands in the container; it is read, never edited.",
        "AISBench 所在目录，只读",
    ),
)
FIELDS: tuple[BenchField, ...] = (
    *_GENERAL,
    *_performance(),
    *_PERFORMANCE.settings(),
    *_loads(),
    *_accuracy(),
    *_ACCURACY.settings(),
)
"""In the order of AISBench's own files, performance first."""
BY_POINTER: Mapping[str, BenchField] = {one.field.pointer: one for one in FIELDS}
_EMPTY: Mapping[str, type[BaseModel]] = {
    "performance": Performance,
    "accuracy": Accuracy,
    "sweep": Sweep,
    "objective": Objective,
    "slo": RequestLimits,
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
    return BenchField(Field(at, document.tokens(at)[1], UNKNOWN, ABSENT, en, zh, "", FILE))


def followed(one: BenchField, service: Mapping[str, Json], environment: Mapping[str, str]) -> Json:
    """What fills a field where the profile is silent: the service's own value; ABSENT where it is not known.

    `service`: its modelName, modelWeightPath and port.
    """
    if one.follows in service:
        return service[one.follows]
    return environment.get(one.follows, ABSENT) if one.follows else ABSENT


def effective(bench: Bench, one: BenchField, service: Mapping[str, Json], environment: Mapping[str, str]) -> Json:
    """The value that AISBench gets: the profile's, else the one derived from the service, else AISBench's own
    default."""
    value = value_of(bench, one.field.pointer)
    if value is ABSENT or (one.follows and value in (None, "")):
        value = followed(one, service, environment)
    return one.field.default if value is ABSENT else value


def value_of(bench: Bench, pointer: str) -> Json:
    """The value at a pointer: the profile's, else the format's default; ABSENT where there is neither."""
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
    """The bench with one value changed. The value may have a form that the profile format refuses: the rules report
    it."""
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
        empty = head in ("sweep", "objective", "slo") and inner == _EMPTY[head]()
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
