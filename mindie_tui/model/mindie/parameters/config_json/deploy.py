"""ModelDeployConfig: lengths of sequences and LoRA adapters."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Free, may, need
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.section import FileSection

DEPLOY = FileSection(pointers.DEPLOY, "ModelDeployConfig", "model_deploy_config.cpp")
FIELDS: tuple[Field, ...] = (
    DEPLOY.field(
        "maxSeqLen", need(1), 2560, "Longest sequence, input and output together.", "最大序列长度（输入 + 输出）"
    ),
    DEPLOY.field(
        "maxInputTokenLen",
        need(1, 4194304),
        2048,
        "Longest input; effectively at most maxSeqLen - 1.",
        "最大输入长度，实际不超过 maxSeqLen - 1",
    ),
    DEPLOY.field(
        "truncation",
        Free(says="-1, 0, 1, true or false", types=(int, float, bool)),
        0,
        "What happens to an input that is too long: -1 or true cuts its right, 1 its left, 0 or false refuses it.",
        "输入超长时的截断方式：-1/true 右截断，1 左截断，0/false 禁止",
    ),
    DEPLOY.field("maxLoras", may(), 0, "LoRA adapters at once.", "同时加载的 LoRA 个数"),
    DEPLOY.field("maxLoraRank", may(), 0, "Highest rank of a LoRA adapter.", "LoRA 最大秩"),
    DEPLOY.field(
        "speculationGamma",
        Free(says="int, 0 and up", types=(int,)),
        0,
        "Slots kept for speculation; MTP sets it.",
        "投机推理预留槽位，MTP 时自动设置",
    ),
    DEPLOY.field(
        "LoraModules",
        Free(says="list of {name, path, baseModelName}", types=(list,)),
        ABSENT,
        "LoRA adapters to load.",
        "LoRA 列表",
    ),
)
