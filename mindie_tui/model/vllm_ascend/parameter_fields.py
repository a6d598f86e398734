"""Arguments, keys and variables of vLLM-Ascend as fields that are typed in: place, kind, default, meaning."""

from __future__ import annotations

from functools import cache

from mindie_tui.model.documents.document import ABSENT, Json, pointer
from mindie_tui.model.documents.kinds import Array, Bool, Choice, Field, Free, Int, Kind, Object, Text, Word
from mindie_tui.model.vllm_ascend.arguments.table import Argument, arguments
from mindie_tui.model.vllm_ascend.artefacts.arguments import JSON_SECTIONS
from mindie_tui.model.vllm_ascend.parameters import declarations

SPECULATIVE: tuple[tuple[str, Kind, str, str], ...] = (
    ("method", Text(), "How tokens are guessed: mtp, eagle3, ngram, suffix, draft_model.", "投机推理方法。"),
    ("num_speculative_tokens", Int(low=1), "Tokens that are guessed in one step.", "每步投机的 token 数。"),
    ("model", Text(), "The draft model, where the method has one.", "草稿模型（方法需要时）。"),
)
"""Keys of speculative_config that profiles of vLLM-Ascend set."""
MODES = ("NONE", "PIECEWISE", "FULL", "FULL_DECODE_ONLY", "FULL_AND_PIECEWISE")
COMPILATION: tuple[tuple[str, Kind, str, str], ...] = (
    ("cudagraph_mode", Choice(of=MODES), "Which steps run as graphs; FULL_DECODE_ONLY is what the tutorials use.",
     "哪些步骤以图模式运行；官方教程使用 FULL_DECODE_ONLY。"),
    ("cudagraph_capture_sizes", Array(what="list of sizes"), "Batch sizes that get a graph.", "捕获图的批大小列表。"),
)  # fmt: skip
"""Keys of compilation_config that profiles of vLLM-Ascend set."""
_OTHER = "An argument of vLLM ({group}).", "vLLM 参数（{group}）。"
OWN = "Not declared here; vLLM judges it.", "此处未声明，由 vLLM 校验。"
_HIDDEN = frozenset({"help", "model", *JSON_SECTIONS.values()})
"""Arguments that are no row of `vllm serve`: a section each, or none at all."""


@cache
def serve_fields() -> tuple[Field, ...]:
    """The model, then the arguments that matter on Ascend, then all others."""
    declared = {one.name: one for one in declarations.arguments()}
    table = {one.flag: one for one in arguments()}
    rest = [flag for flag in table if flag not in declared and flag.startswith("--")]
    model = Field("/model", "serve", Text(), ABSENT, "The folder of the weights.", "权重目录。", "", "arguments")
    found = [model]
    for flag in (*declared, *rest):
        argument = table.get(flag)
        if argument is None or flag[2:] in _HIDDEN:
            continue
        one = declared.get(flag)
        en, zh = (one.en, one.zh) if one else (text.format(group=argument.group) for text in _OTHER)
        default = ABSENT if argument.default is None else argument.default
        source = one.source if one else "vllm, engine/arg_utils.py"
        found.append(Field(f"/{flag[2:]}", "serve", _kind(argument), default, en, zh, source, "arguments"))
    return tuple(found)


def _kind(argument: Argument) -> Kind:
    if argument.is_boolean or argument.kind == "flag":
        return Bool()
    if argument.choices is not None and not argument.nargs:
        return Free(says=", ".join(argument.choices))
    if argument.nargs == "+" or isinstance(argument.default, list):
        return Free(says="list, or one value")
    if type(argument.default) is int:
        return Int(cpp="int64_t")
    kind = argument.kind.removeprefix("optional ")
    if kind == "int":
        return Int(cpp="int64_t")
    if kind == "float":
        return Free(says="number", types=(int, float))
    if "int" in kind:
        return Free(says="int, such as 8192 or 8k")
    return Object() if "json" in kind or "dict" in kind else Text()


@cache
def section_fields() -> tuple[Field, ...]:
    """The keys of the JSON sections."""
    found = []
    for section, rows in (("speculative_config", SPECULATIVE), ("compilation_config", COMPILATION)):
        for name, kind, en, zh in rows:
            at = f"/{JSON_SECTIONS[section]}/{name}"
            found.append(Field(at, section, kind, ABSENT, en, zh, "vllm, config", "arguments"))
    for one in declarations.keys():
        kind = _KINDS.get(one.kind, Free())
        default: Json = ABSENT if one.default is None else one.default
        at = f"/{one.name}"
        found.append(Field(at, "additional_config", kind, default, one.en, one.zh, one.source, "additional_config",
                           one.since, one.until))  # fmt: skip
    return tuple(found)


_KINDS: dict[str, Kind] = {
    "bool": Bool(),
    "int": Int(cpp="int64_t"),
    "float": Free(says="number", types=(int, float)),
    "text": Text(),
    "list": Array(),
    "object": Object(),
}


@cache
def variable_fields() -> tuple[Field, ...]:
    """The environment variables that are declared."""
    return tuple(
        Field(pointer(one.name), "environment", Word(says=one.range or "text"), ABSENT, one.en, one.zh, one.source,
              "environment", one.since, one.until)
        for one in declarations.variables()
    )  # fmt: skip


def own_field(section: str, name: str) -> Field:
    """The field of what nobody declared: an argument, a key of a JSON section, a variable."""
    if section == "environment":
        return Field(pointer(name), section, Word(), ABSENT, *OWN, "", "environment")
    if section == "additional_config":
        return Field("/" + name.replace(".", "/"), section, Free(), ABSENT, *OWN, "", "additional_config")
    head = "" if section == "serve" else f"/{JSON_SECTIONS[section]}"
    return Field(f"{head}/{name.replace('.', '/')}", section, Free(), ABSENT, *OWN, "", "arguments")
