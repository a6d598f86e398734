"""ScheduleConfig: how requests become batches."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Choice, Field, Object, loose, may, need
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json.forms import MUST_YES_NO, YES_NO
from mindie_tui.model.mindie.parameters.section import FileSection

SCHEDULE = FileSection(pointers.SCHEDULE, "ScheduleConfig", "schedule_config.cpp")
_POLICY = Choice(required=True, of=(0, 1, 2, 3), cpp="uint32_t")
FIELDS: tuple[Field, ...] = (
    SCHEDULE.field(
        "templateType",
        Choice(required=True, of=("Standard", "Mix")),
        "Standard",
        "Standard: prefill and decode in batches of their own; Mix: together (splitfuse).",
        "Standard：P/D 各自组 batch；Mix：可混合组 batch（splitfuse）",
    ),
    SCHEDULE.field(
        "templateName",
        Choice(required=True, of=("Standard_LLM",)),
        "Standard_LLM",
        "The scheduler; there is one.",
        "调度工作流名称，仅 Standard_LLM",
    ),
    SCHEDULE.field(
        "cacheBlockSize",
        need(1, 128),
        128,
        "Tokens in a KV block; a multiple of 16.",
        "KV Cache block 大小，16 的倍数，建议 128",
    ),
    SCHEDULE.field(
        "maxPrefillBatchSize",
        need(),
        50,
        "Requests in a prefill batch, at most maxBatchSize; 0: maxBatchSize.",
        "最大 prefill batch，50 改为 2；0 表示取 maxBatchSize",
    ),
    SCHEDULE.field(
        "maxPrefillTokens",
        need(1, 4194304),
        8192,
        "Input tokens in a prefill batch; at least maxInputTokenLen.",
        "每次 prefill 的 token 总数上限，8192 改为 16384，不小于 maxInputTokenLen",
    ),
    SCHEDULE.field(
        "prefillTimeMsPerReq",
        need(0, 1000),
        150,
        "Estimate for a prefill, with supportSelectBatch.",
        "prefill 时间估计（ms），supportSelectBatch 时有效",
    ),
    SCHEDULE.field(
        "prefillPolicyType",
        _POLICY,
        0,
        "Order of prefill; 0: first come, first served.",
        "prefill 调度策略，0 为先来先服务",
    ),
    SCHEDULE.field(
        "decodeTimeMsPerReq",
        need(0, 1000),
        50,
        "Estimate for a decode, with supportSelectBatch.",
        "decode 时间估计（ms），supportSelectBatch 时有效",
    ),
    SCHEDULE.field(
        "decodePolicyType",
        _POLICY,
        0,
        "Order of decode; 0: first come, first served.",
        "decode 调度策略，0 为先来先服务",
    ),
    SCHEDULE.field(
        "policyType",
        Choice(of=(0, 4, 5, 6, 7), cpp="uint32_t"),
        0,
        "Order of a mixed batch: 0, or 4 to 7.",
        "混合调度策略：0 或 4~7",
    ),
    SCHEDULE.field("maxBatchSize", need(1, 819200), 200, "Requests in a decode batch.", "最大 decode batch"),
    SCHEDULE.field("maxIterTimes", need(1), 512, "Longest output in tokens.", "最大输出长度，512 改为 16384"),
    SCHEDULE.field(
        "maxPreemptCount",
        need(),
        0,
        "Requests that may be preempted in a round, at most maxBatchSize; more than 0 needs cpuMemSize.",
        "每轮最大可抢占请求数，大于 0 时 cpuMemSize 不可为 0",
    ),
    SCHEDULE.field(
        "supportSelectBatch", MUST_YES_NO, False, "Choose prefill or decode by the estimates.", "是否按时间估计选择 P/D"
    ),
    SCHEDULE.field(
        "stageSelectPolicy", may(0, 2), 0, "How prefill or decode is chosen: 0, 1, 2.", "P/D 阶段选择策略：0、1、2"
    ),
    SCHEDULE.field("dynamicBatchSizeEnable", YES_NO, False, "Batch size by the service's objectives.", "动态 batch"),
    SCHEDULE.field(
        "maxQueueDelayMicroseconds",
        need(500, 1000000),
        5000,
        "Longest wait for a batch to fill, in microseconds.",
        "组 batch 最大等待（us）",
    ),
    SCHEDULE.field(
        "maxFirstTokenWaitTime",
        may(0, 3600000),
        2500,
        "Longest wait of a request, in milliseconds.",
        "首 token 最长排队（ms）",
    ),
    SCHEDULE.field(
        "maxN",
        may(1, 8192),
        128,
        "Widest beam, most parallel samples; at most maxBatchSize.",
        "束宽/并行采样上限，不超过 maxBatchSize",
    ),
    SCHEDULE.field(
        "prefillExpectedTime",
        may(1, 10000),
        1500,
        "Time to first token that is aimed at, in ms.",
        "期望 prefill 时延（ms）",
    ),
    SCHEDULE.field(
        "decodeExpectedTime", may(1, 10000), 50, "Time per token that is aimed at, in ms.", "期望 decode 时延（ms）"
    ),
    SCHEDULE.field("bufferResponseEnabled", YES_NO, False, "Keep answers back to even out their pace.", "是否缓冲响应"),
    SCHEDULE.field(
        "distributedEnable",
        YES_NO,
        False,
        "Distributed scheduling; demands a rank table.",
        "分布式调度，需要 rank table",
    ),
    SCHEDULE.field(
        "prefillChunkSize",
        loose(None, None, "size_t"),
        0,
        "Fixed size of a prefill chunk, with splitfuse; 0: by load.",
        "prefill 固定切分长度（splitfuse）",
    ),
    SCHEDULE.field(
        "maxNumPartialPrefills",
        loose(1, 64, "size_t"),
        64,
        "Prefills that are cut at once, with splitfuse.",
        "并行切分的 prefill 数",
    ),
    SCHEDULE.field(
        "maxLongPartialPrefills",
        loose(None, None, "size_t"),
        8,
        "Long ones among them, at most maxNumPartialPrefills.",
        "其中长 prefill 数，不超过 maxNumPartialPrefills",
    ),
    SCHEDULE.field(
        "longPrefillTokenThreshold",
        loose(1, 8192, "size_t"),
        1024,
        "From how many tokens a prefill is long.",
        "长 prefill 的 token 阈值",
    ),
    SCHEDULE.field(
        "enablePrefixCache",
        YES_NO,
        ABSENT,
        "Has no effect: turn it on in plugin_params.",
        "无效，请用 plugin_params 开启",
    ),
    SCHEDULE.field(
        "enableSplit",
        YES_NO,
        ABSENT,
        "Has no effect: turn splitfuse on in plugin_params.",
        "无效，请用 plugin_params 开启 splitfuse",
    ),
    SCHEDULE.field("enablChunkedPrefill", YES_NO, ABSENT, "Has no effect; MindIE knows it in this spelling.", "无效"),
    SCHEDULE.field("splitType", YES_NO, False, "How splitfuse cuts.", "splitfuse 切分方式"),
    SCHEDULE.field("splitStartType", YES_NO, False, "When splitfuse begins.", "splitfuse 启动方式"),
    SCHEDULE.field("splitChunkTokens", may(), 512, "Tokens of a splitfuse chunk.", "splitfuse 每块 token 数"),
    SCHEDULE.field("splitStartBatchSize", may(), 16, "From which batch size splitfuse begins.", "splitfuse 启动 batch"),
    SCHEDULE.field(
        "layerwiseDisaggregated", Object(), ABSENT, "Scheduling of a split between edge and cloud.", "边云调度配置"
    ),
    SCHEDULE.field(
        "layerwiseDisaggregated/nextPHeadPrior",
        YES_NO,
        False,
        "The next prefill's head goes first.",
        "优先下一个 prefill 头",
    ),
)
