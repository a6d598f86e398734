"""Further variables of ATB (MindIE-LLM, environment_variable.md).

A variable whose document takes any other value as "off" has no form.
"""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word
from mindie_tui.model.mindie.parameters.environment.forms import PATH, SWITCH, between, section

ATB = section("environment_variable.md")
FIELDS: tuple[Field, ...] = (
    ATB.field(
        "ATB_LLM_LCOC_ENABLE",
        Word(says="1: on, which is the default"),
        ABSENT,
        "1: computes while it communicates.",
        "通信计算掩盖",
    ),
    ATB.field("ATB_LLM_BENCHMARK_ENABLE", Word(says="0: off"), ABSENT, "Writes performance data.", "性能数据获取"),
    ATB.field("ATB_LLM_BENCHMARK_FILEPATH", PATH, ABSENT, "Where they go.", "性能数据保存路径"),
    ATB.field("ATB_LLM_LOGITS_SAVE_ENABLE", Word(says="0: off"), ABSENT, "Keeps the logits.", "保存 logits"),
    ATB.field("ATB_LLM_LOGITS_SAVE_FOLDER", PATH, ABSENT, "Where they go.", "logits 保存目录"),
    ATB.field("ATB_LLM_TOKEN_IDS_SAVE_ENABLE", Word(says="0: off"), ABSENT, "Keeps the tokens.", "保存 token"),
    ATB.field("ATB_LLM_TOKEN_IDS_SAVE_FOLDER", PATH, ABSENT, "Where they go.", "token 保存目录"),
    ATB.field("ATB_LLM_RAZOR_ATTENTION_ENABLE", SWITCH, ABSENT, "1: razor attention.", "RA 压缩"),
    ATB.field("ATB_LLM_RAZOR_ATTENTION_ROPE", SWITCH, ABSENT, "1: razor attention with rope.", "rope 下的 RA 压缩"),
    ATB.field("ATB_PROFILING_ENABLE", Word(says="1: on"), ABSENT, "1: profiles.", "采集 profiling"),
    ATB.field("ATB_USE_TILING_COPY_STREAM", Word(says="1: on"), ABSENT, "1: two streams.", "双 stream 功能"),
    ATB.field("ATB_SPEED_HOME_PATH", PATH, ABSENT, "Library of the ATB models; set_env.sh sets it.", "ATB 模型库路径"),
    ATB.field("ATB_HOME_PATH", PATH, ABSENT, "Library of ATB; set_env.sh sets it.", "ATB 加速库路径"),
    ATB.field(
        "ATB_OPSRUNNER_KERNEL_CACHE_GLOABL_COUNT",
        between(1, 1024),
        ABSENT,
        "Kernels kept by all.",
        "全局 kernelCache 槽位数",
    ),
    ATB.field(
        "ATB_OPSRUNNER_KERNEL_CACHE_LOCAL_COUNT",
        between(1, 1024),
        ABSENT,
        "Kernels kept by each.",
        "本地 kernelCache 槽位数",
    ),
    ATB.field(
        "ATB_WORKSPACE_MEM_ALLOC_GLOBAL",
        SWITCH,
        ABSENT,
        "1: one workspace for intermediate tensors.",
        "全局中间 tensor 内存分配",
    ),
    ATB.field(
        "LCCL_DETERMINISTIC",
        SWITCH,
        ABSENT,
        "1: results of LCCL that do not depend on the order of sums.",
        "LCCL 确定性计算",
    ),
)
