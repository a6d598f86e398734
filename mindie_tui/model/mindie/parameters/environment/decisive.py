"""The environment variables that decide a start, in the order in which a person looks for them."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word
from mindie_tui.model.mindie.parameters.environment.forms import SWITCH, section

_NUMBER = "[0-9]+"
_PORT = "0*([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_ADDRESS = r"[0-9a-fA-F:.%\[\]]*[.:][0-9a-fA-F:.%\[\]a-z0-9]*"
_ONE_LEVEL = r"\s*([a-z]+\s*:)?\s*(debug|info|warn|warning|error|critical)\s*"
_LEVEL = f"(?i){_ONE_LEVEL}(;{_ONE_LEVEL})*;?"
_ONE_FLAG = r"\s*([a-z_]+\s*:)?\s*(0|1|true|false)\s*"
_FLAG = Word(says="0, 1, true or false", pattern=f"(?i){_ONE_FLAG}(;{_ONE_FLAG})*;?")
_FACTS = "facts of MindIE's shipped scripts"
VARIABLES = section("env_util.cpp")
FIELDS: tuple[Field, ...] = (
    VARIABLES.field(
        "MIES_CONTAINER_IP",
        Word(says="an IP address"),
        ABSENT,
        "This node's address; overrides ipAddress, and finds the node in the rank table.",
        "当前节点 IP，覆盖 ipAddress，并用于在 rank table 中定位本机",
    ),
    VARIABLES.field(
        "MIES_CONTAINER_MANAGEMENT_IP",
        Word(says="an IP address"),
        ABSENT,
        "Overrides managementIpAddress.",
        "覆盖 managementIpAddress",
    ),
    VARIABLES.field(
        "HOST_IP",
        Word(says="an IP address", pattern=_ADDRESS),
        ABSENT,
        "Finds the node in the rank table by server_id, where MIES_CONTAINER_IP does not.",
        "按 server_id 在 rank table 中定位本机",
    ),
    VARIABLES.field(
        "RANK_TABLE_FILE",
        Word(says="a path of at most 256 characters", pattern=".{0,256}"),
        ABSENT,
        "The rank table, mode 640; on one node it must not be set.",
        "rank table 路径，多机必须，单机不要设置",
    ),
    VARIABLES.field(
        "RANKTABLEFILE",
        Word(says="a path of at most 256 characters", pattern=".{0,256}"),
        ABSENT,
        "The rank table as releases up to 2.0 name it; the start writes both names, with one path.",
        "rank table 路径的旧名（2.0 及以前的版本读取），启动时两个变量都写",
        "notes of MindIE 2.0.RC1",
    ),
    VARIABLES.field(
        "MASTER_IP",
        Word(says="an IP address", pattern=_ADDRESS),
        ABSENT,
        "The first node's address.",
        "主节点 IP",
        "mapping.py",
    ),
    VARIABLES.field(
        "MASTER_PORT",
        Word(says="int, 0 to 65535", pattern=_PORT),
        ABSENT,
        "Port for the workers to find each other.",
        "worker 互相发现的端口",
        "mapping.py",
    ),
    VARIABLES.field(
        "WORLD_SIZE",
        Word(says="int, 1 and up", pattern=_NUMBER),
        ABSENT,
        "NPUs of all nodes; it is not what decides.",
        "总卡数（不起决定作用）",
        _FACTS,
    ),
    VARIABLES.field(
        "NPU_MEMORY_FRACTION",
        Word(says="number, above 0 to 1", pattern=r"0?\.[0-9]+|1(\.0*)?|0|[0-9.]+"),
        ABSENT,
        "Share of each NPU's memory. As low as the service starts with; at most 0.92 under high concurrency.",
        "显存比例因子，默认 0.92，高并发建议不超过 0.92；取可拉起服务的最小值",
        _FACTS,
    ),
    VARIABLES.field(
        "MINDIE_LOG_TO_STDOUT",
        _FLAG,
        ABSENT,
        "1: the log can be followed here; costs some speed.",
        "日志打印到标准输出，1 为开启",
    ),
    VARIABLES.field("MINDIE_LOG_TO_FILE", _FLAG, ABSENT, "1: the log goes into files.", "日志写文件，1 为开启"),
    VARIABLES.field(
        "MINDIE_LOG_LEVEL",
        Word(says="DEBUG, INFO, WARN, ERROR, CRITICAL", pattern=_LEVEL),
        ABSENT,
        "INFO shows the phases of the start; set_env.sh sets ERROR.",
        "日志级别，INFO 才能看到启动阶段",
    ),
    VARIABLES.field("MIES_SERVICE_MONITOR_MODE", SWITCH, ABSENT, "1: /metrics answers.", "1 时 /metrics 可用"),
    VARIABLES.field(
        "MINDIE_ASYNC_SCHEDULING_ENABLE",
        SWITCH,
        ABSENT,
        "1: scheduling runs beside the NPUs.",
        "异步调度，1 为开启",
        _FACTS,
    ),
    VARIABLES.field(
        "MINDIE_CHECK_INPUTFILES_PERMISSION",
        SWITCH,
        ABSENT,
        "0 lifts the checks of weights and LoRA files, never those of config.json.",
        "0 时不校验权重文件权限（config.json 仍校验）",
    ),
    VARIABLES.field(
        "PYTORCH_NPU_ALLOC_CONF",
        Word(),
        ABSENT,
        "expandable_segments:True keeps memory from fragmenting.",
        "显存分配策略，减少碎片",
        _FACTS,
    ),
    VARIABLES.field(
        "ATB_WORKSPACE_MEM_ALLOC_ALG_TYPE",
        Word(says="0 to 3", pattern="[0-3]"),
        ABSENT,
        "How workspace memory is shared; 3.",
        "workspace 内存分配算法，取 3",
        _FACTS,
    ),
    VARIABLES.field(
        "ATB_OPERATION_EXECUTE_ASYNC",
        Word(says="0, 1 or 2", pattern="[012]"),
        ABSENT,
        "1: operations are launched ahead.",
        "算子异步下发",
        _FACTS,
    ),
    VARIABLES.field(
        "ATB_LLM_ENABLE_AUTO_TRANSPOSE",
        SWITCH,
        ABSENT,
        "0: weights stay as they are.",
        "权重自动转置，0 为关闭",
        _FACTS,
    ),
    VARIABLES.field("ATB_LLM_HCCL_ENABLE", SWITCH, ABSENT, "1: HCCL inside a node too.", "1 为使用 HCCL 通信", _FACTS),
    VARIABLES.field(
        "HCCL_CONNECT_TIMEOUT",
        Word(says="int, 120 to 7200", low=120, high=7200),
        ABSENT,
        "Seconds that the nodes wait for each other: 7200 on A3.",
        "建链超时（秒），A3 为 7200",
        _FACTS,
    ),
    VARIABLES.field(
        "HCCL_EXEC_TIMEOUT",
        Word(says="seconds, 0 to 2147483647; 0: none", pattern=r"[0-9]+(\.[0-9]+)?"),
        ABSENT,
        "Seconds for one collective; 0: no limit.",
        "集合通信执行超时，0 为不限",
        _FACTS,
    ),
    VARIABLES.field(
        "HCCL_OP_EXPANSION_MODE",
        Word(
            says="AIV, AI_CPU or HOST", pattern="AIV|AI_CPU|AICPU_TS|AICPU_CacheDisable|HOST|HOST_TS|CCU_MS|CCU_SCHED"
        ),
        ABSENT,
        "Where collectives are expanded; AIV on A3.",
        "通信算子展开模式，A3 为 AIV",
        _FACTS,
    ),
    VARIABLES.field(
        "HCCL_BUFFSIZE",
        Word(says="int, MB, 1 and up", low=1, high=2**31 - 1),
        ABSENT,
        "MB of each HCCL buffer.",
        "HCCL 缓冲区（MB）",
        _FACTS,
    ),
    VARIABLES.field("HCCL_ALGO", Word(), ABSENT, "Algorithms of HCCL by level.", "HCCL 通信算法", _FACTS),
    VARIABLES.field(
        "HCCL_DETERMINISTIC",
        Word(says="true, false or strict", pattern="(?i)true|false|strict"),
        ABSENT,
        "Results that do not depend on the order of sums.",
        "确定性计算",
        _FACTS,
    ),
    VARIABLES.field(
        "HCCL_RDMA_PCIE_DIRECT_POST_NOSTRICT",
        Word(says="TRUE or FALSE", pattern="(?i)true|false"),
        ABSENT,
        "TRUE on A3.",
        "A3 取 TRUE",
        _FACTS,
    ),
    VARIABLES.field(
        "HCCL_SOCKET_IFNAME",
        Word(says="a network interface"),
        ABSENT,
        "Interface of HCCL's sockets.",
        "HCCL 使用的网卡",
        _FACTS,
    ),
    VARIABLES.field(
        "GLOO_SOCKET_IFNAME",
        Word(says="a network interface"),
        ABSENT,
        "Interface that carries the node's address.",
        "承载节点 IP 的网卡",
        _FACTS,
    ),
    VARIABLES.field("INF_NAN_MODE_ENABLE", SWITCH, ABSENT, "1: overflow becomes infinity.", "溢出模式", _FACTS),
    VARIABLES.field(
        "OMP_NUM_THREADS",
        Word(says="int, 1 and up", pattern=_NUMBER),
        ABSENT,
        "CPU threads of each worker: 16 on A3, 10 on A2.",
        "每个 worker 的 CPU 线程数",
        _FACTS,
    ),
    VARIABLES.field(
        "TASK_QUEUE_ENABLE",
        Word(says="0, 1 or 2", pattern="[012]"),
        ABSENT,
        "Task queue of torch_npu.",
        "torch_npu 任务队列",
        _FACTS,
    ),
    VARIABLES.field(
        "ASCEND_RT_VISIBLE_DEVICES",
        Word(says="ids with commas", pattern="[0-9, ]*"),
        ABSENT,
        "NPUs that a process sees.",
        "可见 NPU",
        _FACTS,
    ),
    VARIABLES.field(
        "LD_PRELOAD",
        Word(says="paths with colons"),
        ABSENT,
        "Libraries loaded first: jemalloc.",
        "预加载库，如 jemalloc",
        _FACTS,
    ),
    VARIABLES.field(
        "DP_PARTITION_UP_ENABLE",
        SWITCH,
        "0",
        "1: what leaves attention stays data parallel up to lm_head.",
        "数据并行延伸到 lm_head",
        "mapping.py",
    ),
)
