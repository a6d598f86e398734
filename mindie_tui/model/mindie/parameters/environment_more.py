"""Further environment variables of HCCL, ATB and MindIE, with the values that their documents give.

Sources: HCCL's environment variables (hicann/hccl, docs/zh/user_guide/hccl_env), MindIE-LLM's
environment_variable.md and atb_llm/utils/env.py. A variable whose document takes any other value as "off" has no form.
"""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word, declare

HCCL = "HCCL's environment variables"
MANUAL = "environment_variable.md"
_PORTS = r"auto|[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*"


def between(low: int, high: int, says: str = "") -> Word:
    """A whole number in a range, as the text of a variable."""
    return Word(says=f"int, {low} to {high}{says}", low=low, high=high)


_SWITCH = Word(says="0 or 1", pattern="[01]")
_FLAG = Word(says="0, 1, true or false", pattern="(?i)[01]|true|false")
_PATH = Word(says="a path")
_TRUE = Word(says="TRUE or FALSE", pattern="(?i)true|false")

_ = declare("environment", "environment", "", HCCL)
OF_HCCL: tuple[Field, ...] = (
    _(
        "HCCL_SOCKET_FAMILY",
        Word(says="AF_INET or AF_INET6", pattern="AF_INET6?"),
        ABSENT,
        "IP family of HCCL's network interfaces; IPv4 where it is absent.",
        "HCCL 网卡使用的 IP 协议，缺省 IPv4",
    ),
    _(
        "HCCL_IF_IP",
        Word(says="an IP address"),
        ABSENT,
        "Address of this node for HCCL; goes before HCCL_SOCKET_IFNAME.",
        "HCCL 初始化用的本机 IP，优先于 HCCL_SOCKET_IFNAME",
    ),
    _(
        "HCCL_IF_BASE_PORT",
        between(1024, 65520),
        ABSENT,
        "First of 32 ports of the node for HCCL.",
        "HCCL 在 Host 侧使用的起始端口（连续 32 个）",
    ),
    _(
        "HCCL_HOST_SOCKET_PORT_RANGE",
        Word(says="auto, or ports such as 60000-60050", pattern=_PORTS),
        ABSENT,
        "Ports of the node for HCCL; goes before HCCL_IF_BASE_PORT.",
        "HCCL Host 侧端口，优先于 HCCL_IF_BASE_PORT",
    ),
    _(
        "HCCL_NPU_SOCKET_PORT_RANGE",
        Word(says="auto, or ports such as 60000-60050", pattern=_PORTS),
        ABSENT,
        "Ports of the NPU for HCCL; 16666 where it is absent.",
        "HCCL NPU 侧端口，缺省 16666",
    ),
    _(
        "HCCL_INTRA_PCIE_ENABLE",
        _SWITCH,
        ABSENT,
        "1: NPUs of a node talk over PCIe. Never 1 with the other.",
        "节点内是否使用 PCIe；不能与 HCCL_INTRA_ROCE_ENABLE 同为 1",
    ),
    _(
        "HCCL_INTRA_ROCE_ENABLE",
        _SWITCH,
        ABSENT,
        "1: NPUs of a node talk over RoCE. Never 1 with the other.",
        "节点内是否使用 RoCE；不能与 HCCL_INTRA_PCIE_ENABLE 同为 1",
    ),
    _(
        "HCCL_INTER_HCCS_DISABLE",
        _TRUE,
        ABSENT,
        "TRUE: nodes of a super pod talk over RoCE instead of HCCS.",
        "超节点内节点间改用 RoCE",
    ),
    _(
        "HCCL_RDMA_TC",
        Word(says="int, 0 to 255, a multiple of 4", low=0, high=255, step=4),
        ABSENT,
        "Traffic class of the RDMA interface.",
        "RDMA 网卡的 traffic class",
    ),
    _("HCCL_RDMA_SL", between(0, 7), ABSENT, "Service level of the RDMA interface.", "RDMA 网卡的 service level"),
    _(
        "HCCL_RDMA_TIMEOUT",
        between(5, 24),
        ABSENT,
        "Exponent of the RDMA retransmission time-out; at most 20 on A2 and A3.",
        "RDMA 重传超时系数，A2、A3 最大 20",
    ),
    _("HCCL_RDMA_RETRY_CNT", between(1, 7), ABSENT, "RDMA retransmissions.", "RDMA 重传次数"),
    _(
        "HCCL_RDMA_QPS_PER_CONNECTION",
        between(1, 32),
        ABSENT,
        "Queue pairs between two ranks.",
        "两个 rank 间的 QP 个数",
    ),
    _("HCCL_RDMA_QP_PORT_CONFIG_PATH", _PATH, ABSENT, "Folder of MultiQpSrcPort.cfg.", "MultiQpSrcPort.cfg 所在目录"),
    _(
        "HCCL_MULTI_QP_THRESHOLD",
        between(1, 8192, " (KB)"),
        ABSENT,
        "Least data of a queue pair.",
        "每个 QP 分担数据量的最小阈值（KB）",
    ),
    _(
        "HCCL_OP_RETRY_ENABLE",
        Word(says="such as L1:0,L2:0", pattern=r"L[0-2]:[01](,\s*L[0-2]:[01])*"),
        ABSENT,
        "Whether a failed collective is tried again, by level.",
        "集合通信算子重执行开关",
    ),
    _(
        "HCCL_OP_RETRY_PARAMS",
        Word(
            says="such as MaxCnt:3,HoldTime:5000,IntervalTime:1000", pattern=r"[A-Za-z]+:[0-9]+(,\s*[A-Za-z]+:[0-9]+)*"
        ),
        ABSENT,
        "How often and how long; only with HCCL_OP_RETRY_ENABLE.",
        "重执行参数，需开启 HCCL_OP_RETRY_ENABLE",
    ),
    _(
        "HCCL_LOGIC_SUPERPOD_ID",
        Word(says="text of at most 127 characters", pattern=".{0,127}"),
        ABSENT,
        "Super pod of this node, without a rank table.",
        "逻辑超节点 ID（无 rank table 时）",
    ),
    _(
        "HCCL_WHITELIST_DISABLE",
        _SWITCH,
        ABSENT,
        "0: only addresses of HCCL_WHITELIST_FILE take part.",
        "0 为开启通信白名单",
    ),
    _(
        "HCCL_WHITELIST_FILE",
        _PATH,
        ABSENT,
        "Addresses that take part, with HCCL_WHITELIST_DISABLE=0.",
        "通信白名单文件",
    ),
    _(
        "HCCL_DIAGNOSE_ENABLE",
        _SWITCH,
        ABSENT,
        "1: keeps tasks for a better log of a failure; costs speed.",
        "缓存任务信息用于定位",
    ),
    _("HCCL_ENTRY_LOG_ENABLE", _SWITCH, ABSENT, "1: logs each collective.", "打印通信算子调用日志"),
    _(
        "HCCL_DEBUG_CONFIG",
        Word(says="modules with commas, such as task"),
        ABSENT,
        "Modules that log more.",
        "打印详细日志的模块",
    ),
    _(
        "HCCL_DFS_CONFIG",
        Word(says="text"),
        ABSENT,
        "Detection of faults: heartbeat, stuck processes, links.",
        "故障检测配置",
    ),
    _(
        "HCCL_ALG_MULTIPLE_DIMENSION_SPLIT_RATIO",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "How data is split over two dimensions.",
        "两维度并行的数据切分比例",
    ),
    _("HCCL_LOGLEVEL", Word(says="text"), ABSENT, "Log level of HCCL in older releases of CANN.", "旧版 HCCL 日志级别"),
)

_ = declare("environment", "environment", "", MANUAL)
OF_MINDIE: tuple[Field, ...] = (
    _("MINDIE_LLM_HOME_PATH", _PATH, ABSENT, "MindIE LLM's own folder.", "MindIE LLM 主目录"),
    _(
        "MIES_INSTALL_PATH",
        _PATH,
        ABSENT,
        "MindIE's installation; older releases read it.",
        "MindIE 安装路径（旧版本）",
    ),
    _("MIES_CONFIG_JSON_PATH", _PATH, ABSENT, "config.json instead of conf/config.json.", "config.json 路径"),
    _(
        "MIES_RANKTABLEFILE",
        _PATH,
        ABSENT,
        "The rank table as MindIE-Motor exports it.",
        "MindIE-Motor 写的 rank table 路径",
    ),
    _(
        "MINDIE_LLM_RECOMPUTE_THRESHOLD",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "From which share of memory requests are computed again.",
        "重计算阈值",
    ),
    _("MIES_MEMORY_DETECTOR_MODE", _SWITCH, ABSENT, "1: logs the memory.", "内存状态打点"),
    _("MIES_PROFILER_MODE", _SWITCH, ABSENT, "1: logs the performance.", "性能状态打点"),
    _("MIES_USE_MB_SWAPPER", _SWITCH, ABSENT, "1: the fast swap.", "高性能 Swap 开关"),
    _("MIES_CERTS_LOG_TO_FILE", _SWITCH, ABSENT, "Log of the certificate tool.", "证书工具日志写文件"),
    _("MIES_CERTS_LOG_TO_STDOUT", _SWITCH, ABSENT, "Log of the certificate tool.", "证书工具日志打印"),
    _(
        "MIES_CERTS_LOG_LEVEL",
        Word(says="DEBUG, INFO, WARNING, ERROR, FATAL", pattern="DEBUG|INFO|WARNING|ERROR|FATAL"),
        ABSENT,
        "Log level of the certificate tool.",
        "证书工具日志级别",
    ),
    _("MIES_CERTS_LOG_PATH", _PATH, ABSENT, "Log of the certificate tool.", "证书工具日志路径"),
    _(
        "TOKENIZER_ENCODE_TIMEOUT",
        between(5, 300),
        ABSENT,
        "Seconds that a tokeniser may take.",
        "tokenizer 编码超时（秒）",
    ),
    _("MINDIE_LLM_BENCHMARK_ENABLE", Word(says="0 or 1"), ABSENT, "1: writes performance data.", "输出性能数据"),
    _("MINDIE_LLM_BENCHMARK_FILEPATH", _PATH, ABSENT, "Where they go.", "性能数据文件"),
    _(
        "MINDIE_LLM_BENCHMARK_RESERVING_RATIO",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "Share of old data that is kept.",
        "保留旧数据的比例",
    ),
    _("NPU_DEVICE_IDS", Word(says="ids with commas"), ABSENT, "NPUs in use.", "使用的 NPU 卡号"),
    _(
        "PERFORMANCE_PREFIX_TREE_ENABLE",
        _SWITCH,
        ABSENT,
        "1: the fast prefix tree of memory_decoding.",
        "memory_decoding 高性能前缀树",
    ),
    _("POST_PROCESSING_SPEED_MODE_TYPE", between(0, 3), ABSENT, "Faster sampling.", "后处理加速模式"),
    _("RANK", Word(says="int, 0 and up", pattern="[0-9]+"), ABSENT, "A device's place among all.", "device 的全局 ID"),
    _(
        "LOCAL_RANK",
        Word(says="int, 0 and up", pattern="[0-9]+"),
        ABSENT,
        "A device's place on its node.",
        "device 的本地 ID",
    ),
    _(
        "RANK_ID",
        Word(says="int, 0 and up", pattern="[0-9]+"),
        ABSENT,
        "A device's place, as CANN names it.",
        "rank 编号（CANN 的名称）",
    ),
    _(
        "RANK_SIZE",
        Word(says="int, 1 and up", pattern="[0-9]+"),
        ABSENT,
        "All devices, as CANN names them.",
        "总 rank 数（CANN 的名称）",
    ),
    _("MINDIE_LOG_PATH", _PATH, ABSENT, "Where the log goes.", "日志写入路径"),
    _("MINDIE_LOG_ROTATE", Word(says="such as -fs 40 -r 2"), ABSENT, "Size and number of log files.", "日志轮转"),
    _("MINDIE_LOG_VERBOSE", _FLAG, ABSENT, "Whether a log line has its optional parts.", "日志是否含可选内容"),
    _(
        "MINDIE_ACLNN_CACHE_GLOBAL_COUNT",
        between(0, 99),
        ABSENT,
        "Executors kept by the plug-in operators.",
        "aclExecutor 全局缓存个数",
    ),
    _(
        "MINDIE_ENABLE_EXPERT_HOTPOT_GATHER",
        Word(says="1: on"),
        ABSENT,
        "1: gathers which experts are hot.",
        "专家热点信息采集",
    ),
    _("MINDIE_EXPERT_HOTPOT_DUMP_PATH", _PATH, ABSENT, "Where that goes.", "专家热点信息路径"),
    *(
        _(name, Word(), ABSENT, "Name of a log setting in older releases.", "旧版本的日志变量名")
        for name in (
            "MIES_PYTHON_LOG_LEVEL",
            "MIES_PYTHON_LOG_TO_FILE",
            "MIES_PYTHON_LOG_PATH",
            "MINDIE_LLM_PYTHON_LOG_LEVEL",
            "MINDIE_LLM_PYTHON_LOG_TO_FILE",
            "MINDIE_LLM_PYTHON_LOG_PATH",
            "MINDIE_LLM_PYTHON_LOG_TO_STDOUT",
            "MINDIE_LLM_LOG_LEVEL",
            "MINDIE_LLM_LOG_TO_FILE",
            "MINDIE_LLM_LOG_TO_STDOUT",
        )
    ),
    _("PYTORCH_INSTALL_PATH", _PATH, ABSENT, "Where torch is installed; set_env.sh sets it.", "torch 安装路径"),
    _(
        "PYTORCH_NPU_INSTALL_PATH",
        _PATH,
        ABSENT,
        "Where torch_npu is installed; set_env.sh sets it.",
        "torch_npu 安装路径",
    ),
)
OF_ATB: tuple[Field, ...] = (
    _(
        "ATB_LLM_LCOC_ENABLE",
        Word(says="1: on, which is the default"),
        ABSENT,
        "1: computes while it communicates.",
        "通信计算掩盖",
    ),
    _("ATB_LLM_BENCHMARK_ENABLE", Word(says="0: off"), ABSENT, "Writes performance data.", "性能数据获取"),
    _("ATB_LLM_BENCHMARK_FILEPATH", _PATH, ABSENT, "Where they go.", "性能数据保存路径"),
    _("ATB_LLM_LOGITS_SAVE_ENABLE", Word(says="0: off"), ABSENT, "Keeps the logits.", "保存 logits"),
    _("ATB_LLM_LOGITS_SAVE_FOLDER", _PATH, ABSENT, "Where they go.", "logits 保存目录"),
    _("ATB_LLM_TOKEN_IDS_SAVE_ENABLE", Word(says="0: off"), ABSENT, "Keeps the tokens.", "保存 token"),
    _("ATB_LLM_TOKEN_IDS_SAVE_FOLDER", _PATH, ABSENT, "Where they go.", "token 保存目录"),
    _("ATB_LLM_RAZOR_ATTENTION_ENABLE", _SWITCH, ABSENT, "1: razor attention.", "RA 压缩"),
    _("ATB_LLM_RAZOR_ATTENTION_ROPE", _SWITCH, ABSENT, "1: razor attention with rope.", "rope 下的 RA 压缩"),
    _("ATB_PROFILING_ENABLE", Word(says="1: on"), ABSENT, "1: profiles.", "采集 profiling"),
    _("ATB_USE_TILING_COPY_STREAM", Word(says="1: on"), ABSENT, "1: two streams.", "双 stream 功能"),
    _("ATB_SPEED_HOME_PATH", _PATH, ABSENT, "Library of the ATB models; set_env.sh sets it.", "ATB 模型库路径"),
    _("ATB_HOME_PATH", _PATH, ABSENT, "Library of ATB; set_env.sh sets it.", "ATB 加速库路径"),
    _(
        "ATB_OPSRUNNER_KERNEL_CACHE_GLOABL_COUNT",
        between(1, 1024),
        ABSENT,
        "Kernels kept by all.",
        "全局 kernelCache 槽位数",
    ),
    _(
        "ATB_OPSRUNNER_KERNEL_CACHE_LOCAL_COUNT",
        between(1, 1024),
        ABSENT,
        "Kernels kept by each.",
        "本地 kernelCache 槽位数",
    ),
    _(
        "ATB_WORKSPACE_MEM_ALLOC_GLOBAL",
        _SWITCH,
        ABSENT,
        "1: one workspace for intermediate tensors.",
        "全局中间 tensor 内存分配",
    ),
    _(
        "LCCL_DETERMINISTIC",
        _SWITCH,
        ABSENT,
        "1: results of LCCL that do not depend on the order of sums.",
        "LCCL 确定性计算",
    ),
)
VARIABLES: tuple[Field, ...] = (*OF_HCCL, *OF_MINDIE, *OF_ATB)
