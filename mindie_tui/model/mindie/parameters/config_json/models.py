"""`models` of ModelConfig: what the workers read for a family of models, and the split between edge and cloud."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Free
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.forms import FLAG
from mindie_tui.model.mindie.parameters.section import FileSection

MODELS = FileSection(f"{pointers.MODEL}/models", "models", "model_parameter_configuration.md")
_PARALLEL = "mapping.py"
FIELDS: tuple[Field, ...] = (
    MODELS.field(
        "deepseekv2/ep_level",
        Free(says="1 or 2", types=(int,)),
        1,
        "1: experts by AllGather; 2: by AllToAll, with moe_tp 1.",
        "专家并行实现：1 AllGather，2 AllToAll（moe_tp 须为 1）",
    ),
    MODELS.field("deepseekv2/kv_cache_options/enable_nz", FLAG, False, "KV cache in NZ format.", "KV Cache NZ 格式"),
    MODELS.field("deepseekv2/enable_mlapo_prefetch", FLAG, False, "Prefetch for MLAPO.", "MLAPO 预取"),
    MODELS.field(
        "deepseekv2/enable_oproj_prefetch", FLAG, False, "Prefetch for o_proj; not on A2.", "o_proj 预取，A2 不建议"
    ),
    MODELS.field(
        "deepseekv2/parallel_options/o_proj_local_tp",
        Free(says="int, 1 to the NPUs of a node, or -1", types=(int,)),
        -1,
        "Own tensor parallel of o_proj, inside a node.",
        "o_proj 张量并行（机内）",
        _PARALLEL,
    ),
    MODELS.field(
        "deepseekv2/parallel_options/lm_head_local_tp",
        Free(says="int, 1 to the NPUs of a node, or -1", types=(int,)),
        -1,
        "Own tensor parallel of lm_head; only with tp 1.",
        "lm_head 张量并行，须 tp 为 1",
        _PARALLEL,
    ),
    MODELS.field(
        "deepseekv2/parallel_options/dense_mlp_local_tp",
        Free(says="int, a divisor of the NPUs of all nodes, or -1", types=(int,)),
        -1,
        "Own tensor parallel of dense MLP layers.",
        "稠密 MLP 张量并行",
        _PARALLEL,
    ),
    MODELS.field(
        "deepseekv2/parallel_options/hccl_buffer",
        Free(says="int, 1 and up", types=(int,)),
        128,
        "MB of each HCCL buffer.",
        "HCCL 缓冲区（MB）",
    ),
    MODELS.field(
        "deepseekv2/parallel_options/hccl_moe_ep_buffer",
        Free(says="int, 512 and up", types=(int,)),
        512,
        "MB of the expert parallel buffer.",
        "专家并行通信缓冲区（MB）",
    ),
    MODELS.field(
        "deepseekv2/parallel_options/hccl_moe_tp_buffer",
        Free(says="int, 64 and up", types=(int,)),
        64,
        "MB of the experts' tensor parallel buffer.",
        "专家张量并行通信缓冲区（MB）",
    ),
    MODELS.field(
        "deepseekv2/eplb/level",
        Free(says="int, 0 to 3", types=(int,)),
        0,
        "Balancing of experts: 0 none, 1 static, 3 forced.",
        "专家负载均衡：0 关闭，1 静态，3 强制",
    ),
    MODELS.field(
        "deepseekv2/eplb/expert_map_file",
        Free(says="a path", types=(str,)),
        "",
        "Where the experts go, with level 1.",
        "静态均衡的专家部署表",
    ),
    MODELS.field(
        "deepseekv2/enable_dispatch_combine_v2",
        FLAG,
        True,
        "Second version of dispatch and combine, with ep_level 2.",
        "dispatch/combine 算子 v2（ep_level 2）",
    ),
    MODELS.field(
        "deepseekv2/mix_shared_routing",
        FLAG,
        False,
        "Shared and routed experts together; not with cp.",
        "共享专家与路由专家合并，不支持与 CP 叠加",
    ),
    MODELS.field(
        "deepseekv2/enable_init_routing_cutoff",
        FLAG,
        False,
        "Cut the top k, with ep_level 1.",
        "topk 截断（ep_level 1）",
    ),
    MODELS.field(
        "deepseekv2/topk_scaling_factor",
        Free(says="number, above 0 to 1", types=(int, float)),
        1.0,
        "How much of the top k stays.",
        "topk 截断系数 (0,1]",
    ),
    MODELS.field(
        "deepseekv2/num_dangling_shared_experts",
        Free(says="int, 0 and up", types=(int,)),
        0,
        "Shared experts on NPUs of their own.",
        "外置共享专家数",
    ),
    MODELS.field(
        "deepseekv2/alltoall_ep_buffer_scale_factors",
        Free(says="list of [length, factor]", types=(list,)),
        ABSENT,
        "Buffer sizes of AllToAll by length, with ep_level 2.",
        "AllToAll 缓冲区系数（ep_level 2）",
    ),
    MODELS.field(
        "deepseekv2/h3p/enable_qkvdown_dp", FLAG, True, "Data parallel qkv-down in prefill.", "qkvdown dp 特性"
    ),
    MODELS.field(
        "deepseekv2/h3p/enable_gating_dp",
        FLAG,
        True,
        "Data parallel gating in prefill, with ep_level 1.",
        "gating dp 特性（ep_level 1）",
    ),
    MODELS.field(
        "deepseekv2/h3p/enable_shared_expert_dp",
        FLAG,
        False,
        "Data parallel shared experts, with ep_level 1; costs memory.",
        "共享专家 dp（ep_level 1，占用更多显存）",
    ),
    MODELS.field(
        "deepseekv2/h3p/enable_shared_expert_overlap",
        FLAG,
        False,
        "Shared experts while others communicate.",
        "共享专家通算掩盖",
    ),
    MODELS.field(
        "layerwiseDisaggregatedMasterDeviceNum",
        Free(says="int, 1 and up", types=(int,)),
        2,
        "NPUs of the edge.",
        "边侧卡数",
    ),
    MODELS.field(
        "layerwiseDisaggregatedSlaveDeviceNum",
        Free(says="int, 1 and up", types=(int,)),
        8,
        "NPUs of the cloud.",
        "云侧卡数",
    ),
)
