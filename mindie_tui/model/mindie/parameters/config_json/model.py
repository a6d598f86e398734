"""ModelConfig: the model, its memory and how it is split over the NPUs."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Choice, Field, Free, Text, need
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.forms import DEGREE, MUST_TEXT, MUST_YES_NO, TEXT
from mindie_tui.model.mindie.parameters.section import FileSection

MODEL = FileSection(pointers.MODEL, "ModelConfig", "model_deploy_config.cpp")
_PARALLEL = "mapping.py"
NAME = Text(
    required=True,
    pattern="[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,254}[a-zA-Z0-9])?",
    rule="1 to 256 of A-Z a-z 0-9 _ . -, a letter or digit at both ends",
)
FIELDS: tuple[Field, ...] = (
    MODEL.field(
        "modelInstanceType",
        Choice(of=("Standard", "StandardMock", "TargetModel", "AssistantModel")),
        "Standard",
        "Standard; StandardMock serves without a model.",
        "Standard 普通推理；StandardMock 不加载模型",
    ),
    MODEL.field(
        "modelName",
        NAME,
        "llama_65b",
        "The name that requests ask for; AISBench's model must be the same.",
        "请求使用的模型名，aisbench 等请求的模型名需一致",
    ),
    MODEL.field(
        "modelWeightPath",
        MUST_TEXT,
        ABSENT,
        "Folder of the weights, the same path on all nodes.",
        "权重绝对路径，多机需一致",
    ),
    MODEL.field(
        "worldSize",
        need(1),
        4,
        "NPUs of ONE node, on several nodes too: the length of each list in npuDeviceIds.",
        "单机启用的卡数（多机也是单机卡数），与 npuDeviceIds 一致，A3 为 16",
    ),
    MODEL.field(
        "cpuMemSize",
        need(),
        0,
        "GiB of host memory for swapped KV cache; 0 only with maxPreemptCount 0.",
        "CPU KV Cache（GB）；maxPreemptCount 为 0 时才可为 0",
    ),
    MODEL.field(
        "npuMemSize",
        need(1, None, "int32_t", (-1,)),
        -1,
        "GiB of KV cache on each NPU; -1: what NPU_MEMORY_FRACTION leaves.",
        "NPU KV Cache（GB），-1 为按显存比例自动分配",
    ),
    MODEL.field(
        "backendType",
        Choice(required=True, of=("atb", "ms", "torch")),
        "atb",
        "atb, or torch (DeepSeek-V3.2 must use it).",
        "atb 或 torch（DeepSeek-V3.2 须用 torch）",
    ),
    MODEL.field(
        "trustRemoteCode",
        MUST_YES_NO,
        False,
        "Whether code that comes with the weights is run.",
        "是否信任权重目录中的代码",
    ),
    MODEL.field(
        "dp",
        DEGREE,
        ABSENT,
        "Data parallel groups of attention. dp x cp x tp = NPUs of all nodes.",
        "数据并行，dp × cp × tp = 总卡数",
        _PARALLEL,
    ),
    MODEL.field(
        "cp",
        DEGREE,
        1,
        "Context parallel; more than 1 only with dp 1.",
        "上下文并行，大于 1 时 dp 须为 1",
        _PARALLEL,
    ),
    MODEL.field(
        "tp",
        DEGREE,
        ABSENT,
        "Tensor parallel of attention: at most the NPUs of a node, or all of them.",
        "张量并行，不超过单机卡数或等于总卡数",
        _PARALLEL,
    ),
    MODEL.field(
        "sp",
        DEGREE,
        1,
        "Sequence parallel: 1, or the same as tp.",
        "序列并行，取 1 或等于 tp",
        _PARALLEL,
    ),
    MODEL.field(
        "moe_tp",
        DEGREE,
        ABSENT,
        "Tensor parallel of the experts. moe_tp x moe_ep = NPUs of all nodes. Absent: tp.",
        "专家张量并行，moe_tp × moe_ep = 总卡数",
        _PARALLEL,
    ),
    MODEL.field(
        "moe_ep",
        DEGREE,
        1,
        "Expert parallel. Absent: 1.",
        "专家并行，moe_tp × moe_ep = 总卡数",
        _PARALLEL,
    ),
    MODEL.field(
        "pp",
        DEGREE,
        1,
        "Pipeline stages; with more than 1 tp x pp = NPUs of all nodes and dp = 1.",
        "流水线并行",
        _PARALLEL,
    ),
    MODEL.field(
        "plugin_params",
        Text(rule="a JSON object as text"),
        ABSENT,
        'Plug-ins, as JSON in a text: {"plugin_type":"mtp","num_speculative_tokens": 1} turns MTP on.',
        "插件参数（JSON 字符串），如开启 MTP 投机推理",
    ),
    MODEL.field(
        "async_scheduler_wait_time",
        Free(says="int", types=(int, float)),
        120,
        "Seconds that asynchronous scheduling waits.",
        "异步调度等待时间（秒）",
    ),
    MODEL.field(
        "kv_trans_timeout",
        Free(says="int", types=(int, float)),
        10,
        "Seconds to fetch KV cache; disaggregated only.",
        "PD 分离拉取 KV 超时（秒）",
    ),
    MODEL.field(
        "kv_link_timeout",
        Free(says="int", types=(int, float)),
        1080,
        "Seconds to build the KV link; disaggregated only.",
        "PD 分离建链超时（秒）",
    ),
    MODEL.field("pluginParams", TEXT, ABSENT, "Not read: write plugin_params.", "未使用，请写 plugin_params"),
)
