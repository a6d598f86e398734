"""Every setting of AISBench's model config once: its kind and limits, which release knows it, what it means.

The table of settings, the check before a run and the config file are made from these declarations. Limits are those
that AISBench itself enforces (ais_bench_benchmark 3.1, utils/config/build.py); one that it only hands to the service
has none here. The Chinese is the operators' own note where they have one.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass, replace
from typing import Literal

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.kinds import Bool, Free, Int, Kind, Object, Text, Wrong

Part = Literal["settings", "generation_kwargs"]
Release = Literal["all", "2025", "3.1"]
"""Which releases accept a key: every release, only those of 2025 that MindIE's images contain, or only 3.1 and
newer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Kind):
    """A whole or broken number."""

    low: float | None = None
    high: float | None = None
    null: bool = False
    """Whether null is allowed: it means the service's own default."""

    def words(self) -> str:
        if self.low is not None and self.high is not None:
            body = f"number, {self.low:g} to {self.high:g}"
        else:
            body = "number" if self.low is None else f"number, {self.low:g} and up"
        return f"{body}, or null" if self.null else body

    def wrong(self, value: Json) -> Wrong | None:
        if value is None and self.null:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
            return Wrong("type")
        if self.low is not None and value < self.low:
            return Wrong("range", self.low)
        if self.high is not None and value > self.high:
            return Wrong("range", self.high)
        return None

    def accepts(self, value: Json) -> bool:
        return value is None if self.null and value is None else type(value) in (int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Kind):
    """A literal IPv4 or IPv6 address, or localhost: AISBench resolves no names."""

    def words(self) -> str:
        return "IPv4 or IPv6 address"

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, str):
            return Wrong("type")
        if value == "localhost":
            return None
        try:
            ipaddress.ip_address(value)
        except ValueError:
            return Wrong("range")
        return None

    def parse(self, text: str) -> Json:
        return text


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of AISBench's model config, or of its generation_kwargs."""

    name: str
    part: Part
    kind: Kind
    default: Json
    """What AISBench, or the service, takes where it is absent; ABSENT where there is nothing."""
    en: str
    zh: str
    release: Release = "all"
    follows: str = ""
    """The key of config.json that fills it where it is absent or ""."""

    def meaning(self, language: str = "en") -> str:
        return self.zh if language == "zh" else self.en

    def complaint(self, value: Json) -> str | None:
        """Why AISBench would refuse the value, as the rest of a sentence; None where it takes it."""
        if self.kind.wrong(value) is None:
            return None
        if isinstance(self.kind, Address) and isinstance(value, str):
            return f"{value!r} is no IPv4 or IPv6 address; AISBench resolves no names"
        return f"must be {_must(self.kind)}; found {shown(value)}"


def _must(kind: Kind) -> str:
    if isinstance(kind, Int | Number):
        what = "a whole number" if isinstance(kind, Int) else "a number"
        bounds = f" from {kind.low:g} to {kind.high:.0f}" if kind.low is not None and kind.high is not None else ""
        least = f" of at least {kind.low:g}" if kind.low is not None and kind.high is None else ""
        return what + bounds + least + (" or null" if isinstance(kind, Number) and kind.null else "")
    if isinstance(kind, Object):
        return "a mapping, such as {temperature: 0.5}"
    return "text" if isinstance(kind, Text | Address) else kind.words()


def shown(value: Json) -> str:
    """A value as a sentence shows it."""
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


YES_NO, TEXT, MAPPING = Bool(), Text(), Object()


def _s(name: str, kind: Kind, default: Json, en: str, zh: str, release: Release = "all") -> Setting:
    return Setting(name, "settings", kind, default, en, zh, release)


def _filled_by(key: str, setting: Setting) -> Setting:
    """A setting that the service fills where the profile is silent: by a key of config.json, or by a variable."""
    return replace(setting, follows=key)


def _g(name: str, kind: Kind, en: str, zh: str) -> Setting:
    return Setting(name, "generation_kwargs", kind, ABSENT, en, zh)


SETTINGS = (
    _filled_by(
        "modelWeightPath",
        _s(
            "path",
            TEXT,
            ABSENT,
            "Folder of the tokenizer as the bench node sees it; it counts tokens and must be there.",
            "权重（分词器）绝对路径，需在压测节点上存在",
        ),
    ),
    _filled_by(
        "modelName",
        _s(
            "model",
            TEXT,
            ABSENT,
            "Name that the service is asked for; it must be the service's modelName.",
            "请求的模型名，需与服务的 modelName 一致",
        ),
    ),
    _filled_by(
        "MIES_CONTAINER_IP",
        _s(
            "host_ip",
            Address(),
            "localhost",
            "Address of the service, never a host name.",
            "服务 IP 地址，不支持主机名",
        ),
    ),
    _filled_by(
        "port",
        _s("host_port", Int(low=1, high=65535), 8080, "Port of the service.", "服务端口"),
    ),
    _s(
        "request_rate",
        Number(low=0, high=64000),
        0,
        "Requests a second that are sent; 0: all at once.",
        "请求频率（每秒请求数），0 为一次全部发送",
    ),
    _s("batch_size", Int(low=1, high=100000), 1, "Requests that may run at once: the concurrency.", "并发数"),
    _s(
        "max_out_len",
        Int(low=1, high=131072),
        512,
        "Tokens of one answer at most; longer ones are cut there.",
        "最大输出 token 数，超出即截断",
    ),
    _s(
        "max_seq_len",
        Int(low=1),
        4096,
        "Input and output tokens together; releases of 2025 know it.",
        "输入加输出的最大 token 数，仅 2025 年版本支持",
        "2025",
    ),
    _s(
        "retry",
        Int(low=0, high=1000),
        2,
        "Attempts of one request, the first included; again only after a broken connection.",
        "单个请求的尝试次数（含首次），仅连接异常时重试",
    ),
    _s(
        "trust_remote_code",
        YES_NO,
        False,
        "Whether the tokenizer's own Python code may run.",
        "加载分词器时是否信任远程代码",
    ),
    _s(
        "url",
        TEXT,
        "",
        "The whole address of the service, instead of host_ip and host_port.",
        "完整服务地址，可代替 host_ip 与 host_port",
        "3.1",
    ),
    _s("enable_ssl", YES_NO, False, "Whether the service is asked over HTTPS.", "是否使用 HTTPS 访问服务"),
    _s(
        "use_timestamp",
        YES_NO,
        False,
        "Whether requests start at the times that the data set names.",
        "是否按数据集中的时间戳发送请求",
        "3.1",
    ),
    _s(
        "traffic_cfg",
        MAPPING,
        ABSENT,
        "burstiness, ramp_up_strategy (linear, exponential), ramp_up_start_rps, ramp_up_end_rps.",
        "流量配置：burstiness、ramp_up_strategy、ramp_up_start_rps、ramp_up_end_rps",
    ),
    _s(
        "pred_postprocessor",
        MAPPING,
        ABSENT,
        "What is done to an answer before it is judged: {type: extract-non-reasoning-content} takes the thinking out.",
        "判分前的后处理：{type: extract-non-reasoning-content} 去除思考内容",
    ),
    _s("meta_template", MAPPING, ABSENT, "Roles of a conversation, instead of HUMAN and BOT.", "对话角色模板"),
    _s("verbose", YES_NO, False, "Whether AISBench prints each request.", "是否打印每个请求"),
)
"""In the order of AISBench's own file. The keys of generation_kwargs are in GENERATION; the bench itself writes attr,
type, abbr, stream and api_key."""
GENERATION = (
    _g("temperature", Number(low=0), "Randomness of the answer; 0: the likeliest token always.", "采样温度，0 为贪心"),
    _g("top_k", Int(cpp="int32_t"), "Tokens among which one is drawn.", "采样候选 token 数"),
    _g("top_p", Number(), "Share of the probability among which a token is drawn.", "核采样概率阈值"),
    _g("seed", Number(null=True), "Seed of the draw; null: another one each time.", "随机种子，None 为不固定"),
    _g("repetition_penalty", Number(), "Above 1 tokens that were there are less likely.", "重复惩罚系数"),
    _g("ignore_eos", YES_NO, "Whether an answer goes on to max_out_len.", "是否忽略结束符（输出固定长度）"),
    _g("presence_penalty", Number(), "Penalty for a token that was there.", "存在惩罚系数"),
    _g("frequency_penalty", Number(), "Penalty for a token by how often it was there.", "频率惩罚系数"),
    _g(
        "chat_template_kwargs",
        MAPPING,
        "Handed to the chat template: {enable_thinking: false}.",
        "聊天模板参数，如 {enable_thinking: false}",
    ),
)
"""The service judges these; AISBench hands on any key."""

BY_NAME = {(s.part, s.name): s for s in (*SETTINGS, *GENERATION)}
UNKNOWN = Free()


def setting(name: str, part: Part = "settings") -> Setting:
    """The declaration of a key; one that is not known takes any JSON."""
    return BY_NAME.get((part, name)) or Setting(name, part, UNKNOWN, ABSENT, "Not known here.", "未知参数")


def complaint(name: str, value: Json, part: Part = "settings") -> str | None:
    """Why AISBench would refuse this value; None where it takes it. The service itself judges generation_kwargs."""
    found = BY_NAME.get((part, name))
    return found.complaint(value) if found is not None else None
