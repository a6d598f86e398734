"""The keys of plugin_params, which is JSON inside a text: each as a field, so that it is edited by key too."""

from __future__ import annotations

import json

from mindie_tui.model.documents import document, json_text
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Field, Free
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.mindie.parameters.section import FileSection

AT = f"{MODEL}/plugin_params"
SECTION = "plugin_params"

PLUGINS = FileSection(AT, SECTION, "MindIE-LLM, speculation and plug-ins")
_COUNT = Free(says="int, 1 and up", types=(int,))
FIELDS: tuple[Field, ...] = (
    PLUGINS.field(
        "plugin_type",
        Free(says="plug-ins with commas", types=(str,)),
        ABSENT,
        "What is turned on: mtp, splitfuse, prefix_cache, la, memory_decoding; several with commas.",
        "开启的插件：mtp、splitfuse、prefix_cache、la、memory_decoding，可用逗号组合",
    ),
    PLUGINS.field(
        "num_speculative_tokens",
        _COUNT,
        ABSENT,
        "Tokens that MTP guesses ahead; 1, and only 1 with cp or sp.",
        "MTP 投机 token 数，常用 1；与 cp、sp 同用时只能为 1",
    ),
    PLUGINS.field("level", _COUNT, ABSENT, "la: length of the n-grams that are guessed.", "la：n-gram 长度"),
    PLUGINS.field("window", _COUNT, ABSENT, "la: how far it looks ahead.", "la：窗口大小"),
    PLUGINS.field("guess_set_size", _COUNT, ABSENT, "la: n-grams that are kept.", "la：候选集大小"),
    PLUGINS.field(
        "decoding_length",
        _COUNT,
        ABSENT,
        "memory_decoding: tokens that are guessed at most.",
        "memory_decoding：最大候选 token 数",
    ),
    PLUGINS.field(
        "dynamic_algo",
        Free(says="true or false", types=(bool,)),
        ABSENT,
        "memory_decoding: whether the length follows the hits.",
        "memory_decoding：是否动态调整候选长度",
    ),
)


def is_inside(pointer: str) -> bool:
    """Whether a pointer leads into the text of plugin_params."""
    return pointer.startswith(AT + "/")


def keys(config: Json) -> dict[str, Json]:
    """What the text of plugin_params holds; empty where it is no object."""
    value = document.get(config, AT)
    if isinstance(value, str):
        value = json_text.parse_short(value).value
    return value if isinstance(value, dict) else {}


def edited(config: Json, edit: Edit) -> Edit:
    """The edit of the whole text that makes one of its keys another; the text goes with its last key."""
    inner = document.edited(keys(config), Edit(edit.op, edit.pointer[len(AT) :], edit.value))
    if not inner:
        return Edit("remove", AT)
    return Edit("replace", AT, json.dumps(inner, ensure_ascii=False, separators=(",", ":")))
