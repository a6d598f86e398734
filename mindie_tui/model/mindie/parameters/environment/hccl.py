"""Further variables of HCCL, with the values that its document gives (hicann/hccl, docs/zh/user_guide/hccl_env).

A variable whose document takes any other value as "off" has no form.
"""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field, Word
from mindie_tui.model.mindie.parameters.environment.forms import PATH, SWITCH, between, section

_PORTS = r"auto|[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*"
_TRUE_FALSE = Word(says="TRUE or FALSE", pattern="(?i)true|false")
HCCL = section("HCCL's environment variables")
FIELDS: tuple[Field, ...] = (
    HCCL.field(
        "HCCL_SOCKET_FAMILY",
        Word(says="AF_INET or AF_INET6", pattern="AF_INET6?"),
        ABSENT,
        "IP family of HCCL's network interfaces; IPv4 where it is absent.",
        "HCCL 网卡使用的 IP 协议，缺省 IPv4",
    ),
    HCCL.field(
        "HCCL_IF_IP",
        Word(says="an IP address"),
        ABSENT,
        "Address of this node for HCCL; goes before HCCL_SOCKET_IFNAME.",
        "HCCL 初始化用的本机 IP，优先于 HCCL_SOCKET_IFNAME",
    ),
    HCCL.field(
        "HCCL_IF_BASE_PORT",
        between(1024, 65520),
        ABSENT,
        "First of 32 ports of the node for HCCL.",
        "HCCL 在 Host 侧使用的起始端口（连续 32 个）",
    ),
    HCCL.field(
        "HCCL_HOST_SOCKET_PORT_RANGE",
        Word(says="auto, or ports such as 60000-60050", pattern=_PORTS),
        ABSENT,
        "Ports of the node for HCCL; goes before HCCL_IF_BASE_PORT.",
        "HCCL Host 侧端口，优先于 HCCL_IF_BASE_PORT",
    ),
    HCCL.field(
        "HCCL_NPU_SOCKET_PORT_RANGE",
        Word(says="auto, or ports such as 60000-60050", pattern=_PORTS),
        ABSENT,
        "Ports of the NPU for HCCL; 16666 where it is absent.",
        "HCCL NPU 侧端口，缺省 16666",
    ),
    HCCL.field(
        "HCCL_INTRA_PCIE_ENABLE",
        SWITCH,
        ABSENT,
        "1: NPUs of a node talk over PCIe. Never 1 with the other.",
        "节点内是否使用 PCIe；不能与 HCCL_INTRA_ROCE_ENABLE 同为 1",
    ),
    HCCL.field(
        "HCCL_INTRA_ROCE_ENABLE",
        SWITCH,
        ABSENT,
        "1: NPUs of a node talk over RoCE. Never 1 with the other.",
        "节点内是否使用 RoCE；不能与 HCCL_INTRA_PCIE_ENABLE 同为 1",
    ),
    HCCL.field(
        "HCCL_INTER_HCCS_DISABLE",
        _TRUE_FALSE,
        ABSENT,
        "TRUE: nodes of a super pod talk over RoCE instead of HCCS.",
        "超节点内节点间改用 RoCE",
    ),
    HCCL.field(
        "HCCL_RDMA_TC",
        Word(says="int, 0 to 255, a multiple of 4", low=0, high=255, step=4),
        ABSENT,
        "Traffic class of the RDMA interface.",
        "RDMA 网卡的 traffic class",
    ),
    HCCL.field(
        "HCCL_RDMA_SL", between(0, 7), ABSENT, "Service level of the RDMA interface.", "RDMA 网卡的 service level"
    ),
    HCCL.field(
        "HCCL_RDMA_TIMEOUT",
        between(5, 24),
        ABSENT,
        "Exponent of the RDMA retransmission time-out; at most 20 on A2 and A3.",
        "RDMA 重传超时系数，A2、A3 最大 20",
    ),
    HCCL.field("HCCL_RDMA_RETRY_CNT", between(1, 7), ABSENT, "RDMA retransmissions.", "RDMA 重传次数"),
    HCCL.field(
        "HCCL_RDMA_QPS_PER_CONNECTION",
        between(1, 32),
        ABSENT,
        "Queue pairs between two ranks.",
        "两个 rank 间的 QP 个数",
    ),
    HCCL.field(
        "HCCL_RDMA_QP_PORT_CONFIG_PATH", PATH, ABSENT, "Folder of MultiQpSrcPort.cfg.", "MultiQpSrcPort.cfg 所在目录"
    ),
    HCCL.field(
        "HCCL_MULTI_QP_THRESHOLD",
        between(1, 8192, " (KB)"),
        ABSENT,
        "Least data of a queue pair.",
        "每个 QP 分担数据量的最小阈值（KB）",
    ),
    HCCL.field(
        "HCCL_OP_RETRY_ENABLE",
        Word(says="such as L1:0,L2:0", pattern=r"L[0-2]:[01](,\s*L[0-2]:[01])*"),
        ABSENT,
        "Whether a failed collective is tried again, by level.",
        "集合通信算子重执行开关",
    ),
    HCCL.field(
        "HCCL_OP_RETRY_PARAMS",
        Word(
            says="such as MaxCnt:3,HoldTime:5000,IntervalTime:1000", pattern=r"[A-Za-z]+:[0-9]+(,\s*[A-Za-z]+:[0-9]+)*"
        ),
        ABSENT,
        "How often and how long; only with HCCL_OP_RETRY_ENABLE.",
        "重执行参数，需开启 HCCL_OP_RETRY_ENABLE",
    ),
    HCCL.field(
        "HCCL_LOGIC_SUPERPOD_ID",
        Word(says="text of at most 127 characters", pattern=".{0,127}"),
        ABSENT,
        "Super pod of this node, without a rank table.",
        "逻辑超节点 ID（无 rank table 时）",
    ),
    HCCL.field(
        "HCCL_WHITELIST_DISABLE",
        SWITCH,
        ABSENT,
        "0: only addresses of HCCL_WHITELIST_FILE take part.",
        "0 为开启通信白名单",
    ),
    HCCL.field(
        "HCCL_WHITELIST_FILE",
        PATH,
        ABSENT,
        "Addresses that take part, with HCCL_WHITELIST_DISABLE=0.",
        "通信白名单文件",
    ),
    HCCL.field(
        "HCCL_DIAGNOSE_ENABLE",
        SWITCH,
        ABSENT,
        "1: keeps tasks for a better log of a failure; costs speed.",
        "缓存任务信息用于定位",
    ),
    HCCL.field("HCCL_ENTRY_LOG_ENABLE", SWITCH, ABSENT, "1: logs each collective.", "打印通信算子调用日志"),
    HCCL.field(
        "HCCL_DEBUG_CONFIG",
        Word(says="modules with commas, such as task"),
        ABSENT,
        "Modules that log more.",
        "打印详细日志的模块",
    ),
    HCCL.field(
        "HCCL_DFS_CONFIG",
        Word(says="text"),
        ABSENT,
        "Detection of faults: heartbeat, stuck processes, links.",
        "故障检测配置",
    ),
    HCCL.field(
        "HCCL_ALG_MULTIPLE_DIMENSION_SPLIT_RATIO",
        Word(says="number, 0 to 1", pattern=r"0?\.[0-9]+|[01](\.0*)?"),
        ABSENT,
        "How data is split over two dimensions.",
        "两维度并行的数据切分比例",
    ),
    HCCL.field(
        "HCCL_LOGLEVEL", Word(says="text"), ABSENT, "Log level of HCCL in older releases of CANN.", "旧版 HCCL 日志级别"
    ),
)
